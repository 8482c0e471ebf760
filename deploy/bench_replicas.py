"""`deploy/bench --replicas FILE`: what operations cost three equal replicas on one PostgreSQL, against one alone.

All three serve. The same load goes to one of them, and then to all by turns, so that what else the machine does meets both
alike; processor time is counted for the replicas and for the database by themselves. The result is added to what FILE has
of a measurement.
"""

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench import launch, stop
from bench_load import CONNECTIONS, drive, processor_seconds
from bench_operations import serving
from postgres import Postgres
from processes import children
from stack import BINARIES, Failure, free_port

REPLICAS, ROUNDS, SECONDS, LOGINS = 3, 5, 1.0, 64


@contextlib.contextmanager
def beside(provider):
    """Another replica: the same settings, at an address of its own. (address, process id)"""
    stack, port = provider.stack, free_port()
    settings = json.loads(stack.settings_file("identity-provider").read_text())
    settings |= {"listen": f"127.0.0.1:{port}", "metrics": {"listen": f"127.0.0.1:{free_port()}"}}
    file = stack.state / f"replica-{port}.json"
    file.write_text(json.dumps(settings))
    process, _ = launch("a replica", [BINARIES / "tongzhao", "serve", "--settings", file], port, "/health/ready")
    try:
        yield ("127.0.0.1", port), process.pid
    finally:
        stop(process)


def operations(provider):
    own, public = provider.logins("bench", LOGINS), provider.logins("bench-public", LOGINS)
    tokens = [answer["access_token"] for answer in own]
    return {
        "token, client secret": provider.client_credentials(),
        "introspection, of a login": provider.introspection(tokens),
        "UserInfo": provider.facts(tokens),
        "refresh, rotating": provider.refreshing([answer["refresh_token"] for answer in public]),
        "code + PKCE, live session": provider.code(),
    }


def measure(provider, replicas, database):
    """What each operation costs one replica and all of them, and the database."""
    found = []
    processes = [process for _, process in replicas]
    for operation, made in operations(provider).items():
        runs = {1: [], len(replicas): []}
        for turn in range(ROUNDS + 1):
            for count, told in runs.items():
                backends = children(database.process.pid)
                before = processor_seconds(*backends)
                run = drive([address for address, _ in replicas[:count]], made, CONNECTIONS, SECONDS, *processes)
                if run.errors:
                    raise Failure(f"{operation}: {run.errors[0]}")
                spent = (processor_seconds(*backends) - before) * 1e6 / run.operations
                # The first only warms up.
                if turn:
                    told.append((run.cpu_microseconds, spent, run.operations / run.seconds))
        one, all_of_them = ([statistics.median(column) for column in zip(*told)] for told in runs.values())
        found.append({
            "operation": operation, "one_cpu_us": round(one[0], 1), "all_cpu_us": round(all_of_them[0], 1),
            "one_database_us": round(one[1], 1), "all_database_us": round(all_of_them[1], 1),
            "one_per_second": round(one[2]), "all_per_second": round(all_of_them[2]),
            # What so many replicas do with processors of their own, of what one does with its own.
            "times_one": round(len(replicas) * one[0] / all_of_them[0], 2)})
        print(f"  {operation}: {found[-1]['one_cpu_us']} -> {found[-1]['all_cpu_us']} µs, database "
              f"{found[-1]['one_database_us']} -> {found[-1]['all_database_us']} µs", flush=True)
    return found


def run(folder):
    with Postgres.temporary() as database, serving(folder / "servers", postgres=database) as provider, \
            contextlib.ExitStack() as more:
        provider.log_in()
        replicas = [(provider.address, provider.process.pid)]
        replicas += [more.enter_context(beside(provider)) for _ in range(REPLICAS - 1)]
        return {"replicas": REPLICAS, "operations": measure(provider, replicas, database)}


def main(file):
    with tempfile.TemporaryDirectory(prefix="tongzhao-bench-") as folder:
        try:
            found = run(Path(folder))
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
    whole = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps({**whole, "replicas": found}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="deploy/bench --replicas", description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="a measurement's JSON, to which it is added; made where there is none")
    sys.exit(main(parser.parse_args().file))
