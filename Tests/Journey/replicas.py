"""Two processes of the identity provider on one database, behind a small reverse proxy that gives the requests to them
in turn. Whoever talks to the issuer's address talks to both."""

import http.client
import itertools
import json
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from people import PATIENCE
from stack import BINARIES, Failure, free_port

NAME = "identity-provider"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade", "te", "trailer"}


class Replicas:
    """`stack` is prepared, and its identity provider not started: the proxy takes its port."""

    def __init__(self, stack, count=2):
        self.stack = stack
        self.ports = [free_port() for _ in range(count)]
        #: How often each process gave which status.
        self.answers = Counter()
        self._turn = itertools.cycle(range(count))
        self._lock = threading.Lock()
        self._servers = []

    def __enter__(self):
        for number in range(len(self.ports)):
            self.start(number)
        self._listen(self.stack.ports[NAME], None)
        return self

    def __exit__(self, *_):
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self.stop_together()

    @staticmethod
    def name(number):
        return f"{NAME}-{number}"

    def url(self, number):
        """The address of one process alone."""
        return f"http://127.0.0.1:{self.ports[number]}"

    @property
    def urls(self):
        return [self.url(number) for number in range(len(self.ports))]

    def start(self, number):
        self.spawn(number)
        self._wait(number)

    def start_together(self):
        """All of them at the same moment."""
        for number in range(len(self.ports)):
            self.spawn(number)
        for number in range(len(self.ports)):
            self._wait(number)

    def stop_together(self):
        self.stack.stop(*(self.name(number) for number in range(len(self.ports))))

    def spawn(self, number):
        settings = json.loads(self.stack.settings_file(NAME).read_text())
        settings["listen"] = f"127.0.0.1:{self.ports[number]}"
        name = self.name(number)
        file = self.stack.state / f"{name}.json"
        file.write_text(json.dumps(settings, ensure_ascii=False, indent=2))
        with open(self.stack.logs / f"{name}.log", "ab") as log:
            self.stack.running[name] = subprocess.Popen(
                [str(BINARIES / "tongzhao"), "serve", "--settings", str(file)], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, env=self.stack.environment(), start_new_session=True)

    def restart(self, number):
        self.stack.stop(self.name(number))
        self.start(number)

    def _wait(self, number, seconds=120):
        name, deadline = self.name(number), time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.stack.running[name].poll() is not None:
                raise Failure(f"{name} stopped at once; the end of its log:\n{self.stack.tail(name)}")
            try:
                with urllib.request.urlopen(self.url(number) + "/health/ready", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.05)
        raise Failure(f"{name} was not ready within {seconds} s; the end of its log:\n{self.stack.tail(name)}")

    def serve_tls(self):
        """The same by https, for those who accept nothing else: (address, the root to believe)."""
        folder, port = self.stack.state / "server-authority", free_port()
        certificate, key = self.stack.state / "proxy.crt", self.stack.state / "proxy.key"
        self.stack.tongzhao("authority", "create", folder, "--name", "Drill servers", "--organization", "Drill")
        self.stack.tongzhao("authority", "certify-server", folder, "--ip", "127.0.0.1",
                            "--certificate", certificate, "--key", key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._listen(port, context)
        return f"https://127.0.0.1:{port}", folder / "authority.pem"

    def _listen(self, port, context):
        handler = type("Handler", (Forwarding,), {"replicas": self})
        server = TLSServer(("127.0.0.1", port), handler, context)
        server.daemon_threads = True
        self._servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def next(self):
        with self._lock:
            return next(self._turn)

    def count(self, number, status):
        with self._lock:
            self.answers[number, status] += 1

    @property
    def failures(self):
        """Answers that say that a server failed."""
        return {key: number for key, number in self.answers.items() if key[1] >= 500}


class TLSServer(ThreadingHTTPServer):
    """The handshake is made in the connection's own thread, so that a slow client keeps nobody waiting."""

    request_queue_size = 128

    def __init__(self, address, handler, context):
        self.context = context
        super().__init__(address, handler)

    def finish_request(self, request, client_address):
        if self.context:
            request.settimeout(PATIENCE)
            request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is no failure of a server."""


class Forwarding(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    replicas = None

    def forward(self):
        number = self.replicas.next()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection("127.0.0.1", self.replicas.ports[number], timeout=60)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            content, headers, status = answer.read(), answer.getheaders(), answer.status
        except OSError:
            # What a proxy says of a server that does not answer; it counts as a failure.
            content, headers, status = b"", [], 502
        finally:
            connection.close()
        self.replicas.count(number, status)
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("X-Answered-By", str(number))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_HEAD = do_OPTIONS = do_DELETE = do_PUT = forward

    def log_message(self, *_):
        pass
