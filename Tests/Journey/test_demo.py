"""The two commands as a newcomer meets them: https for a real phone, a machine that lacks something, a terminal."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys

import pexpect
import requests

from people import PATIENCE
from stack import BINARIES, REPOSITORY, Stack, free_port


def test_the_demo_checks_itself_over_https_on_this_machines_address():
    result = subprocess.run(
        [sys.executable, str(REPOSITORY / "deploy" / "stack.py"), "--check", "--lan"],
        capture_output=True, text=True, timeout=6 * PATIENCE, stdin=subprocess.DEVNULL)
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"^\d+ passed, 0 failed$", result.stdout.splitlines()[-1])


def five_ports():
    """The first of five ports that follow each other and are free."""
    while True:
        first = free_port()
        probes = [socket.socket() for _ in range(5)]
        try:
            for offset, probe in enumerate(probes):
                probe.bind(("127.0.0.1", first + offset))
            return first
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()


class Demo:
    """The demo as a person starts it, up to where it says what to open."""

    def __init__(self, state, first_port):
        self.process = subprocess.Popen(
            [str(REPOSITORY / "deploy" / "demo"), "--state", str(state), "--first-port", str(first_port)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL,
            start_new_session=True, env={**os.environ, "TONGZHAO_BUILT": "1"})
        self.text = ""
        for line in self.process.stdout:
            self.text += line
            if "Stop: Ctrl-C" in line:
                return
        raise AssertionError(self.text)

    def named(self, label):
        return re.search(re.escape(label) + r"\s+(\S+)", self.text).group(1)

    def stop(self):
        """As Ctrl-C does: the whole group of the terminal is told."""
        os.killpg(self.process.pid, signal.SIGINT)
        rest = self.process.communicate(timeout=PATIENCE)[0]
        assert self.process.returncode == 0, rest
        return rest


def test_the_demo_says_what_to_open_stops_at_ctrl_c_and_keeps_its_data(tmp_path):
    first = five_ports()
    seen = []
    for _ in range(2):
        demo = Demo(tmp_path / "demo", first)
        try:
            for label in ("Open the wallet in one browser:", "Open the portal in another one:",
                          "What a department sees:"):
                assert requests.get(demo.named(label), timeout=PATIENCE).status_code == 200, label
            assert demo.named("Offer to paste there:").startswith("openid-credential-offer://")
            keys = requests.get(f"http://127.0.0.1:{first}/jwks", timeout=PATIENCE).json()["keys"]
            seen.append(sorted(key["kid"] for key in keys))
        finally:
            rest = demo.stop()
        assert "Stopped. The data are kept" in rest
        for port in range(first, first + 5):
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", port)) != 0, f"something still listens at {port}"
    assert seen[0] == seen[1], "the second start made new keys"


def command(folder, name, text):
    """Stands in for a command of the system."""
    file = folder / name
    file.write_text("#!/bin/sh\n" + text + "\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_who_may_not_install_is_told_the_exact_line(tmp_path):
    command(tmp_path, "id", "echo 1000")
    command(tmp_path, "sudo", "exit 1")
    command(tmp_path, "dpkg-query", '[ "$4" = bash ] && printf installed; exit 0')
    result = subprocess.run(
        ["bash", "-c", f"source {REPOSITORY}/deploy/machine.sh; need_packages bash missing-one missing-two; echo went on"],
        capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert result.returncode == 1 and "went on" not in result.stdout
    assert "apt-get install -y --no-install-recommends missing-one missing-two" in result.stderr


def test_a_missing_swift_is_said_in_one_sentence(tmp_path):
    result = subprocess.run(
        ["/bin/bash", "-c", f"source {REPOSITORY}/deploy/machine.sh; need_swift; echo went on"],
        capture_output=True, text=True, timeout=PATIENCE, env={"PATH": "/bin:/usr/bin"})
    if subprocess.run(["/bin/bash", "-c", "command -v swift"], env={"PATH": "/bin:/usr/bin"}).returncode == 0:
        assert result.returncode == 0
    else:
        assert result.returncode == 1 and "Swift 6.2 or later is needed" in result.stderr


def test_an_import_shows_its_progress_on_a_terminal_and_nowhere_else(tmp_path):
    with Stack(tmp_path) as stack:
        stack.prepare()
        sample = tmp_path / "sample.csv"
        sample.write_text(stack.tongzhao("licences", "sample", "--count", 3000).stdout, encoding="utf-8")
        arguments = ["licences", "import", str(sample), "--settings", str(stack.settings_file("licence-issuer"))]
        terminal = pexpect.spawn(str(BINARIES / "tongzhao"), arguments, timeout=2 * PATIENCE, encoding="utf-8")
        terminal.expect(r"100%")
        terminal.expect(r"3000 registered")
        terminal.expect(pexpect.EOF)
        again = stack.issuer_command("licences", "import", sample)
        assert "3000 unchanged" in again.stdout and "%" not in again.stderr + again.stdout
