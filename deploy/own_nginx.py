"""nginx of one's own in a folder of its own, with this repository's configuration."""

import os
import signal
import socket
import subprocess
import time

from processes import children, lives
from stack import REPOSITORY, Failure

NGINX = "/usr/sbin/nginx"
CONFIGURATION = REPOSITORY / "deploy" / "nginx"


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def filled_in(name, *replacements):
    """A file of deploy/nginx with its marked places filled in. Each replacement must find something."""
    text = (CONFIGURATION / name).read_text(encoding="utf-8")
    for old, new in replacements:
        if old not in text:
            raise Failure(f"{name} does not say {old}")
        text = text.replace(old, new)
    left = [line for line in text.splitlines() if "gov.cn" in line and not line.lstrip().startswith("#")]
    if left:
        raise Failure(f"{name} is not filled in: {left}")
    return text


class Nginx:
    """The sites are (name of a file, its text)."""

    def __init__(self, folder, *sites):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        (folder / "logs").mkdir(exist_ok=True)
        for site in sites:
            self.write(*site)
        user = "user root;" if os.geteuid() == 0 else ""
        paths = "".join(f"  {kind}_temp_path {folder}/{kind};\n"
                        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; {user} worker_processes 2; pid {folder}/pid; error_log {folder}/logs/error.log;\n"
            f"events {{ worker_connections 1024; }}\nhttp {{\n{paths}  access_log {folder}/logs/access.log;\n"
            + "".join(f"  include {folder}/{name};\n" for name, _ in sites) + "}\n")
        self.arguments = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self.process = None

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def check(self):
        """What `nginx -t` says."""
        return subprocess.run([*self.arguments, "-t"], capture_output=True, text=True, timeout=60)

    def start(self, *ports, seconds=120):
        self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + seconds
        while not all(map(listens, ports)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Failure(f"nginx does not listen:\n{self.error_log()[-2000:]}")
            time.sleep(0.05)
        return self

    def reload(self, seconds=10):
        """Takes its files up anew, and waits until those who go by the former ones have finished what they had in hand;
        pages that wait for news are not waited for longer than this."""
        former = children(self.process.pid)
        self.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + seconds
        while any(map(lives, former)) and time.monotonic() < deadline:
            time.sleep(0.05)

    def error_log(self):
        return (self.folder / "logs" / "error.log").read_text()

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=60)
            self.process = None
