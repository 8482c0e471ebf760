"""`deploy/soak`: logins, refreshes, introspections and failures at a steady rate, with lives so short that everything made is
gone minutes later; and samples of what a leak would show in.

The audit log and what else is kept for good grow by intention (`KEPT`), and are told apart.
"""

import argparse
import contextlib
import json
import os
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench_load import memory
from bench_operations import serving
from stack import Failure

MINUTES, SAMPLE_SECONDS = 60, 5
#: Minutes after which as much is deleted as is made (orders and presentations are kept for ten after their end), and the
#: server knows as many tokens that it verified as it remembers at most (4,096).
WARM_UP = 13
#: Everything that is made ends after this many seconds, and is deleted soon after.
LIFE = 120
SHORT_LIVES = {
    "session": {"lifetime": LIFE, "idle": LIFE, "shared-lifetime": LIFE},
    "tokens": {"refresh-lifetime": LIFE},
    "sign-in": {"order-lifetime": 30, "order-renewal": 30},
}
#: Tables that keep what is written, the audit log for good and the others for days.
KEPT = ("audit_leaves", "audit_nodes", "audit_checkpoints", "receipts", "confirmed_pairs", "refusals", "usage_days")
#: By how much the last third may lie above the first, and by how many units beside: what a busy machine moves.
BOUNDS = {"memory": (0.05, 2 << 20), "files": (0.0, 4), "threads": (0.0, 2), "database": (0.10, 64 << 10)}


class Soak:
    """A server under load."""

    def __init__(self, provider):
        self.provider, self.samples, self.late = provider, [], 0
        self.log_in()

    def log_in(self):
        self.provider.log_in()
        self.logged_in = time.monotonic()

    def work(self):
        """A second's worth of everything."""
        provider, public, own = self.provider, [], []
        if time.monotonic() - self.logged_in > LIFE / 3:
            self.log_in()
        # As many as there are connections, so that nobody is without a refresh token.
        provider.gather(provider.code("bench-public", keep=public), 4)
        provider.gather(provider.refreshing([answer["refresh_token"] for answer in public]), 8)
        provider.gather(provider.code("bench", keep=own), 6)
        tokens = [answer["access_token"] for answer in own]
        provider.gather(provider.introspection(tokens), 10)
        provider.gather(provider.facts(tokens), 10)
        provider.gather(provider.client_credentials(), 5)
        provider.gather(self.refused, 3)
        provider.gather(self.order, 2)

    def refused(self):
        """A code that nobody gave."""
        (yield self.provider.post("/token", {
            "grant_type": "authorization_code", "code": "unknown", "client_id": "bench-public",
            "redirect_uri": "https://bench.example/cb", "code_verifier": "v" * 64})).expect(400)

    def order(self):
        """A login page that is left."""
        (yield self.provider.get(
            "/authorize?response_type=code&client_id=bench-public&redirect_uri=https%3A%2F%2Fbench.example%2Fcb"
            "&scope=openid&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        )).expect(303)

    def sample(self, at):
        process = self.provider.process.pid
        held, kept = stored(self.provider.database)
        self.samples.append({
            "at": round(at, 1), "memory": memory(process, "Anonymous"), "files": len(os.listdir(f"/proc/{process}/fd")),
            "threads": len(os.listdir(f"/proc/{process}/task")), "database": held, "kept": kept})

    def run(self, seconds):
        began = time.monotonic()
        next_sample = 0
        while (at := time.monotonic() - began) < seconds:
            try:
                self.work()
            except Failure:
                # On a machine that is so slow a session ends meanwhile, and all that hangs on it.
                if time.monotonic() - self.logged_in < LIFE / 2:
                    raise
                self.late += 1
                self.log_in()
            if at >= next_sample:
                self.sample(at)
                next_sample += SAMPLE_SECONDS
            time.sleep(max(0, began + at + 1 - time.monotonic()))


def stored(database):
    """Bytes of pages in use by (what comes and goes, what is kept)."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        sizes = connection.execute(
            "SELECT tbl_name, SUM(pgsize) FROM dbstat JOIN sqlite_master USING (name) GROUP BY tbl_name").fetchall()
    kept = sum(size for table, size in sizes if table in KEPT)
    return sum(size for _, size in sizes) - kept, kept


def growth(samples, what):
    """(first third, last third, units an hour): medians, and the slope of the line through it all."""
    third = max(1, len(samples) // 3)
    first, last = (statistics.median(sample[what] for sample in part) for part in (samples[:third], samples[-third:]))
    times = [sample["at"] / 3600 for sample in samples]
    slope = (statistics.linear_regression(times, [sample[what] for sample in samples]).slope if len(samples) > 1 else 0)
    return first, last, slope


def growing(samples):
    """What is not flat."""
    found = []
    for what, (share, units) in BOUNDS.items():
        first, last, _ = growth(samples, what)
        if last > first * (1 + share) + units:
            found.append(what)
    return found


def report(samples):
    lines = []
    for what in (*BOUNDS, "kept"):
        first, last, slope = growth(samples, what)
        scale, unit = (2**20, "MiB") if what in ("memory", "database", "kept") else (1, "")
        lines.append(f"{what:10} {first / scale:10.2f} → {last / scale:10.2f} {unit:4} {slope / scale:+10.2f} {unit} an hour")
    return lines


def main(minutes, warm_up, file):
    # Asked to stop, it stops as by Ctrl-C: its servers must not outlive it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="tongzhao-soak-") as folder:
        try:
            with serving(Path(folder) / "servers", SHORT_LIVES) as provider:
                soak = Soak(provider)
                soak.run((warm_up + minutes) * 60)
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
    settled = [sample for sample in soak.samples if sample["at"] >= warm_up * 60] or soak.samples[-1:]
    print("\n".join(report(settled)))
    if soak.late:
        print(f"{soak.late} times the machine was too slow for a session of {LIFE} s.")
    if file:
        Path(file).write_text(json.dumps(soak.samples, indent=1) + "\n")
    bad = growing(settled)
    print(f"Not flat: {', '.join(bad)}" if bad else f"Flat over {minutes:g} minutes.")
    return 1 if bad else 0


def arguments():
    parser = argparse.ArgumentParser(prog="deploy/soak", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long (default: %(default)s)")
    parser.add_argument("--warm-up", type=float, default=WARM_UP, help="minutes before these (default: %(default)s)")
    parser.add_argument("--json", metavar="FILE", dest="file", help="write the samples there")
    return vars(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main(**arguments()))
