"""Bearer tokens that an OpenID provider has signed, by keys from a file: made here with openssl, not with the
gateway's code."""

import base64
import json
import subprocess
import time

import pytest
from admin import Admin, Customer, new_address

ISSUER, AUDIENCE = "https://login.example/realm", "wallboards"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider:
    """An RSA key, its JSON Web Key Set, and the tokens that it signs."""

    def __init__(self, directory, key_id="first"):
        self.key_id = key_id
        self._key = directory / f"{key_id}.pem"
        subprocess.run(["openssl", "genrsa", "-out", self._key, "2048"], check=True, capture_output=True)
        told = subprocess.run(
            ["openssl", "rsa", "-in", self._key, "-noout", "-modulus"], check=True, capture_output=True, text=True)
        modulus = bytes.fromhex(told.stdout.strip().partition("=")[2])
        self.jwk = {"kty": "RSA", "kid": key_id, "use": "sig", "alg": "RS256", "n": base64url(modulus), "e": "AQAB"}

    def token(self, role="provider", algorithm="RS256", **claims):
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "anna", "iat": now, "exp": now + 300,
                  "wallboard_role": role, **claims}  # fmt: skip
        header = {"alg": algorithm, "typ": "JWT", "kid": self.key_id}
        signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
        signature = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", self._key], input=signed.encode(), check=True, capture_output=True)
        return f"{signed}.{base64url(signature.stdout) if algorithm != 'none' else ''}"


@pytest.fixture
def provider(tmp_path):
    return Provider(tmp_path)


@pytest.fixture
def gateway(new_gateway, provider, tmp_path):
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps({"keys": [provider.jwk]}))
    return new_gateway(oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks_file=keys)


def test_a_provider_s_word_is_a_role_here_and_its_bearer_is_named(gateway, provider):
    admin = Admin(gateway, provider.token())
    customer = Customer(admin)
    me = admin.get("/v1/me")
    assert (me["name"], me["role"], me["customerId"]) == ("anna", "provider", None) and me["expiresAt"]
    assert "anna (token oidc." in customer.ledger()[0]["author"]
    confined = Admin(gateway, provider.token("customer", sub="carla", wallboard_customer=customer.id))
    assert confined.get(customer.path)["id"] == customer.id
    assert confined.request("GET", Customer(admin).path).status == 404
    assert confined.request("PATCH", f"{customer.path}/licences", {"maxWallboards": 11}).status == 403
    trusted = Admin(gateway, provider.token(
        "customer", sub="tom", wallboard_customer=customer.id, wallboard_may_set_maximum=True))  # fmt: skip
    trusted.patch(f"{customer.path}/licences", {"maxWallboards": 11})


def test_an_address_without_attempts_has_no_signature_checked_but_a_good_token_goes_on(gateway, provider, tmp_path):
    stranger = Provider(tmp_path, "other")
    address, good = new_address(), provider.token()
    assert Admin(gateway, good, address).get("/v1/me")["name"] == "anna"
    bad = stranger.token()
    statuses = [Admin(gateway, bad, address).request("GET", "/v1/me").status for _ in range(60)]
    assert statuses[:50] == [401] * 50 and statuses[-1] == 429
    def unverified():
        return gateway.log().count("an identity's token was rejected")
    before = unverified()
    assert before >= 50
    for _ in range(20):
        assert Admin(gateway, bad, address).request("GET", "/v1/me").status in (401, 429)
    # A wrong one is made up for every three seconds.
    assert unverified() - before < 10, "what is answered 429 was not verified"
    for _ in range(5):
        assert Admin(gateway, good, address).get("/v1/me")["name"] == "anna"
    new = provider.token(sub="ben")
    assert Admin(gateway, new, new_address()).get("/v1/me")["name"] == "ben"
    assert Admin(gateway, new, address).get("/v1/me")["name"] == "ben", "it was verified from elsewhere"
    assert gateway.admin().at(address).get("/v1/me"), "one of the gateway's own costs no signature"


def test_what_is_not_signed_meant_or_in_time_opens_nothing(gateway, provider, tmp_path):
    stranger = Provider(tmp_path, "other")
    now = int(time.time())
    good = provider.token()
    head, claims, signature = good.split(".")
    forged = json.loads(base64.urlsafe_b64decode(claims + "=="))
    forged["sub"] = "mallory"
    for what, token in {
        "another key": stranger.token(), "no signature": provider.token(algorithm="none"),
        "other claims": f"{head}.{base64url(json.dumps(forged).encode())}.{signature}",
        "expired": provider.token(exp=now - 120, iat=now - 600), "not yet": provider.token(nbf=now + 600),
        "another audience": provider.token(aud="other"), "another issuer": provider.token(iss="https://evil.example"),
        "an unknown role": provider.token("king"), "a customer's role without a customer": provider.token("customer"),
        "a provider of one customer": provider.token(wallboard_customer="acme"),
    }.items():  # fmt: skip
        assert Admin(gateway, token).request("GET", "/v1/me").status == 401, what
        assert token not in gateway.log(), what
    assert Admin(gateway, good).request("GET", "/v1/me").status == 200
