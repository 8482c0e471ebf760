"""Many logins at once take every step together, each with cookies of its own; one that fails is told."""

import http.server
import itertools
import os
import threading
from types import SimpleNamespace

import pytest
import requests

import bench_logins
from stack import Failure


class Site(http.server.BaseHTTPRequestHandler):
    """Gives each visitor a cookie, and knows it again."""
    protocol_version = "HTTP/1.1"
    numbers = itertools.count()

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer("", ("Set-Cookie", f"visitor={next(self.numbers)}; Path=/"))

    def do_POST(self):
        said = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(f"{self.headers['Cookie']} {said} {self.headers['Accept']}")

    def answer(self, text, *headers):
        self.send_response(200)
        for header in (*headers, ("Content-Length", str(len(text)))):
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture
def provider():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield SimpleNamespace(address=server.server_address, host=f"127.0.0.1:{server.server_address[1]}",
                              process=SimpleNamespace(pid=os.getpid()))
        server.shutdown()


class Visits(bench_logins.Logins):
    """A visit of two steps in place of a login."""

    def __init__(self, provider):
        self.provider, self.heard = provider, []

    def log_in(self, login):
        session = requests.Session()
        session.mount("http://", login)
        session.get(f"http://{self.provider.host}/first")
        answer = session.post(f"http://{self.provider.host}/second/abcdefghijklmnopqrstuv?a=b", data={"number": "1 2"},
                              headers={"Accept": "text/html"})
        assert answer.text == f"visitor={session.cookies['visitor']} number=1+2 text/html"
        self.heard.append(session.cookies["visitor"])


def test_every_login_takes_every_step_with_its_own_cookies(provider):
    visits = Visits(provider)
    run = visits.run(40)
    assert (run.operations, run.requests, len(run.latencies), run.errors) == (40, 80, 40, [])
    assert {step: part.requests for step, part in run.steps.items()} == {"GET /first": 40, "POST /second/…": 40}
    assert len(set(visits.heard)) == 40
    assert run.sent > 40 * len("POST /second/abcdefghijklmnopqrstuv?a=b") and run.received > 0


def test_a_login_that_fails_is_told(provider):
    class Broken(Visits):
        def log_in(self, login):
            super().log_in(login)
            raise ValueError("no number on the page")
    with pytest.raises(Failure, match="no number on the page"):
        Broken(provider).run(3)
