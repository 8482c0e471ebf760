"""A load generator of the standard library alone: one thread, many connections that stay open, and a script for each.

An operation is a generator: it yields the bytes of a request and is sent the answer, as often as it needs; when it
returns, it has succeeded, and when it raises Refused, it has not.
"""

import itertools
import os
import re
import selectors
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

#: The processors there are, before anything is kept to one of them.
PROCESSORS = sorted(os.sched_getaffinity(0))
#: How many work at once where nothing else is said.
CONNECTIONS = 16
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Refused(Exception):
    """An answer that is not the one expected."""


@dataclass
class Answer:
    status: int
    head: bytes
    body: bytes

    def header(self, name):
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)", self.head, re.IGNORECASE)
        return found.group(1).decode() if found else None

    def expect(self, status):
        if self.status != status:
            raise Refused(f"status {self.status}: {self.body[:200]!r}")
        return self


@dataclass
class Run:
    """What came of a run."""
    operations: int = 0
    requests: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    #: Bytes of requests and of answers, without what TCP/IP adds.
    sent: int = 0
    received: int = 0
    latencies: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    #: What came of each step, where an operation is measured by steps: {name: Run}.
    steps: dict = field(default_factory=dict)

    @property
    def cpu_microseconds(self):
        return self.cpu_seconds * 1e6 / max(self.operations, 1)

    def add(self, other):
        """Adds what came of a further step."""
        for name in ("operations", "requests", "seconds", "cpu_seconds", "sent", "received"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.latencies += other.latencies

    def percentile(self, share):
        """Milliseconds within which this share of the operations was done."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


def request(method, path, host, headers=(), body=b""):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers)]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection:
    """One connection with its operation under way."""

    def __init__(self, address, source=None):
        self.socket = socket.create_connection(address, timeout=30, source_address=source)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.received = b""
        self.taken = 0
        self.operation = None
        self.began = 0.0

    def take(self):
        """The next whole answer; nil while it is still coming."""
        self.received += self.socket.recv(65536) or b""
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.received[:end]
        length = LENGTH.search(head)
        whole = end + 4 + (int(length.group(1)) if length else 0)
        if len(self.received) < whole:
            return None
        answer = Answer(int(head[9:12]), head, self.received[end + 4:whole])
        self.received = self.received[whole:]
        self.taken += whole
        return answer


def drive(addresses, operations, connections, seconds, *processes):
    """Lets so many connections work for so long, each on operations that `operations()` gives; None ends a
    connection's work. One address, or several that take turns. Processor time is that of these processes (by their ids)
    from the first request to the last answer."""
    run = Run()
    selector = selectors.DefaultSelector()
    turns = itertools.cycle(addresses if isinstance(addresses, list) else [addresses])
    opened = [Connection(next(turns)) for _ in range(connections)]
    before, began = processor_seconds(*processes), time.perf_counter()
    deadline, working = began + seconds, 0
    for connection in opened:
        if start(connection, operations, run):
            working += 1
            selector.register(connection.socket, selectors.EVENT_READ, connection)
    while working:
        for key, _ in selector.select(timeout=30):
            connection = key.data
            answer = connection.take()
            if answer is None:
                continue
            run.requests += 1
            now = time.perf_counter()
            try:
                run.sent += send(connection, connection.operation.send(answer))
                continue
            except StopIteration:
                run.operations += 1
                run.latencies.append(now - connection.began)
            except Refused as refusal:
                run.errors.append(str(refusal))
            if now >= deadline or len(run.errors) > 100 or not start(connection, operations, run):
                selector.unregister(connection.socket)
                working -= 1
    run.seconds = time.perf_counter() - began
    run.cpu_seconds = processor_seconds(*processes) - before
    for connection in opened:
        run.received += connection.taken
        connection.socket.close()
    selector.close()
    return run


def start(connection, operations, run):
    operation = operations()
    if operation is None:
        return False
    connection.operation, connection.began = operation, time.perf_counter()
    run.sent += send(connection, next(operation))
    return True


def send(connection, request):
    connection.socket.sendall(request)
    return len(request)


def processor_seconds(*processes):
    """What these have used so far, in nanoseconds' precision: the kernel counts threads that ended elsewhere, so a
    server whose threads stay is measured exactly."""
    total = 0
    for process in processes:
        for thread in Path(f"/proc/{process}/task").iterdir():
            try:
                total += int((thread / "schedstat").read_text().split()[0])
            except OSError:
                pass
    return total / 1e9


def memory(process, kind="Pss"):
    """The proportional share of memory, in bytes; or another of the kernel's sums, as `Anonymous` without what files fill."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) * 1024
    return 0


def apart(process):
    """The server on the last processor and we on the first, so that what is done in a second is done by one."""
    if len(PROCESSORS) < 2:
        return False
    os.sched_setaffinity(0, {PROCESSORS[0]})
    for thread in Path(f"/proc/{process}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {PROCESSORS[-1]})
    return True
