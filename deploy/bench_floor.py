"""The floors that a measurement is divided by, in the same run: an application that says hello (H), and one that makes and
signs one token (S), on the same HTTP stack (Tests/Floor); what they start in and take up; and what the machine's
signatures and commits cost by themselves."""

import json
import os
import statistics
import subprocess

from bench import COLD_STARTS, launch
from bench_load import apart, drive, memory, request
from postgres import Postgres, programs
from stack import BINARIES, Failure, free_port

PROGRAM = "Floor"


class Floor:
    """A serving floor, on the processor that the server has too, while that one waits."""

    def __init__(self):
        self.port = free_port()
        self.address = ("127.0.0.1", self.port)
        self.process, self.cold_start = self.start()
        self.idle = memory(self.process.pid)
        host = f"127.0.0.1:{self.port}"
        hello = request("GET", "/hello", host)
        sign = request("POST", "/sign", host, [("Content-Type", "application/x-www-form-urlencoded")],
                       b"grant_type=client_credentials&scope=read")
        self.requests = {"H": hello, "S": sign}
        apart(self.process.pid)

    def start(self):
        """(process, milliseconds until its first answer)."""
        return launch("the floor", [BINARIES / PROGRAM, self.port], self.port, "/hello")

    def measure(self, which, connections, seconds):
        wanted = self.requests[which]

        def operation():
            (yield wanted).expect(200)
        run = drive(self.address, lambda: operation(), connections, seconds, self.process.pid)
        if run.errors:
            raise Failure(f"the floor does not answer: {run.errors[0]}")
        return run

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def cold_starts(self):
        """Milliseconds, the median of some; the floor is stopped after it."""
        times = [self.cold_start]
        for _ in range(COLD_STARTS - 1):
            self.stop()
            self.process, taken = self.start()
            times.append(taken)
        self.stop()
        return statistics.median(times)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()


def told(*arguments, environment=None):
    """What the program says, as JSON."""
    result = subprocess.run([str(BINARIES / PROGRAM), *map(str, arguments)], capture_output=True, text=True, timeout=300,
                            env={**os.environ, **(environment or {})})
    if result.returncode:
        raise Failure(f"{PROGRAM} {arguments[0]}: {result.stderr[-500:]}")
    return json.loads(result.stdout)


def signatures():
    """Of each algorithm, how many one processor makes and verifies in a second."""
    return told("crypto")


def commits(folder):
    """Durable writes a second by one writer and by 64, on each engine that there is."""
    rates = {"sqlite": told("commits", folder / "commits.sqlite")}
    try:
        programs()
    except Failure as missing:
        print(f"  PostgreSQL is left out: {missing}", flush=True)
        return rates
    with Postgres.temporary() as server:
        server.create("commits")
        rates["postgresql"] = told(
            "commits", server.address("commits"), environment={"PGPASSFILE": str(password_file(server, folder))})
    return rates


def password_file(server, folder):
    """The server's password as libpq's own file of passwords has it."""
    file = folder / "pgpass"
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(f"*:*:*:*:{server.password_file.read_text()}\n")
    return file
