"""Who did what: every change and every attempt is recorded before it is carried out."""

from admin import PLAIN_USER, Customer
from board import Board


def records(admin, customer=None, limit=100):
    return admin.items("/v1/audit" + (f"?customerId={customer.id}" if customer else ""), limit)


def test_every_change_is_written_down_with_its_outcome(gateway, customer):
    admin = customer.admin.issue("provider", name="Anna Example")
    admin.put(f"{customer.path}/users/ada", {**PLAIN_USER, "supervisor": "insights"}, 201)
    admin.patch(f"{customer.path}/licences", {"maxWallboards": 12, "reason": "Two more"})
    admin.patch(f"{customer.path}/licences", {"maxWallboards": -1}, 422)
    admin.request("DELETE", f"{customer.path}/users/nobody")
    customer.admin.issue("monitor", customer.id, name="Nosy").request("DELETE", f"{customer.path}/users/ada")
    admin.get(f"{customer.path}/users")
    found = records(customer.admin, customer)
    newest = [(one["operation"], one["status"]) for one in found[:5]]
    assert newest == [
        ("deleteUser", 403), ("deleteUser", 404), ("changeLicences", 422), ("changeLicences", 200), ("putUser", 201)]
    denied, _, _, changed, put = found[:5]
    assert "Nosy" in denied["author"] and denied["role"] == "monitor"
    assert "Anna Example" in put["author"] and put["role"] == "provider" and put["address"] == "127.0.0.1"
    assert put["path"] == f"{customer.path}/users/ada" and put["customerId"] == customer.id and put["at"]
    assert '"insights"' in put["change"] and '"Two more"' in changed["change"]
    numbers = [one["number"] for one in found]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == len(numbers)
    assert not any(one["operation"].startswith(("list", "show")) for one in found)


async def test_no_secret_is_written_down(gateway, customer):
    customer.user("cora", "contactCentre")
    key = customer.key(user="cora")
    token = customer.admin.issue("monitor", customer.id).token
    board = await Board.unpaired(gateway, "secret-1")
    customer.pair(board.code, "cora")
    await board.paired()
    text = str(customer.admin.request("GET", "/v1/audit?limit=100").body)
    for secret in [key, token, board.token, customer.admin.token]:
        assert secret not in text
        assert secret.split(".")[-1] not in text
    operations = {one["operation"] for one in records(customer.admin, customer)}
    assert {"createEnrolmentKey", "putUser", "createPairing"} & operations >= {"createEnrolmentKey", "putUser"}


def test_a_customer_reads_what_concerns_it_alone(gateway, customer):
    other = Customer(gateway.admin())
    own = customer.admin.issue("customer", customer.id)
    assert {one["customerId"] for one in records(own)} == {customer.id}
    assert other.id not in str(records(own))
    assert own.request("GET", f"/v1/audit?customerId={other.id}").status in (403, 404)
    everything = records(customer.admin)
    assert {customer.id, other.id} <= {one["customerId"] for one in everything}
    assert customer.admin.issue("feed", customer.id).request("GET", "/v1/audit").status == 403


def test_pages_of_records_neither_miss_nor_repeat(gateway, customer):
    for number in range(12):
        customer.user(f"u{number}", "none")
    whole = records(customer.admin, customer, 100)
    assert records(customer.admin, customer, 5) == whole and len(whole) >= 13
    assert customer.admin.request("GET", "/v1/audit?limit=0").status == 400
    assert customer.admin.request("GET", "/v1/audit?cursor=nonsense!").status == 400


def test_what_was_done_is_still_written_after_a_crash_and_a_removal(new_gateway):
    gateway = new_gateway()
    customer = Customer(gateway.admin())
    customer.user("ada", "insights")
    before = records(customer.admin, customer)
    customer.admin.delete(customer.path)
    gateway.kill()
    gateway.start()
    after = records(customer.admin, customer)
    assert after[0]["operation"] == "deleteCustomer" and after[0]["status"] in (204, None)
    assert after[1:] == before
