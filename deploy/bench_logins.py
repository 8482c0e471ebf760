"""Whole logins by a wallet and a browser, measured like any other operation. Many log in at once, each with cookies of its
own, and take every step together: when all wait for an answer, what they ask goes over the load generator's connections, and
only that is measured. What a phone does in between (looking at pictures, proving, encrypting) is not.
"""

import copy
import http.client
import io
import queue
import re
import threading
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
import urllib3

from bench_load import CONNECTIONS, Run, drive, request
from plain_browser import PlainBrowser
from stack import Failure
from standard_wallet import StandardWallet

#: Names in a path that are made for one login.
MADE = re.compile(r"/[A-Za-z0-9_.-]{16,}")


class Login(requests.adapters.HTTPAdapter):
    """What one login asks: handed over, and its answer waited for. Meanwhile it is another's turn."""

    def __init__(self, asked, turn):
        super().__init__()
        self.asked, self.turn, self.answers = asked, turn, queue.Queue()
        self.prepared, self.answer, self.seconds = None, None, 0.0

    def send(self, prepared, **_):
        self.prepared = prepared
        self.turn.release()
        self.asked.put(self)
        answer = self.answers.get()
        self.turn.acquire()
        return self.build_response(prepared, as_received(answer))

    @property
    def step(self):
        return f"{self.prepared.method} {MADE.sub('/…', urlsplit(self.prepared.path_url).path)}"

    def operation(self, host):
        asked, began = self.prepared, time.perf_counter()
        body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
        headers = [header for header in asked.headers.items() if header[0] != "Content-Length"]
        self.answer = yield request(asked.method, asked.path_url, host, headers, body)
        self.seconds += time.perf_counter() - began


class Received(io.BytesIO):
    """An answer as `http.client` reads it from a socket."""

    def makefile(self, *_):
        return self


def as_received(answer):
    """An answer as `requests` has it from its own connections."""
    read = http.client.HTTPResponse(Received(answer.head + b"\r\n\r\n" + answer.body))
    read.begin()
    return urllib3.HTTPResponse(read, headers=list(read.headers.items()), status=read.status, reason=read.reason,
                                preload_content=False, original_response=read)


class Logins:
    """The logins of one licence at a client that has a secret."""

    def __init__(self, provider, asked, exchanged):
        self.provider, self.asked, self.exchanged = provider, asked, exchanged
        self.wallet = StandardWallet(provider.stack.authority_certificate.read_text())
        self.wallet.receive(*provider.stack.offer("91419001MA00000079"))

    def log_in(self, login):
        browser, wallet = PlainBrowser(self.provider.stack), copy.copy(self.wallet)
        wallet.http = requests.Session()
        for session in (browser.http, wallet.http):
            session.mount("http://", login)
        browser.open(self.provider.stack.url("identity-provider") + "/authorize?" + urlencode(self.asked))
        number = wallet.approve(wallet.ask(wallet.camera(browser.qr())))["number"]
        code = parse_qs(urlsplit(browser.finish(number)).query)["code"][0]
        browser.http.post(
            self.provider.stack.url("identity-provider") + "/token", data={**self.exchanged, "code": code},
            headers=dict([self.provider.basic])).raise_for_status()

    def run(self, count):
        """What came of all, with each step."""
        asked, turn, whole = queue.Queue(), threading.Lock(), Run()

        def work(login):
            with turn:
                try:
                    self.log_in(login)
                    ended = None
                except Exception as failure:  # Whatever it is, it is told by who waits for it.
                    ended = failure
            asked.put(ended)
        logins = [Login(asked, turn) for _ in range(count)]
        for login in logins:
            threading.Thread(target=work, args=(login,), daemon=True).start()
        waiting = logins
        while waiting:
            said = [asked.get() for _ in waiting]
            for failure in said:
                if isinstance(failure, Exception):
                    raise Failure(f"a login did not end with a token: {failure!r}")
            waiting = [login for login in said if login]
            for step in dict.fromkeys(login.step for login in waiting):
                whole.steps.setdefault(step, Run()).add(self.take([login for login in waiting if login.step == step]))
            for login in waiting:
                login.answers.put(login.answer)
        for step in whole.steps.values():
            whole.add(step)
        whole.operations, whole.latencies = count, [login.seconds for login in logins]
        return whole

    def take(self, logins):
        """One step of all of them."""
        left = iter([login.operation(self.provider.host) for login in logins])
        return drive(self.provider.address, lambda: next(left, None), CONNECTIONS, 600, self.provider.process.pid)
