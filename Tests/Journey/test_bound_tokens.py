"""Clients that prove themselves by a certificate, and tokens that are bound to a key, with real processes: TLS by
Python's ssl, certificates by the openssl command, DPoP proofs by jwcrypto."""

import base64
import hashlib
import json
import secrets
import subprocess
import time

import pytest
import requests
from jwcrypto import jwk, jwt
from stack import Stack, free_port, lan_address

PLAIN = {"redirect_uris": [], "grant_types": ["client_credentials"], "client_name": "测试"}


class Certificates:
    """An authority and the certificates of clients, made by the openssl command."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / "client.cnf").write_text("basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\n"
                                           "extendedKeyUsage=clientAuth\nsubjectAltName=URI:urn:test:portal\n")
        self.key("root", "EC", "ec_paramgen_curve:P-256")
        self.openssl("req", "-x509", "-new", "-key", "root.key", "-subj", "/CN=Client root", "-days", "30",
                     "-addext", "keyUsage=critical,keyCertSign", "-out", "root.crt")

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True, timeout=60)

    def key(self, name, algorithm, option):
        self.openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", option, "-out", f"{name}.key")

    def certified(self, name, algorithm, option):
        self.key(name, algorithm, option)
        self.openssl("req", "-new", "-key", f"{name}.key", "-subj", f"/O=Test/CN={name}", "-out", f"{name}.csr")
        self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial",
                     "-extfile", "client.cnf", "-days", "30", "-out", f"{name}.crt")
        return self.pair(name)

    def self_signed(self, name, algorithm, option, *more):
        self.key(name, algorithm, option)
        self.openssl("req", "-x509", "-new", "-key", f"{name}.key", "-subj", f"/CN={name}", "-days", "30", *more,
                     "-out", f"{name}.crt")
        return self.pair(name)

    def pair(self, name):
        return str(self.folder / f"{name}.crt"), str(self.folder / f"{name}.key")

    def public_jwk(self, name):
        key = jwk.JWK.from_pem((self.folder / f"{name}.crt").read_bytes())
        return {**json.loads(key.export_public()), "kid": name}

    def thumbprint(self, name):
        der = subprocess.run(["openssl", "x509", "-in", f"{name}.crt", "-outform", "DER"], cwd=self.folder, check=True,
                             capture_output=True).stdout
        return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()


def claims_of(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates") / "clients")


@pytest.fixture(scope="module")
def provider(tmp_path_factory, certificates):
    """The identity provider alone, over TLS, with a second listener that asks for certificates."""
    port = free_port()
    url = f"https://{lan_address()}:{port}"
    settings = {"identity-provider": {"client-certificates": {
        "listen": f"{lan_address()}:{port}", "url": url, "roots-file": str(certificates.folder / "root.crt")}}}
    with Stack(tmp_path_factory.mktemp("bound"), lan=True, settings=settings) as stack:
        stack.prepare()
        stack.start("identity-provider")
        stack.aliases = requests.get(stack.url("identity-provider") + "/.well-known/oauth-authorization-server",
                                     verify=str(stack.server_roots), timeout=60).json()["mtls_endpoint_aliases"]
        assert stack.aliases["token_endpoint"] == url + "/token"
        yield stack


def ask(stack, client, cert=None, url=None, headers=None, auth=None):
    form = {"grant_type": "client_credentials", "client_id": client}
    return requests.post(url or stack.aliases["token_endpoint"], data=form, cert=cert, verify=str(stack.server_roots),
                         headers=headers, auth=auth, timeout=60)


@pytest.mark.parametrize("algorithm,option", [("RSA", "rsa_keygen_bits:2048"), ("EC", "ec_paramgen_curve:P-256")])
def test_a_certificate_of_an_authority_opens(provider, certificates, algorithm, option):
    name = f"portal-{algorithm.lower()}"
    pair = certificates.certified(name, algorithm, option)
    provider.add_client({**PLAIN, "client_id": name, "token_endpoint_auth_method": "tls_client_auth",
                         "tls_client_auth_subject_dn": f"CN={name},O=Test",
                         "tls_client_certificate_bound_access_tokens": True})
    answer = ask(provider, name, pair)
    assert answer.status_code == 200, answer.text
    assert claims_of(answer.json()["access_token"])["cnf"] == {"x5t#S256": certificates.thumbprint(name)}
    # Without a certificate, with another's, and where none is asked for.
    stranger = certificates.self_signed(f"stranger-{name}", "EC", "ec_paramgen_curve:P-256")
    other = provider.url("identity-provider") + "/token"
    for refused in (ask(provider, name), ask(provider, name, stranger), ask(provider, name, pair, url=other)):
        assert refused.status_code == 401, refused.text
        assert refused.json()["error"] == "invalid_client"


@pytest.mark.parametrize("algorithm,option", [("RSA", "rsa_keygen_bits:2048"), ("EC", "ec_paramgen_curve:P-256")])
def test_a_certificate_that_signed_itself_opens(provider, certificates, algorithm, option):
    name = f"self-{algorithm.lower()}"
    pair = certificates.self_signed(name, algorithm, option)
    provider.add_client({**PLAIN, "client_id": name, "token_endpoint_auth_method": "self_signed_tls_client_auth",
                         "jwks": {"keys": [certificates.public_jwk(name)]}})
    assert ask(provider, name, pair).status_code == 200
    stranger = certificates.self_signed(f"stranger-{name}", algorithm, option)
    assert ask(provider, name, stranger).status_code == 401


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_certificate_of_sm2_kills_nothing(provider, certificates, version):
    name = f"sm2{version}"
    pair = certificates.self_signed(name, "EC", "ec_paramgen_curve:SM2", "-sm3")
    address = provider.aliases["token_endpoint"].removeprefix("https://").removesuffix("/token")
    for _ in range(3):
        subprocess.run(
            ["openssl", "s_client", "-connect", address, version, "-cert", pair[0], "-key", pair[1], "-quiet",
             "-no_ign_eof"], input=b"GET /jwks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            capture_output=True, timeout=60)
    assert provider.running["identity-provider"].poll() is None
    assert ask(provider, "nobody").status_code == 401


class Prover:
    """A DPoP client as a portal in Python would write it."""

    def __init__(self):
        self.key = jwk.JWK.generate(kty="EC", crv="P-256")

    @property
    def thumbprint(self):
        return self.key.thumbprint()

    def proof(self, url, **claims):
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": json.loads(self.key.export_public())}
        body = {"jti": secrets.token_urlsafe(12), "htm": "POST", "htu": url, "iat": int(time.time()), **claims}
        token = jwt.JWT(header=header, claims=body)
        token.make_signed_token(self.key)
        return token.serialize()


def test_a_proof_by_jwcrypto_binds_a_token(provider):
    added = provider.add_client({**PLAIN, "client_id": "prover", "dpop_bound_access_tokens": True,
                                 "tongzhao_requires_dpop_nonce": True})
    prover, url, auth = Prover(), provider.url("identity-provider") + "/token", ("prover", added["client_secret"])
    first = ask(provider, "prover", url=url, headers={"DPoP": prover.proof(url)}, auth=auth)
    assert first.json()["error"] == "use_dpop_nonce"
    proof = prover.proof(url, nonce=first.headers["DPoP-Nonce"])
    answer = ask(provider, "prover", url=url, headers={"DPoP": proof}, auth=auth)
    assert answer.status_code == 200, answer.text
    assert answer.json()["token_type"] == "DPoP"
    assert claims_of(answer.json()["access_token"])["cnf"] == {"jkt": prover.thumbprint}
    assert ask(provider, "prover", url=url, headers={"DPoP": proof}, auth=auth).json()["error"] == "invalid_dpop_proof"
    assert ask(provider, "prover", url=url, auth=auth).json()["error"] == "invalid_request"
