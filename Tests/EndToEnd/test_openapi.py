"""The document and the gateway agree: schemathesis sends what the document allows and what it does not, and checks
every answer against it."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from admin import PLAIN_USER, Customer
from board import Board
from gateway import ROOT

EXAMPLES = int(os.environ.get("WALLBOARD_OPENAPI_EXAMPLES", 15))


@pytest.mark.timeout(600)
async def test_every_answer_is_as_the_document_says(new_gateway, tmp_path):
    seed = int(os.environ.get("WALLBOARD_OPENAPI_SEED", random.randrange(2**31)))
    print(f"seed {seed}")
    gateway = new_gateway()
    customer = Customer(gateway.admin(), maximum=None)
    customer.user("ada", "contactCentre")
    await (await Board.enrol(gateway, "tv-1", customer.key(user="ada"))).close()
    customer.admin.put(f"{customer.path}/dashboards/floor", {"title": "Floor", "tiles": [{"kind": "queues"}]})
    waiting = await Board.unpaired(gateway, "tv-2")
    known = {
        "customerId": customer.id, "userId": "ada", "deviceId": customer.devices()["tv-1"]["id"],
        "keyId": customer.admin.items(f"{customer.path}/enrolment-keys")[0]["id"], "userCode": waiting.code,
        "dashboardId": "floor",
    }  # fmt: skip
    tokens = customer.admin.items("/v1/tokens")
    command = [
        Path(sys.executable).parent / "schemathesis", "--config-file", ROOT / "schemathesis.toml", "run", ROOT / "docs/openapi.yaml",
        "--url", gateway.url, "--tls-verify", gateway.ca, "--seed", str(seed),
        "--header", f"Authorization: Bearer {customer.admin.token}", "--max-examples", str(EXAMPLES), "--workers", "1",
        "--generation-database", "none", "--suppress-health-check", "all", "--warnings", "off", "--no-color",
    ]  # fmt: skip
    environment = {
        **os.environ, "SCHEMATHESIS_HOOKS": "openapi_hooks", "PYTHONPATH": str(Path(__file__).parent),
        "WALLBOARD_KNOWN": json.dumps(known), "WALLBOARD_KEPT": json.dumps([token["id"] for token in tokens]),
        "COLUMNS": "150"}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=560)
    assert ran.returncode == 0, f"seed {seed}\n{ran.stdout[-20_000:]}\n{ran.stderr[-4000:]}"
    print(ran.stdout[-2500:])
    assert gateway.is_running()
    # Not everything was refused: things were created, and what was there is still there.
    assert customer.admin.get(f"{customer.path}/users/ada")["id"] == "ada"
    done = {record["operation"] for record in customer.admin.items("/v1/audit") if record["status"] in range(200, 300)}
    assert {"createCustomer", "changeCustomer", "putUser", "createToken"} <= done
    assert PLAIN_USER.keys() <= customer.admin.get(f"{customer.path}/users/ada").keys()
