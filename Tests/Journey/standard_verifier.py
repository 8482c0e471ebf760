"""Somebody else who asks for licences: an OpenID4VP verifier in Python. What the wallet command sends it is verified by
the `sd-jwt` reference implementation."""

import base64
import datetime
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from sd_jwt.verifier import SDJWTVerifier

from standard_wallet import encoded, public_jwk, trusted_leaf

TYPE = "urn:tongzhao:credential:business-licence:1"


class StandardVerifier:
    """Certified by the authority in a folder (`authority.pem`, `authority.key`)."""

    def __init__(self, authority, licence_root_pem, claims):
        self.licence_roots = x509.load_pem_x509_certificates(licence_root_pem.encode())
        self.claims = claims
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.leaf = self.certified(authority)
        self.client_id = "x509_hash:" + encoded(
            hashlib.sha256(self.leaf.public_bytes(serialization.Encoding.DER)).digest())
        self.nonce = secrets.token_urlsafe(24)
        self.state = secrets.token_urlsafe(16)
        self.encryption_key = JWK.generate(kty="EC", crv="P-256", kid="e1", use="enc", alg="ECDH-ES")
        #: Presentations as they came, decrypted.
        self.presentations = []
        self.errors = []
        verifier = self

        class Endpoints(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(verifier.request(None), "application/oauth-authz-req+jwt")

            def do_POST(self):
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                if self.path == "/request":
                    self.answer(verifier.request(form.get("wallet_nonce", [None])[0]),
                                "application/oauth-authz-req+jwt")
                else:
                    verifier.take(form)
                    self.answer("{}", "application/json")

            def answer(self, text, media_type):
                self.send_response(200)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoints)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def certified(self, authority):
        root = x509.load_pem_x509_certificate((authority / "authority.pem").read_bytes())
        root_key = serialization.load_pem_private_key((authority / "authority.key").read_bytes(), None)
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A verifier in Python")]))
            .issuer_name(root.subject).public_key(self.key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("verifier.example")]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
            .sign(root_key, hashes.SHA256()))

    @property
    def link(self):
        return "openid4vp://authorize?" + urlencode({
            "client_id": self.client_id, "request_uri": self.url + "/request", "request_uri_method": "post"})

    def request(self, wallet_nonce):
        now = int(time.time())
        claims = {
            "iss": self.client_id, "aud": "https://self-issued.me/v2", "iat": now, "exp": now + 120,
            "response_type": "vp_token", "response_mode": "direct_post.jwt", "client_id": self.client_id,
            "response_uri": self.url + "/response", "nonce": self.nonce, "state": self.state,
            "dcql_query": {"credentials": [{
                "id": "one", "format": "dc+sd-jwt", "meta": {"vct_values": [TYPE]},
                "claims": [{"path": [name]} for name in self.claims]}]},
            "client_metadata": {
                "jwks": {"keys": [self.encryption_key.export_public(as_dict=True)]},
                "encrypted_response_enc_values_supported": ["A256GCM"],
                "vp_formats_supported": {
                    "dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}}},
        }
        if wallet_nonce:
            claims["wallet_nonce"] = wallet_nonce
        signed = JWS(json.dumps(claims))
        signed.add_signature(JWK.from_pyca(self.key), alg="ES256", protected=json.dumps({
            "alg": "ES256", "typ": "oauth-authz-req+jwt",
            "x5c": [base64.b64encode(self.leaf.public_bytes(serialization.Encoding.DER)).decode()]}))
        return signed.serialize(compact=True)

    def take(self, form):
        sealed = JWE()
        sealed.deserialize(form["response"][0], self.encryption_key)
        answer = json.loads(sealed.payload)
        if answer.get("state") != self.state:
            self.errors.append("wrong state")
        elif "error" in answer:
            self.errors.append(answer["error"])
        else:
            self.presentations += answer["vp_token"]["one"]

    def verified(self, presentation):
        """The claims, as the reference implementation verified them: issuer, disclosures and key binding."""
        return verified(presentation, self.licence_roots, self.client_id, self.nonce)


def verified(presentation, roots, audience=None, nonce=None):
    verifier = SDJWTVerifier(
        presentation, lambda _, header: public_jwk(trusted_leaf(header["x5c"], roots)), audience, nonce)
    return verifier.get_verified_payload()
