"""`deploy/bench --grants N FILE`: what operations cost with N more logins stored than with a thousand.

Two providers serve, of which one has N rows more in each table of living logins; they take turns, so that what else the
machine does meets both alike. The result is added to what FILE has of a measurement.
"""

import argparse
import contextlib
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench_load import CONNECTIONS, apart, drive
from bench_operations import measure_rows, serving
from stack import Failure

MANY, FEW, ROUNDS, SECONDS, BATCH = 10_000_000, 1000, 5, 0.5, 500_000


def name(salt):
    """As 16 random bytes are written, and as scattered: another for each number n, and the same in every table."""
    scattered = f"(n * 2654435761 + {salt}) % 4294967296"
    return f"printf('%08x%08x%05xA', {scattered}, {salt}, n & 1048575)"


SESSION, PRESENTATION, LICENCE = name(1), name(2), "printf('91%016d', n * 2654435761 % 4294967296)"
LATER = "unixepoch() + 36000 + (random() & 32767)"
#: What a copy of a stored login has of its own. The rest is the model's.
OWN = {
    "presentations": {"presentation_id": PRESENTATION, "uscc": LICENCE, "holder_key": "hex(randomblob(21)) || 'A'",
                      "expires_at": LATER},
    "sessions": {"session_id": SESSION, "secret": "randomblob(32)", "presentation_id": PRESENTATION, "uscc": LICENCE,
                 "seen_at": LATER, "expires_at": LATER},
    "session_clients": {"session_id": SESSION, "sid": SESSION, "subject": LICENCE, "delivery_id": name(3),
                        "expires_at": LATER},
    "grants": {"grant_id": name(4), "session_id": SESSION, "presentation_id": PRESENTATION, "subject": LICENCE,
               "code": "randomblob(32)", "ends_at": LATER, "expires_at": LATER},
}


def fill(database, count):
    """So many copies of the newest login, while nobody serves; their indexes are made once they are there."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000", "threads = 2"):
            connection.execute(f"PRAGMA {setting}")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
            f"({', '.join('?' * len(OWN))})", tuple(OWN)).fetchall()
        for index, _ in indexes:
            connection.execute(f"DROP INDEX {index}")
        for table, own in OWN.items():
            columns = [column for _, column, *_ in connection.execute(f"PRAGMA table_info({table})")]
            connection.execute(f"CREATE TEMP TABLE model AS SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1")
            for first in range(1, count + 1, BATCH):
                connection.execute(
                    "WITH RECURSIVE numbers (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) "
                    f"INSERT INTO {table} ({', '.join(columns)}) "
                    f"SELECT {', '.join(own.get(column, column) for column in columns)} FROM numbers, model",
                    (first, min(first + BATCH - 1, count)))
            connection.execute("DROP TABLE model")
            print(f"  {count:,} {table}", flush=True)
        for _, definition in indexes:
            connection.execute(definition)
        connection.execute("PRAGMA journal_mode = WAL")


def operations(provider):
    """Each with its name; the last one stores. Tokens of all the logins that were made, so that none is asked for often."""
    own, public = provider.logins("bench", FEW // 2), provider.logins("bench-public", FEW // 2)
    tokens = [answer["access_token"] for answer in own]
    return {
        "introspection, of a login": provider.introspection(tokens),
        "UserInfo": provider.facts(tokens),
        "refresh, rotating": provider.refreshing([answer["refresh_token"] for answer in public]),
        "code + PKCE, live session": provider.code(),
    }


def measure(few, many):
    """What each operation takes of both: one at a time, and by many connections."""
    pairs, found = [(provider, operations(provider)) for provider in (few, many)], []
    for operation in pairs[0][1]:
        latencies, times = {few: [], many: []}, {few: [], many: []}
        for turn in range(ROUNDS + 1):
            for provider, made in pairs:
                alone, together = (drive(provider.address, made[operation], connections, SECONDS, provider.process.pid)
                                   for connections in (1, CONNECTIONS))
                if alone.errors + together.errors:
                    raise Failure(f"{operation}: {(alone.errors + together.errors)[0]}")
                # The first only warms up.
                if turn:
                    latencies[provider].append(alone.percentile(0.5))
                    times[provider].append(together.cpu_microseconds)
        found.append({
            "operation": operation, "few_p50_ms": middle(latencies[few]), "many_p50_ms": middle(latencies[many]),
            "p50_ratio": ratio(latencies[few], latencies[many]), "few_cpu_us": middle(times[few]),
            "many_cpu_us": middle(times[many]), "cpu_ratio": ratio(times[few], times[many])})
        print(f"  {operation}: p50 × {found[-1]['p50_ratio']}, CPU × {found[-1]['cpu_ratio']}", flush=True)
    return found


def middle(values):
    return round(statistics.median(values), 2)


def ratio(few, many):
    """The middle of the rounds' ratios."""
    return round(statistics.median(after / before for before, after in zip(few, many)), 2)


def run(folder, count):
    with serving(folder / "few") as few, serving(folder / "many") as many:
        for provider in (few, many):
            provider.log_in()
        many.logins("bench-public", 4)
        many.stop()
        began = time.perf_counter()
        fill(many.database, count)
        taken = time.perf_counter() - began
        began = time.perf_counter()
        many.start()
        print(f"Filled in {taken:.0f} s: {many.stored / 2**30:.2f} GiB; serves after {time.perf_counter() - began:.1f} s.",
              flush=True)
        for provider in (few, many):
            apart(provider.process.pid)
        found = {"few": FEW, "many": FEW + count, "operations": measure(few, many)}
        many.stop()
        rows = measure_rows(many.database)
        return {**found, "bytes_each": {table: rows[table]["bytes_each"] for table in OWN}}


def main(count, file):
    with tempfile.TemporaryDirectory(prefix="tongzhao-bench-") as folder:
        try:
            found = run(Path(folder), count)
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
    print(json.dumps(found["bytes_each"]))
    whole = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps({**whole, "grants": found}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def arguments():
    parser = argparse.ArgumentParser(prog="deploy/bench --grants", description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=MANY, help="how many more (default: %(default)s)")
    parser.add_argument("file", type=Path, help="a measurement's JSON, to which it is added; made where there is none")
    return vars(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main(**arguments()))
