"""A wallet in Python that knows OpenID4VCI 1.0, OpenID4VP 1.0 and HAIP 1.0, and nothing of Tongzhao: what it can do, any
standard wallet can. Credentials and presentations are the `sd-jwt` reference implementation's, signatures and
encryption are jwcrypto's.

It also gives the wrong answers of the refusal tests: `present` takes what a dishonest or broken wallet would change.
"""

import base64
import datetime
import hashlib
import html
import json
import re
import secrets
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from sd_jwt.holder import SDJWTHolder

PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
CONFIGURATION = "business_licence_sd_jwt"


class Distrust(Exception):
    """The wallet does not believe what it was sent, and sends nothing."""


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parameters(link):
    """The parameters of a link, each once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


def trusted_leaf(x5c, anchors):
    """The first certificate of an `x5c` that leads to one of `anchors` without bringing it along (HAIP 1.0)."""
    chain = [x509.load_der_x509_certificate(base64.b64decode(text)) for text in x5c]
    now = datetime.datetime.now(datetime.timezone.utc)
    if any(certificate in anchors for certificate in chain):
        raise Distrust("the chain brings its own root")
    for index, certificate in enumerate(chain):
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise Distrust("a certificate of the chain is not valid now")
        if index + 1 < len(chain):
            certificate.verify_directly_issued_by(chain[index + 1])
    root = next((anchor for anchor in anchors if anchor.subject == chain[-1].issuer), None)
    if root is None:
        raise Distrust("the chain leads to nobody that is trusted")
    chain[-1].verify_directly_issued_by(root)
    return chain[0]


def public_jwk(certificate):
    return JWK.from_pyca(certificate.public_key())


class Request:
    """A verified authorization request."""

    def __init__(self, claims):
        self.claims = claims
        self.client_id, self.nonce, self.state = claims["client_id"], claims["nonce"], claims["state"]
        self.response_uri = claims["response_uri"]
        self.metadata = claims["client_metadata"]
        (self.query,) = claims["dcql_query"]["credentials"]


class KeyBindingHolder(SDJWTHolder):
    """The reference holder, with a say in what its key binding claims."""

    binding = None

    def _create_key_binding_jwt(self, nonce, aud, presentation_hash, holder_key, sign_alg=None):
        payload = {"iat": int(time.time()), "aud": aud, "nonce": nonce, "sd_hash": presentation_hash, **self.binding}
        self.key_binding_jwt = JWS(json.dumps(payload))
        self.key_binding_jwt.add_signature(
            holder_key, alg="ES256", protected=json.dumps({"alg": "ES256", "typ": self.KB_JWT_TYP_HEADER}))
        self.serialized_key_binding_jwt = self.key_binding_jwt.serialize(compact=True)


class StandardWallet:
    #: What the wallet says of itself when it posts for a request.
    metadata = {"vp_formats_supported": {"dc+sd-jwt": {
        "sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}}}

    def __init__(self, anchors_pem, http=None):
        self.anchors = x509.load_pem_x509_certificates(anchors_pem.encode())
        self.http = http or requests.Session()
        self.key = JWK.generate(kty="EC", crv="P-256")
        self.credential = None
        self.issuance = None

    # Receiving (OpenID4VCI 1.0)

    def receive(self, offer_link, tx_code):
        offer = self.fetched(parameters(offer_link)["credential_offer_uri"])
        issuer = offer["credential_issuer"]
        metadata = self.fetched(issuer + "/.well-known/openid-credential-issuer")
        server = self.fetched(metadata.get("authorization_servers", [issuer])[0]
                              + "/.well-known/oauth-authorization-server")
        if metadata["credential_issuer"] != issuer or server["issuer"] != issuer:
            raise Distrust("the metadata are not the issuer's")
        token = self.accepted(self.http.post(server["token_endpoint"], data={
            "grant_type": PRE_AUTHORIZED, "tx_code": tx_code,
            "pre-authorized_code": offer["grants"][PRE_AUTHORIZED]["pre-authorized_code"]}))
        self.issuance = {"metadata": metadata, "server": server, "token": token, "offer": offer}
        return self.obtain(offer["credential_configuration_ids"][0])

    def obtain(self, configuration=CONFIGURATION):
        """The credential, with the access token at hand."""
        metadata = self.issuance["metadata"]
        nonce = self.accepted(self.http.post(metadata["nonce_endpoint"]))["c_nonce"]
        answer = self.accepted(self.http.post(
            metadata["credential_endpoint"],
            json={"credential_configuration_id": configuration, "proofs": {"jwt": [self.proof(nonce)]}},
            headers={"Authorization": "Bearer " + self.issuance["token"]["access_token"]}))
        self.credential = answer["credentials"][0]["credential"]
        return answer

    def proof(self, nonce):
        header = {"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": self.key.export_public(as_dict=True)}
        proof = JWS(json.dumps({
            "aud": self.issuance["metadata"]["credential_issuer"], "iat": int(time.time()), "nonce": nonce}))
        proof.add_signature(self.key, alg="ES256", protected=json.dumps(header))
        return proof.serialize(compact=True)

    # Being asked (OpenID4VP 1.0)

    def camera(self, text):
        """A phone's camera opens the link of a QR code in a browser; the page has a button that opens the wallet."""
        page = self.http.get(text, headers={"Accept": "text/html"})
        link = re.search(r'href="(openid4vp:[^"]+)"', page.text)
        if page.status_code != 200 or not link:
            raise Distrust(f"no wallet link on the page ({page.status_code})")
        return html.unescape(link.group(1))

    def typed(self, server, digits):
        """The eight digits of a page, typed into the wallet."""
        answer = self.http.post(server + "/w/code", data={"code": digits})
        if answer.status_code != 200:
            raise Distrust(f"the digits were not taken ({answer.status_code})")
        return "openid4vp://authorize?" + urlencode(answer.json())

    def ask(self, link, method=None):
        """Fetches and verifies the signed request that a link leads to."""
        link = parameters(link)
        nonce = encoded(secrets.token_bytes(16))
        accept = {"Accept": "application/oauth-authz-req+jwt"}
        if (method or link.get("request_uri_method", "get")) == "post":
            answer = self.http.post(link["request_uri"], headers=accept, data={
                "wallet_nonce": nonce, "wallet_metadata": json.dumps(self.metadata)})
        else:
            nonce = None
            answer = self.http.get(link["request_uri"], headers=accept)
        if answer.status_code != 200:
            raise Distrust(f"no request ({answer.status_code}): {answer.text}")
        return self.believed(answer.text, link["client_id"], nonce)

    def believed(self, compact, client_id, wallet_nonce):
        signed = JWS()
        signed.deserialize(compact)
        header = signed.jose_header
        leaf = trusted_leaf(header["x5c"], self.anchors)
        if header["typ"] != "oauth-authz-req+jwt" or header["alg"] != "ES256":
            raise Distrust("this is no signed request")
        if leaf.issuer == leaf.subject:
            raise Distrust("the certificate is self-signed")
        signed.verify(public_jwk(leaf))
        claims = json.loads(signed.payload)
        digest = hashlib.sha256(leaf.public_bytes(Encoding.DER)).digest()
        if not claims["client_id"] == client_id == "x509_hash:" + encoded(digest):
            raise Distrust("the request is not of whom the link named")
        if claims["aud"] != "https://self-issued.me/v2" or claims["exp"] < time.time():
            raise Distrust("the request is not for wallets, or over")
        if claims["response_type"] != "vp_token" or claims["response_mode"] != "direct_post.jwt":
            raise Distrust("this wallet answers encrypted only")
        if claims.get("wallet_nonce") != wallet_nonce:
            raise Distrust("the request is not an answer to this wallet")
        return self.read(claims)

    def read(self, claims):
        if "transaction_data" in claims:
            raise Distrust("this wallet knows no type of transaction data (OpenID4VP 1.0 §8.4)")
        return Request(claims)

    # Answering

    def disclosures(self, request):
        """The claims of the first claim set that this credential can answer (OpenID4VP 1.0 §6.4.1)."""
        holder = SDJWTHolder(self.credential)
        held = {name for _, name, _ in holder._hash_to_decoded_disclosure.values()}
        claims = {claim.get("id"): claim["path"][0] for claim in request.query["claims"]}
        for names in request.query.get("claim_sets", [list(claims)]):
            if all(claims[name] in held for name in names):
                return [claims[name] for name in names]
        raise Distrust("the licence cannot answer")

    def presentation(self, request, key=None, nonce=None, audience=None, leave_out=(), **binding):
        holder = KeyBindingHolder(self.credential)
        holder.binding = binding
        holder.create_presentation(
            {name: True for name in self.disclosures(request) if name not in leave_out},
            nonce or request.nonce, audience or request.client_id, key or self.key)
        return holder.sd_jwt_presentation

    def encrypted(self, request, payload, encryption=None):
        key = next(key for key in request.metadata["jwks"]["keys"] if key["use"] == "enc")
        protected = {"alg": key["alg"], "kid": key["kid"],
                     "enc": encryption or request.metadata["encrypted_response_enc_values_supported"][0]}
        sealed = JWE(json.dumps(payload), json.dumps(protected))
        sealed.add_recipient(JWK(**key))
        return sealed.serialize(compact=True)

    def answer(self, request, presentation, state=None, encryption=None):
        """Posts a presentation; the server's whole response."""
        payload = {"vp_token": {request.query["id"]: [presentation]}, "state": state or request.state}
        return self.http.post(request.response_uri, data={"response": self.encrypted(request, payload, encryption)})

    def present(self, request, **changes):
        return self.answer(request, self.presentation(request, **changes))

    def approve(self, request):
        """Presents, and reads the number on the page that follows."""
        answer = self.accepted(self.present(request))
        page = self.http.get(answer["redirect_uri"], headers={"Accept": "text/html"})
        number = re.search(r'id="number"[^>]*>\s*([0-9]{3})\s?([0-9]{3})\s*<', page.text)
        return {"number": "".join(number.groups()) if number else None, "receipt": answer["redirect_uri"]}

    def refuse(self, request):
        payload = {"error": "access_denied", "state": request.state}
        return self.http.post(request.response_uri, data={"response": self.encrypted(request, payload)})

    # Words

    def fetched(self, url):
        return self.accepted(self.http.get(url, headers={"Accept": "application/json"}))

    @staticmethod
    def accepted(answer):
        if not answer.ok:
            raise Distrust(f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}")
        return answer.json()


def other_key():
    return JWK.from_pyca(ec.generate_private_key(ec.SECP256R1()))
