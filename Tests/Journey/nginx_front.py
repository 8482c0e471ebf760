"""Debian's nginx with this repository's own configuration: in front of the identity provider, and as the door of an old
system that knows nothing but headers."""

import http.server
import json
import re
import socket
import ssl
import threading
from base64 import b64encode

from own_nginx import filled_in
from stack import Stack, free_port

#: Names that every machine knows for itself.
PROVIDER, OLD, MUTUAL = "localhost", "old.localhost", "mtls.localhost"


class FrontedStack(Stack):
    """The identity provider behind nginx: https outside, http on the loopback between the two."""

    def __init__(self, state, settings):
        super().__init__(state)
        self.front = free_port()
        self.door = free_port()
        #: The authority of clients that prove themselves by a certificate; whoever tests them writes it before.
        self.client_roots = self.state / "client-roots.crt"
        self.extra_settings = settings
        self.extra_settings["identity-provider"] |= {
            "issuer": f"https://127.0.0.1:{self.front}", "listen": f"127.0.0.1:{self.ports['identity-provider']}",
            "http": {"trusted-proxies": ["127.0.0.1"]},
            "client-certificates": {"url": f"https://{MUTUAL}:{self.front}", "header": "Client-Cert",
                                    "roots-file": str(self.client_roots)}}

    def url(self, name):
        return f"https://127.0.0.1:{self.front}" if name == "identity-provider" else super().url(name)

    def prepare(self):
        self.state.mkdir(parents=True, exist_ok=True)
        authority = self.state / "server-authority"
        self.tongzhao("authority", "create", authority, "--name", "Tongzhao test servers", "--organization", "Test")
        for name in (PROVIDER, OLD, MUTUAL):
            self.tongzhao("authority", "certify-server", authority, "--dns", name, "--ip", "127.0.0.1",
                          "--certificate", self.state / f"{name}.crt", "--key", self.state / f"{name}.key")
        super().prepare()
        with (self.state / "places.csv").open("a", encoding="utf-8") as places:
            places.write("127.0.0.7/32,七号窗口\n")


class OldSystem:
    """A system of which nobody can change a line: it answers with the headers that it got."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.dumps({"method": self.command, "path": self.path, "headers": self.headers.items(),
                                   "body": self.rfile.read(length).decode()}).encode()
                self.send_response(int(self.headers.get("X-Answer", 200)))
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def provider_site(stack):
    """identity-provider.conf for this stack; plain http on a free port leads to https."""
    return filled_in(
        "identity-provider.conf",
        ("mtls.login.example.gov.cn;", MUTUAL + ";"), ("https://login.example.gov.cn", stack.url("identity-provider")),
        ("login.example.gov.cn", PROVIDER), ("/etc/nginx/login", str(stack.state / PROVIDER)),
        ("/etc/nginx/mtls", str(stack.state / MUTUAL)), ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443", f"listen 127.0.0.1:{stack.front}"),
        ("127.0.0.1:8701", f"127.0.0.1:{stack.ports['identity-provider']}"),
        ("/var/log/nginx/tongzhao.log", str(stack.state / "nginx-access.log")))


def door_site(stack, old, client, secret):
    """door.conf for this stack, in front of that old system."""
    file = stack.state / "secrets" / "door.secret"
    proof = b64encode(f"{client}:{secret}".encode()).decode()
    file.write_text(f'proxy_set_header Authorization "Basic {proof}";\n')
    return filled_in(
        "door.conf",
        ("https://old.example.gov.cn", f"https://{OLD}:{stack.door}"), ("old.example.gov.cn", OLD),
        ("login.example.gov.cn:443", f"127.0.0.1:{stack.front}"), ("login.example.gov.cn", PROVIDER),
        ("server 127.0.0.1:8080", f"server 127.0.0.1:{old.port}"), ("/etc/nginx/old", str(stack.state / OLD)),
        ("/etc/nginx/tongzhao-door.secret", str(file)), ("listen 443", f"listen 127.0.0.1:{stack.door}"),
        ("/etc/ssl/certs/ca-certificates.crt", str(stack.server_roots)))


class RawAnswer:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1])
        self.headers = [tuple(re.split(": *", line, maxsplit=1)) for line in lines[1:]]

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def seen(self):
        """The headers that reached the old system, as it got them."""
        return json.loads(self.body)["headers"]


def raw(stack, path, headers=(), method="GET", body=b"", port=None, name=OLD, source=None, shown=None):
    """A request written byte by byte, since no library sends what an attacker sends; `shown` is the certificate and key
    that the client shows."""
    context = ssl.create_default_context(cafile=str(stack.server_roots))
    if shown:
        context.load_cert_chain(*shown)
    address = ("127.0.0.1", port or stack.door)
    with socket.create_connection(address, timeout=120, source_address=source and (source, 0)) as plain:
        with context.wrap_socket(plain, server_hostname=name) as connection:
            lines = [f"{method} {path} HTTP/1.0", *(f"{key}: {value}" for key, value in headers)]
            if not any(key.lower() == "host" for key, _ in headers):
                lines.append(f"Host: {name}:{address[1]}")
            if body or method != "GET":
                lines.append(f"Content-Length: {len(body)}")
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            data = b""
            while chunk := connection.recv(65536):
                data += chunk
    return RawAnswer(data)
