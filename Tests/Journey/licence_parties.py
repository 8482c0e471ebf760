"""An issuer, a verifier and the web wallet's own site for tests of the web wallet alone: small servers on free ports,
made with other people's libraries. Each can be wrong in exactly one thing."""

import base64
import datetime
import hashlib
import json
import re
import secrets
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID
from jwcrypto import jwe, jwk, jws

from stack import REPOSITORY

LICENCE = "urn:tongzhao:credential:business-licence:1"
LOGIN = "urn:tongzhao:transaction:login:1"
PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
CLAIMS = {
    "uscc": "91419001MA00000079", "entity_name": "济源示例科技有限公司", "entity_class": "company",
    "entity_type": "有限责任公司", "representative_name": "张建国", "representative_title": "法定代表人",
    "registered_capital": {"text": "人民币伍佰万元整"}, "established_on": "2019-03-12", "term_from": "2019-03-12",
    "term_to": None, "address": "河南省济源市示范区愚公路1号", "business_scope": "软件开发；信息系统集成服务",
    "registration_authority": "济源产城融合示范区市场监督管理局", "approved_on": "2023-06-01",
    "registration_state": "normal", "holder_role": "legal_representative", "holder_name": "张建国",
    "holder_id": "h-1", "delegation": None,
}


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(header, claims, key):
    signed = f"{b64u(json.dumps(header).encode())}.{b64u(json.dumps(claims, ensure_ascii=False).encode())}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{b64u(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


class Certified:
    """A P-256 key with its certificate, and what it can issue."""

    def __init__(self, name, issuer=None, authority=False, path_length=None, days=(-1, 30), usage=None, dns=(),
                 extra=None, curve=None, purposes=()):
        self.key = ec.generate_private_key(curve or ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.issuer = issuer
        signer = issuer or self
        now = datetime.datetime.now(datetime.timezone.utc)
        usage = usage if usage is not None else ("certifies" if authority else "signs")
        builder = (
            x509.CertificateBuilder().subject_name(self.name).issuer_name(signer.name)
            .public_key(self.key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=days[0]))
            .not_valid_after(now + datetime.timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(authority, path_length), critical=True)
            .add_extension(x509.KeyUsage(usage == "signs", False, False, False, False, usage == "certifies",
                                         False, False, False), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False))
        if issuer:
            builder = builder.add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        if dns:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.DNSName(one) for one in dns]), critical=False)
        if purposes:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([x509.ObjectIdentifier(one) for one in purposes]), critical=True)
        if extra:
            builder = builder.add_extension(*extra)
        self.certificate = builder.sign(signer.key, hashes.SHA256())
        self.der = self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def base64(self):
        return base64.b64encode(self.der).decode()

    @property
    def x5c(self):
        """The chain up to but without the root."""
        return [self.base64] + (self.issuer.x5c if self.issuer and self.issuer.issuer else [])


class Site:
    """A server on a free port of this machine. `answer(method, path, form or body, headers)` gives
    (status, media type, bytes)."""

    def __init__(self):
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self):
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length)
                if self.command == "OPTIONS":
                    status, media, content = 204, None, b""
                else:
                    status, media, content = site.answer(self.command, self.path, body, self.headers)
                self.send_response(status)
                for name, value in site.headers(media).items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_OPTIONS = do

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def headers(self, media):
        headers = {"access-control-allow-origin": "*", "access-control-allow-methods": "GET, POST",
                   "access-control-allow-headers": "authorization, content-type"}
        return {**headers, **({"content-type": media} if media else {})}

    def close(self):
        self.server.shutdown()
        self.server.socket.close()


def as_json(value, status=200):
    return status, "application/json", json.dumps(value, ensure_ascii=False).encode()


def form_of(body):
    return dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))


class WalletSite(Site):
    """The web wallet's files as `tongzhao-wallet serve` gives them out, under the same policy."""

    FOLDER = REPOSITORY / "Sources" / "TongzhaoWallet" / "WebWallet"

    def __init__(self, anchors=()):
        super().__init__()
        self.anchors = list(anchors)
        self.origins = []

    def headers(self, media):
        policy = ("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; "
                  f"connect-src 'self' {' '.join(self.origins)}; form-action 'none'; frame-ancestors 'none'; "
                  "base-uri 'none'")
        return {"content-type": media, "content-security-policy": policy, "x-content-type-options": "nosniff",
                "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin"}

    def answer(self, method, path, body, headers):
        path = path.split("?")[0]
        if path == "/config.json":
            return as_json({"url": self.url, "allowed_origins": self.origins, "trust_anchors": [
                {"name": "root", "certificate": one.base64} for one in self.anchors]})
        name = "index.html" if path in ("/", "/present", "/receive") else path.removeprefix("/assets/")
        file = self.FOLDER / name
        if "/" in name or not file.is_file():
            return 404, "text/plain", b""
        media = {"html": "text/html", "css": "text/css", "js": "text/javascript"}[name.rsplit(".")[-1]]
        text = re.sub(r'"\./([\w.-]+)"', r'"/assets/\1"', file.read_text())
        return 200, f"{media}; charset=utf-8", text.encode()


