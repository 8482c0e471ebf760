"""A portal's server that is told of logouts. It answers as the test says and keeps what it was sent."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import jwt

EVENT = "http://schemas.openid.net/event/backchannel-logout"


class LogoutListener:
    def __init__(self, issuer, client):
        self.issuer, self.client = issuer, client
        #: The status of the next answers.
        self.status = 200
        #: Every logout token that came, as it came.
        self.tokens = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                listener.tokens.append(parse_qs(body)["logout_token"][0])
                self.send_response(listener.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def claims(self, token):
        """What a token says, by PyJWT and the provider's published keys."""
        keys = jwt.PyJWKClient(self.issuer + "/jwks")
        assert jwt.get_unverified_header(token)["typ"] == "logout+jwt"
        return jwt.decode(token, keys.get_signing_key_from_jwt(token), algorithms=["ES256", "RS256"],
                          audience=self.client, issuer=self.issuer, options={"require": ["iat", "exp", "jti"]})

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=60)
