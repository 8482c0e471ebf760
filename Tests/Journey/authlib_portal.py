"""A portal as anybody would write it with Flask and Authlib: it is given the discovery address and its credentials."""

import secrets
import threading

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, jsonify, request, url_for
from werkzeug.serving import make_server


class AuthlibPortal:
    """Registers itself under `client_id` and serves `/login` and `/callback` on a port of its own."""

    def __init__(self, stack, client_id, scope="openid licence holder", client_auth=None, **registration):
        self.stack, self.client_id = stack, client_id
        self.app = Flask(client_id)
        self.app.secret_key = secrets.token_hex(16)
        self.app.config["SESSION_COOKIE_NAME"] = client_id
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        added = stack.add_client({
            "client_id": client_id, "client_name": "第三方门户 " + client_id, "client_uri": self.url,
            "redirect_uris": [self.url + "/callback"], "post_logout_redirect_uris": [self.url + "/bye"],
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "scope": scope,
            "tongzhao_audiences": ["demo-department"], **registration})
        self.secret = added.get("client_secret")
        settings = {"scope": scope, "code_challenge_method": "S256"}
        extra = {}
        if client_auth:
            self.secret, method = client_auth
            settings["token_endpoint_auth_method"] = method.name
            extra["client_auth_methods"] = [method]
        oauth = OAuth(self.app)
        self.tongzhao = oauth.register(
            "tongzhao", server_metadata_url=stack.url("identity-provider") + "/.well-known/openid-configuration",
            client_id=client_id, client_secret=self.secret, client_kwargs=settings, **extra)
        #: The answers of the token endpoint, the newest last, with the validated ID token as `userinfo`.
        self.tokens = []
        self.app.add_url_rule("/login", "login", self.login)
        self.app.add_url_rule("/callback", "callback", self.callback)
        self.app.add_url_rule("/bye", "bye", lambda: "bye")
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def login(self):
        return self.tongzhao.authorize_redirect(url_for("callback", _external=True), **request.args)

    def callback(self):
        try:
            token = self.tongzhao.authorize_access_token()
        except OAuthError as error:
            return jsonify(error=error.error), 403
        self.tokens.append(token)
        return jsonify(token["userinfo"])

    def log_in(self, plain, wallet, **options):
        """A whole login by plain HTTP and a standard wallet; what the portal knows afterwards."""
        start = plain.http.get(self.url + "/login", params=options, allow_redirects=False)
        plain.open(start.headers["Location"])
        approved = wallet.approve(wallet.ask(wallet.camera(plain.qr())))
        answer = plain.http.get(plain.finish(approved["number"]))
        assert answer.status_code == 200, answer.text
        return self.tokens[-1]

    def userinfo(self, token):
        return self.tongzhao.userinfo(token=token)

    def refreshed(self, token):
        session = OAuth2Session(self.client_id, self.secret)
        return session.refresh_token(self.metadata["token_endpoint"], refresh_token=token["refresh_token"])

    @property
    def metadata(self):
        return requests.get(self.stack.url("identity-provider") + "/.well-known/openid-configuration").json()

    def close(self):
        self.server.shutdown()