class Issuer(Site):
    """OpenID4VCI 1.0 with a pre-authorized code and a transaction code."""

    def __init__(self, signer):
        super().__init__()
        self.signer = signer
        self.claims = dict(CLAIMS)
        self.code, self.tx_code, self.refresh_token = "code-1", "482915", "refresh-1"
        self.issued = 0
        self.events = []
        self.nonces = []
        self.lifetime = 30 * 86400
        self.alter = lambda claims, header: None
        self.alter_disclosures = lambda disclosures: disclosures
        self.bind_to = None

    def offer(self):
        offer = {"credential_issuer": self.url, "credential_configuration_ids": ["business_licence_sd_jwt"], "grants": {
            PRE_AUTHORIZED: {"pre-authorized_code": self.code, "tx_code": {"input_mode": "numeric", "length": 6}}}}
        return "openid-credential-offer://?credential_offer=" + urllib.parse.quote(json.dumps(offer))

    def answer(self, method, path, body, headers):
        if path == "/.well-known/openid-credential-issuer":
            return as_json({
                "credential_issuer": self.url, "credential_endpoint": self.url + "/credential",
                "nonce_endpoint": self.url + "/nonce", "notification_endpoint": self.url + "/notification",
                "display": [{"name": "济源市场监管局", "locale": "zh-CN"}, {"name": "Jiyuan registrar", "locale": "en"}],
                "credential_configurations_supported": {
                    "business_licence_sd_jwt": {"format": "dc+sd-jwt", "vct": LICENCE}}})
        if path == "/.well-known/oauth-authorization-server":
            return as_json({"issuer": self.url, "token_endpoint": self.url + "/token"})
        if path == "/token":
            form = form_of(body)
            is_first = (form.get("grant_type") == PRE_AUTHORIZED and form.get("pre-authorized_code") == self.code
                        and form.get("tx_code") == self.tx_code)
            if not is_first and form.get("refresh_token") != self.refresh_token:
                return as_json({"error": "invalid_grant"}, 400)
            return as_json({"access_token": "access-1", "token_type": "Bearer", "refresh_token": self.refresh_token})
        if path == "/nonce":
            self.nonces.append(secrets.token_urlsafe(16))
            return as_json({"c_nonce": self.nonces[-1]})
        if path == "/credential":
            return self.credential(json.loads(body), headers)
        if path == "/notification":
            self.events.append(json.loads(body)["event"])
            return 204, None, b""
        return as_json({"error": "invalid_request"}, 404)

    def credential(self, request, headers):
        assert headers["authorization"] == "Bearer access-1"
        header, claims, _ = request["proofs"]["jwt"][0].split(".")
        header, claims = json.loads(unb64u(header)), json.loads(unb64u(claims))
        holder = jwk.JWK(**header["jwk"])
        proof = jws.JWS()
        proof.deserialize(request["proofs"]["jwt"][0], holder)
        assert header["typ"] == "openid4vci-proof+jwt" and claims["aud"] == self.url and "d" not in header["jwk"]
        if claims["nonce"] != self.nonces[-1]:
            return as_json({"error": "invalid_nonce"}, 400)
        self.issued += 1
        return as_json({"credentials": [{"credential": self.sd_jwt(self.bind_to or header["jwk"])}],
                        "notification_id": "n-1"})

    def sd_jwt(self, holder):
        disclosures = [b64u(json.dumps([secrets.token_urlsafe(16), name, value], ensure_ascii=False).encode())
                       for name, value in self.claims.items()]
        now = int(time.time())
        claims = {
            "iss": self.url, "vct": LICENCE, "iat": now, "exp": now + self.lifetime, "as_of": now,
            "cnf": {"jwk": holder}, "status": {"status_list": {"uri": self.url + "/status/1", "idx": 7}},
            "_sd": sorted(b64u(hashlib.sha256(one.encode()).digest()) for one in disclosures), "_sd_alg": "sha-256"}
        header = {"alg": "ES256", "typ": "dc+sd-jwt", "x5c": self.signer.x5c}
        self.alter(claims, header)
        return "~".join([sign(header, claims, self.signer.key), *self.alter_disclosures(disclosures), ""])


