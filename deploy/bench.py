"""The measurements of `deploy/bench`, on the programs in TONGZHAO_BINARIES. What is judged is what was promised (a time,
or a ratio of two measurements on this machine); the rest is told."""

import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_load import PROCESSORS
from stack import BINARIES, Failure, Stack

SERVERS = {"identity-provider": "serve", "licence-issuer": "serve-issuer"}
IMPORT_RUNS, COLD_STARTS = 3, 10


class Table:
    """Rows of what, how much, the bound, and whether it holds."""

    def __init__(self):
        self.rows, self.broken = [("measured", "value", "bound", "")], 0

    def add(self, what, value, unit="", bound=None):
        holds = bound is None or value <= bound
        self.broken += not holds
        text = f"{value:.2f}" if isinstance(value, float) else str(value)
        self.rows.append((what, f"{text} {unit}".strip(), "" if bound is None else f"≤ {bound:g} {unit}".strip(),
                          "" if bound is None else "ok" if holds else "BROKEN"))
        print(f"  {what}: {self.rows[-1][1]}", flush=True)

    def text(self):
        widths = [max(len(row[column]) for row in self.rows) for column in range(4)]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                         for row in self.rows)


def run_to_end(arguments):
    """(seconds, peak memory in MiB) of a command."""
    started = time.perf_counter()
    process = subprocess.Popen([str(one) for one in arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        raise Failure(f"{arguments[1:3]}: exit {process.returncode}\n{said.decode(errors='replace')}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def measure_import(table, folder):
    medians = {}
    for count in (10_000, 100_000):
        runs = []
        for turn in range(IMPORT_RUNS):
            stack = Stack(folder / f"import-{count}-{turn}")
            stack.prepare()
            file = stack.state / "sample.csv"
            # Not by way of our own memory: the system counts a parent's for the peak of its child.
            with open(file, "wb") as sample:
                subprocess.run([str(BINARIES / "tongzhao"), "licences", "sample", "--count", str(count)],
                               stdout=sample, check=True)
            runs.append(run_to_end([BINARIES / "tongzhao", "licences", "import", file, "--settings",
                                    stack.settings_file("licence-issuer")]))
        medians[count] = [statistics.median(values) for values in zip(*runs)]
        table.add(f"import of {count:,} lines, time", medians[count][0], "s", 5 if count == 100_000 else None)
        table.add(f"import of {count:,} lines, peak memory", medians[count][1], "MiB")
    table.add("peak memory, 100,000 lines to 10,000", medians[100_000][1] / medians[10_000][1], bound=1.2)


def launch(name, arguments, port, path, output=subprocess.DEVNULL, tail=lambda: ""):
    """Starts a program; (process, milliseconds until its first 200)."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(one) for one in arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        env={**os.environ, "SWIFT_BACKTRACE": "enable=no"}, start_new_session=True,
        # As many threads as the machine has processors, wherever we are kept ourselves by now (`apart`).
        preexec_fn=lambda: os.sched_setaffinity(0, PROCESSORS))
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return process, (time.perf_counter() - began) * 1000
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        if process.poll() is not None:
            raise Failure(f"{name} stopped at once:\n{tail()}")
        if time.perf_counter() - began > 120:
            raise Failure(f"{name} is never ready:\n{tail()}")
        time.sleep(0.001)


def start(stack, name):
    """Starts a server; (process, milliseconds until its first 200)."""
    with open(stack.logs / f"{name}.log", "ab") as log:
        return launch(name, [BINARIES / "tongzhao", SERVERS[name], "--settings", stack.settings_file(name)],
                      stack.ports[name], "/health/ready", log, lambda: stack.tail(name))


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


def memory(process):
    """(RSS, PSS) in MiB."""
    fields = {}
    for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, amount, *_ = line.split()
        fields[name.rstrip(":")] = int(amount) / 1024
    return fields["Rss"], fields["Pss"]


def measure_servers(table, stack):
    for name in SERVERS:
        stop(start(stack, name)[0])  # makes tables and keys; what follows starts as every later day does
        times = []
        for _ in range(COLD_STARTS):
            process, milliseconds = start(stack, name)
            times.append(milliseconds)
            stop(process)
        table.add(f"{name}, cold start to the first 200, median of {COLD_STARTS}", statistics.median(times), "ms")
    running = {name: start(stack, name)[0] for name in SERVERS}
    time.sleep(3)
    for name, process in running.items():
        for what, amount in zip(("RSS", "PSS"), memory(process)):
            table.add(f"{name}, idle {what}", amount, "MiB")
        stop(process)


def main():
    table = Table()
    with tempfile.TemporaryDirectory(prefix="tongzhao-bench-") as folder:
        folder = Path(folder)
        stack = Stack(folder / "servers")
        try:
            stack.prepare()
            measure_servers(table, stack)
            measure_import(table, folder)
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
    print("\n" + table.text())
    return 1 if table.broken else 0


if __name__ == "__main__":
    sys.exit(main())
