"""`deploy/bench --serve FILE`: a release that serves, with somebody logged in, and a description of it for a load generator.

The description is the kind of file by which servers are compared side by side: where each endpoint is, the client's
credentials, the cookie of a live session, the files whose growth is the cost of storing. Ctrl-C stops it.
"""

import json
import signal
import sys
import tempfile
import threading
from pathlib import Path

from bench import start, stop
from stack import BINARIES, Failure, Stack

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests" / "Journey"))

REDIRECT = "https://bench.example/cb"
CODE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
UNLIMITED = 1_000_000
#: Nobody is turned away for asking often; all else is as it comes.
SETTINGS = {"identity-provider": {
    "limits": {"requests-per-source": UNLIMITED, "requests-per-client": UNLIMITED, "logins-per-licence": UNLIMITED},
    # All pages wait at this one machine, and until the last has come; a picture is good until all have been looked at.
    "sign-in": {"orders-per-source": UNLIMITED, "orders-per-client": UNLIMITED, "order-lifetime": 900,
                "order-renewal": 900, "frame-lifetime": 600},
    "http": {"connections": 20_000, "connections-per-source": 20_000}}}

#: One of each kind. All may answer from a running session, as a city's own portals may.
CLIENTS = [
    {"client_id": "bench", "scope": "openid licence offline_access read", "tongzhao_audiences": ["https://bench.example"],
     "tongzhao_introspection_audiences": ["https://bench.example"],
     "grant_types": ["authorization_code", "refresh_token", "client_credentials"]},
    {"client_id": "bench-public", "scope": "openid licence offline_access", "token_endpoint_auth_method": "none",
     "grant_types": ["authorization_code", "refresh_token"]},
]


def registration(client):
    return {"client_name": client["client_id"], "client_uri": "https://bench.example", "redirect_uris": [REDIRECT],
            "id_token_signed_response_alg": "ES256", "tongzhao_purpose": "measurement",
            "tongzhao_skips_approval_within_session": True, **client}


def log_in(stack):
    """The cookie of a session that a wallet opened."""
    import requests
    from plain_browser import PlainBrowser
    from standard_wallet import StandardWallet

    wallet = StandardWallet(stack.authority_certificate.read_text())
    wallet.receive(*stack.offer("91419001MA00000079"))
    browser = PlainBrowser(stack)
    browser.open(requests.Request("GET", stack.url("identity-provider") + "/authorize", params={
        "response_type": "code", "client_id": "bench", "redirect_uri": REDIRECT,
        "scope": "openid licence offline_access", "code_challenge": CODE_CHALLENGE,
        "code_challenge_method": "S256"}).prepare().url)
    number = wallet.approve(wallet.ask(wallet.camera(browser.qr())))["number"]
    if "code=" not in browser.finish(number):
        raise Failure("the login did not end with a code")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.http.cookies)


def description(stack, process, secret, cookie):
    database = stack.state / "identity-provider.sqlite"
    return {
        "name": "tongzhao", "pid": process.pid, "base": stack.url("identity-provider"),
        "discovery": "/.well-known/openid-configuration", "jwks": "/jwks", "token": "/token", "authorize": "/authorize",
        "introspect": "/introspect", "userinfo": "/userinfo", "client_id": "bench", "client_secret": secret,
        "scope": "read", "openid_scope": "openid licence offline_access", "redirect_uri": REDIRECT, "cookie": cookie,
        # A confidential client's refresh tokens do not rotate (FAPI 2.0 §5.3.2.1); the public client's do.
        "no_rotation": True, "public_client_id": "bench-public",
        "db": [str(database), f"{database}-wal"],
        "start": [str(BINARIES / "tongzhao"), "serve", "--settings", str(stack.settings_file("identity-provider"))],
    }


def main(file):
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with tempfile.TemporaryDirectory(prefix="tongzhao-bench-") as folder:
        stack = Stack(Path(folder) / "servers", settings=SETTINGS)
        running = []
        try:
            stack.prepare()
            added = [stack.add_client(registration(client)) for client in CLIENTS]
            running = [start(stack, name)[0] for name in ("licence-issuer", "identity-provider")]
            target = description(stack, running[-1], added[0]["client_secret"], log_in(stack))
            Path(file).write_text(json.dumps(target, indent=2))
            print(f"Serving at {target['base']}; described in {file}. Ctrl-C stops it.", flush=True)
            stopped.wait()
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
        finally:
            for process in reversed(running):
                if process.poll() is None:
                    stop(process)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