class Verifier(Site):
    """OpenID4VP 1.0 under HAIP: signed requests, encrypted answers."""

    def __init__(self, signer, authority):
        super().__init__()
        self.signer = signer
        self.authority = authority
        self.answers = []
        self.encryptions = ["A128GCM", "A256GCM"]
        self.uses_transactions = True
        self.same_device = True
        self.alter = lambda claims, header: None
        self.alter_token = lambda token: token
        self.refuse_with = None
        self.requests = 0
        self.disowned = False
        self.state = "number"

    @property
    def client_id(self):
        return "x509_hash:" + b64u(hashlib.sha256(self.signer.der).digest())

    def link(self, base, method="post", client_id=None):
        return base + "?" + urllib.parse.urlencode({
            "client_id": client_id or self.client_id, "request_uri": self.url + "/wallet/request/t",
            "request_uri_method": method})

    def answer(self, method, path, body, headers):
        if path == "/w/frame" or (path == "/w/code" and form_of(body).get("code") == "12345678"):
            return as_json({"client_id": self.client_id, "request_uri": self.url + "/wallet/request/t",
                            "request_uri_method": "post"})
        if path == "/wallet/request/t":
            return self.request(form_of(body))
        if path == "/wallet/response/a":
            return self.response(form_of(body))
        if path == "/r/secret":
            return as_json({"state": "disowned" if self.disowned else self.state, "number": "482915", "expires_in": 60})
        if path == "/r/secret/not-me":
            self.disowned = True
            return as_json({"state": "disowned"})
        if path.startswith("/sign-in/"):
            return 200, "text/html", b"<!doctype html><title>back</title><h1>back at the site</h1>"
        return as_json({"error": "invalid_request"}, 404)

    def request(self, form):
        self.requests += 1
        self.key = jwk.JWK.generate(kty="EC", crv="P-256", kid="k-1", use="enc", alg="ECDH-ES")
        self.nonce, self.request_state = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
        now = int(time.time())
        context = {"client_name": "济源政务服务网", "client_name#en": "Jiyuan Government Services",
                   "client_origin": "portal.example.gov.cn", "purpose": "企业登录办事", "purpose#en": "Business log-in",
                   "place": "河南济源", "browser": "Chrome", "os": "Windows", "requested_at": now}
        names = ["uscc", "registration_state", "holder_role", "holder_id", "delegation", "entity_name", "entity_class"]
        aki = x509.SubjectKeyIdentifier.from_public_key(self.authority.key.public_key()).digest
        claims = {
            "iss": self.client_id, "aud": "https://self-issued.me/v2", "iat": now, "exp": now + 120,
            "response_type": "vp_token", "response_mode": "direct_post.jwt", "client_id": self.client_id,
            "response_uri": self.url + "/wallet/response/a", "nonce": self.nonce, "state": self.request_state,
            "dcql_query": {"credentials": [{
                "id": "licence", "format": "dc+sd-jwt", "meta": {"vct_values": [LICENCE]},
                "trusted_authorities": [{"type": "aki", "values": [b64u(aki)]}],
                "claims": [{"id": name, "path": [name]} for name in names],
                "claim_sets": [names, names[:4]]}]},
            "client_metadata": {"jwks": {"keys": [json.loads(self.key.export_public())]},
                                "encrypted_response_enc_values_supported": self.encryptions},
            "context": context}
        if form.get("wallet_nonce"):
            claims["wallet_nonce"] = form["wallet_nonce"]
        metadata = json.loads(form.get("wallet_metadata", "{}"))
        self.transaction_data = []
        if self.uses_transactions and LOGIN in metadata.get("transaction_data_types_supported", []):
            self.transaction_data = [b64u(json.dumps(
                {"type": LOGIN, "credential_ids": ["licence"], "context": context}, ensure_ascii=False).encode())]
            claims["transaction_data"] = list(self.transaction_data)
        header = {"alg": "ES256", "typ": "oauth-authz-req+jwt", "x5c": self.signer.x5c}
        self.alter(claims, header)
        token = self.alter_token(sign(header, claims, self.signer.key))
        return 200, "application/oauth-authz-req+jwt", token.encode()

    def response(self, form):
        if "response" in form:
            token = jwe.JWE(algs=["ECDH-ES", "A128GCM", "A256GCM"])
            token.deserialize(form["response"], self.key)
            self.answers.append({"header": json.loads(token.objects["protected"]), **json.loads(token.payload)})
            if self.refuse_with:
                rejection = self.refuse_with.pop(0)
                if rejection:
                    return as_json({"error": "invalid_request", "rejection": rejection, "error_id": "e-1"}, 400)
            return self.accepted()
        self.answers.append(form)
        return as_json({"redirect_uri": self.url + "/sign-in/refused"} if self.same_device else {})

    def accepted(self):
        receipt = self.url + "/r/secret"
        return as_json({"receipt_uri": receipt,
                        "redirect_uri": self.url + "/sign-in/return?response_code=c" if self.same_device else receipt})
