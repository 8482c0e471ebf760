"""Another region: its own root, its licence issuer written with the `sd-jwt` reference implementation, its status list.
What our issuer does not hand out, such as a delegation that is over, comes from here."""

import base64
import datetime
import json
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer

from standard_wallet import encoded

TYPE = "urn:tongzhao:credential:business-licence:1"
VALID, INVALID, SUSPENDED = 0, 1, 2


def certificate(name, key, issuer_name, issuer_key, authority):
    now = datetime.datetime.now(datetime.timezone.utc)

    def named(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    return (
        x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer_name))
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(
            digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
            decipher_only=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256()))


class OtherRegion:
    """Issues licences as its own authority. Its status list has one byte a licence and no time to live, so it is asked
    for every presentation."""

    def __init__(self, region="410100", name="郑州示例区"):
        self.region, self.name = region, name
        self.root_key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = certificate(name + "根", self.root_key, name + "根", self.root_key, authority=True)
        self.leaf = certificate(name + "签发", self.key, name + "根", self.root_key, authority=False)
        self.statuses = []
        region_ = self

        class Lists(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/root.crl":
                    body, media = region_.revocation_list(), "application/pkix-crl"
                else:
                    body, media = region_.status_list().encode(), "application/statuslist+jwt"
                self.send_response(200 if body else 503)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Lists)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.list_url = self.url + "/statuses"
        self.crl_url = self.url + "/root.crl"
        #: Certificates that the root has taken back; None while it publishes no list at all.
        self.revoked = None

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def anchor(self):
        """What a trust list says of this region."""
        return {"region": self.region, "name": self.name, "types": [TYPE], "issuers": [self.url],
                "certificate": self.root.public_bytes(serialization.Encoding.PEM).decode()}

    def revocation_list(self):
        if self.revoked is None:
            return b""
        now = datetime.datetime.now(datetime.timezone.utc)
        # Short, so that whoever keeps it asks again soon.
        builder = (x509.CertificateRevocationListBuilder().issuer_name(self.root.subject)
                   .last_update(now - datetime.timedelta(seconds=5)).next_update(now + datetime.timedelta(seconds=60)))
        for one in self.revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(one.serial_number).revocation_date(now).build())
        return builder.sign(self.root_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    @property
    def x5c(self):
        return [base64.b64encode(self.leaf.public_bytes(serialization.Encoding.DER)).decode()]

    def status_list(self):
        now = int(time.time())
        token = JWS(json.dumps({
            "sub": self.list_url, "iat": now, "exp": now + 60,
            "status_list": {"bits": 8, "lst": encoded(zlib.compress(bytes(self.statuses)))}}))
        token.add_signature(JWK.from_pyca(self.key), alg="ES256", protected=json.dumps(
            {"alg": "ES256", "typ": "statuslist+jwt", "x5c": self.x5c}))
        return token.serialize(compact=True)

    def issue(self, wallet, status=VALID, **claims):
        """Puts a licence into a wallet; the place of its status."""
        self.statuses.append(status)
        now = int(time.time())
        disclosable = {"uscc": "91419001MA00001460", "entity_name": "郑州示例贸易有限公司",
                       "registration_state": "normal", "holder_role": "legal_representative",
                       "holder_name": "王建军", "holder_id": "zz-1", **claims}
        cnf = {"jwk": wallet.key.export_public(as_dict=True)}
        open_claims = {
            "iss": self.url, "vct": TYPE, "iat": now, "exp": now + 3600, "cnf": cnf,
            "status": {"status_list": {"idx": len(self.statuses) - 1, "uri": self.list_url}}}
        made = SDJWTIssuer(
            {**open_claims, **{SDObj(name): value for name, value in disclosable.items()}},
            JWK.from_pyca(self.key), sign_alg="ES256",
            extra_header_parameters={"typ": "dc+sd-jwt", "x5c": self.x5c})
        wallet.credential = made.sd_jwt_issuance
        return len(self.statuses) - 1
