"""`deploy/bench --operations`: what each operation costs a serving identity provider, beside what an empty server costs.

Told are the server's processor time for one operation (which holds on a busy machine) and how often that is a floor's,
measured just before it; operations a second with the server on one processor, how long they took, refusals, what was
written and by how much the database grew, and the server's memory. `bench_targets` says what of this was promised.
"""

import argparse
import base64
import collections
import contextlib
import hashlib
import http.client
import itertools
import json
import os
import platform
import resource
import re
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import bench_floor
import bench_report
import bench_targets
from bench import COLD_STARTS, start, stop
from bench_load import CONNECTIONS, Connection, Refused, apart, drive, memory, processor_seconds, request
from bench_target import REDIRECT, SETTINGS, log_in, registration
from stack import Failure, Stack, free_port, merge

WAITING_PAGES, LOGINS = 10_000, 200
TAIL_CONNECTIONS, TAIL_SECONDS = 64, 60
VERIFIER = "bench-" + "v" * 58
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
OFFLINE = "openid licence offline_access"
FORM = ("Content-Type", "application/x-www-form-urlencoded")
#: The tables in which a login leaves something, of which the first ones stay.
LEFT = ("audit_leaves", "audit_nodes", "grants", "sessions", "session_clients", "presentations", "receipts")
#: What the server counts of its own writes: bodies, and the transactions that they share.
WRITES = re.compile(r"^tongzhao_database_batch_writes_(sum|count)(?:\{.*\})? ([0-9.e+]+)$", re.MULTILINE)


class Provider:
    """A serving identity provider with its clients and a session that a wallet opened."""

    def __init__(self, stack, clients, key):
        self.stack, self.key, self.process, self.cookie = stack, key, None, None
        self.metrics = stack.extra_settings["identity-provider"]["metrics"]["listen"]
        self.address = ("127.0.0.1", stack.ports["identity-provider"])
        self.host = f"127.0.0.1:{self.address[1]}"
        secret = clients["bench"]["client_secret"]
        self.basic = ("Authorization", "Basic " + base64.b64encode(f"bench:{secret}".encode()).decode())

    def start(self):
        self.process = start(self.stack, "identity-provider")[0]

    def stop(self):
        if self.process.poll() is None:
            stop(self.process)

    def log_in(self):
        self.cookie = log_in(self.stack)

    @property
    def database(self):
        return self.stack.state / "identity-provider.sqlite"

    @property
    def stored(self):
        return sum(os.path.getsize(file) for file in (self.database, f"{self.database}-wal") if os.path.exists(file))

    @property
    def rows(self):
        """How many rows there are of what a login leaves."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in LEFT}

    @property
    def writes(self):
        """(bodies, transactions) that the database has acknowledged."""
        connection = http.client.HTTPConnection(self.metrics, timeout=30)
        connection.request("GET", "/metrics")
        found = dict(WRITES.findall(connection.getresponse().read().decode()))
        connection.close()
        return float(found.get("sum", 0)), float(found.get("count", 0))

    def get(self, path, *headers):
        return request("GET", path, self.host, headers)

    def post(self, path, fields, *headers):
        return request("POST", path, self.host, [FORM, *headers], urlencode(fields).encode())

    # Operations

    def reading(self, path, *headers):
        wanted = self.get(path, *headers)

        def operation():
            (yield wanted).expect(200)
        return operation

    def client_credentials(self):
        wanted = self.post("/token", {"grant_type": "client_credentials", "scope": "read"}, self.basic)

        def operation():
            (yield wanted).expect(200)
        return operation

    def assertions(self, count):
        """Client credentials by private_key_jwt. An assertion is good once, so all are made beforehand."""
        issuer, now = self.stack.url("identity-provider"), int(time.time())
        made = iter([self.post("/token", {
            "grant_type": "client_credentials", "scope": "read", "client_assertion": signed(self.key, {
                "iss": "bench-key", "sub": "bench-key", "aud": issuer, "jti": secrets.token_hex(12), "iat": now,
                "exp": now + 55}),
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}) for _ in range(count)])

        def operation(wanted):
            (yield wanted).expect(200)
        return lambda: (lambda wanted: wanted and operation(wanted))(next(made, None))

    def code(self, client="bench", keep=None):
        """Authorization from a running session, then the code's exchange."""
        asked = self.get("/authorize?" + urlencode({
            "response_type": "code", "client_id": client, "redirect_uri": REDIRECT, "scope": OFFLINE, "state": "s",
            "nonce": "n", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}), ("Cookie", self.cookie))
        fields = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
        proof = (self.basic,) if client == "bench" else ()

        def operation():
            answer = yield asked
            code = parse_qs(urlsplit(answer.header("location") or "").query).get("code")
            if not code:
                raise Refused(f"no code: status {answer.status}, {answer.header('location')}")
            more = {} if proof else {"client_id": client}
            answer = (yield self.post("/token", {**fields, **more, "code": code[0]}, *proof)).expect(200)
            if keep is not None:
                keep.append(json.loads(answer.body))
        return operation

    def refreshing(self, tokens):
        """A public client's refresh tokens, each of which is good until the next is used. All have their turn."""
        free = collections.deque(tokens)

        def operation():
            token = free.popleft()
            answer = (yield self.post("/token", {
                "grant_type": "refresh_token", "client_id": "bench-public", "refresh_token": token})).expect(200)
            fresh = json.loads(answer.body)["refresh_token"]
            if fresh == token:
                raise Refused("the refresh token did not rotate")
            free.append(fresh)
        return operation

    def introspection(self, tokens):
        wanted = itertools.cycle([self.post("/introspect", {"token": token}, self.basic) for token in tokens])

        def operation():
            answer = (yield next(wanted)).expect(200)
            if not answer.body.startswith(b'{"active":true'):
                raise Refused(f"not active: {answer.body[:100]!r}")
        return operation

    def facts(self, tokens):
        wanted = itertools.cycle([self.get("/userinfo", ("Authorization", f"Bearer {token}")) for token in tokens])

        def operation():
            (yield next(wanted)).expect(200)
        return operation

    def gather(self, operation, count):
        """So many of one operation, before what they are needed for."""
        left = itertools.count()
        run = drive(self.address, lambda: operation() if next(left) < count else None, 4, 600)
        if run.errors:
            raise Failure(f"what is measured could not be prepared: {run.errors[0]}")

    def logins(self, client, count):
        answers = []
        self.gather(self.code(client, keep=answers), count)
        return answers

    def own_tokens(self, count):
        answers = []
        wanted = self.post("/token", {"grant_type": "client_credentials", "scope": "read"}, self.basic)

        def operation():
            answers.append(json.loads((yield wanted).expect(200).body)["access_token"])
        self.gather(operation, count)
        return answers


def signed(key, claims):
    """A JWS by ES256."""
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    def text(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")
    whole = text(b'{"alg":"ES256","kid":"bench"}') + b"." + text(json.dumps(claims).encode())
    numbers = utils.decode_dss_signature(key.sign(whole, ec.ECDSA(SHA256())))
    return (whole + b"." + text(b"".join(number.to_bytes(32, "big") for number in numbers))).decode()


def key_pair():
    """A client's key and its JWK Set."""
    from cryptography.hazmat.primitives.asymmetric import ec
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_numbers()
    text = [base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=") for number in (point.x, point.y)]
    return key, {"keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "bench", "x": text[0], "y": text[1]}]}


def clients(jwks):
    own = {"tongzhao_audiences": ["https://bench.example"], "tongzhao_introspection_audiences": ["https://bench.example"]}
    return [
        {"client_id": "bench", "scope": OFFLINE + " read", **own,
         "grant_types": ["authorization_code", "refresh_token", "client_credentials"]},
        {"client_id": "bench-public", "scope": OFFLINE, "token_endpoint_auth_method": "none",
         "grant_types": ["authorization_code", "refresh_token"]},
        {"client_id": "bench-key", "scope": "read", "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks, **own,
         "grant_types": ["client_credentials"], "redirect_uris": []},
    ]


@contextlib.contextmanager
def serving(folder, more=None, postgres=None):
    """A provider that serves, and stops at the end; with these settings besides."""
    settings = json.loads(json.dumps(SETTINGS))
    merge(settings["identity-provider"], {"metrics": {"listen": f"127.0.0.1:{free_port()}"}, **(more or {})})
    stack = Stack(folder, settings=settings, postgres=postgres)
    stack.prepare()
    key, jwks = key_pair()
    provider = Provider(stack, {one["client_id"]: stack.add_client(registration(one)) for one in clients(jwks)}, key)
    issuer = start(stack, "licence-issuer")[0]
    try:
        provider.start()
        try:
            yield provider
        finally:
            provider.stop()
    finally:
        stop(issuer)


def measures(provider, seconds):
    """Each operation with its name, in the order in which they are measured: what stores nothing first."""
    yield "discovery", lambda: provider.reading("/.well-known/openid-configuration")
    yield "JWKS", lambda: provider.reading("/jwks")
    yield "token, client secret", provider.client_credentials
    yield "token, private_key_jwt", lambda: provider.assertions(int(1500 * seconds))
    yield "introspection, client's own", lambda: provider.introspection(provider.own_tokens(64))
    yield "introspection, of a login", lambda: provider.introspection(
        [answer["access_token"] for answer in provider.logins("bench", 64)])
    yield "UserInfo", lambda: provider.facts([answer["access_token"] for answer in provider.logins("bench", 64)])
    yield "refresh, rotating", lambda: provider.refreshing(
        [answer["refresh_token"] for answer in provider.logins("bench-public", CONNECTIONS + 8)])
    yield "code + PKCE, live session", provider.code


def measure(provider, floor, name, make, seconds, rounds):
    """An operation, by all connections for so long."""
    def prepared(turn):
        operation = make()
        return lambda: drive(provider.address, operation, CONNECTIONS, seconds if turn else min(seconds, 0.5),
                             provider.process.pid)
    return middle(provider, floor, name, prepared, rounds, min(seconds, 1))


def middle(provider, floor, name, prepared, rounds, floor_seconds=1):
    """The middle of some rounds after one that only warms up. Before each, the floor that it is divided by: ratios hold
    where a machine does not. What a round is prepared by does not count."""
    target = bench_targets.of(name)
    runs = []
    for turn in range(rounds + 1):
        measured = prepared(turn)
        below = floor.measure(target.floor, CONNECTIONS, floor_seconds) if target else None
        stored, writes, rows = provider.stored, provider.writes, provider.rows
        run = measured()
        if turn:
            written = [after - before for before, after in zip(writes, provider.writes)]
            ratio = run.cpu_microseconds / below.cpu_microseconds if below else None
            left = {table: (count - rows[table]) / max(run.operations, 1) for table, count in provider.rows.items()}
            runs.append((run.cpu_microseconds, run, provider.stored - stored, written, ratio, below, left))
    _, run, grown, written, _, below, left = sorted(runs, key=lambda one: one[0])[len(runs) // 2]
    operations = max(run.operations, 1)
    result = {
        "operation": name, "cpu_us": round(run.cpu_microseconds, 1), "per_second": round(run.operations / run.seconds),
        "per_cpu_second": round(1e6 / max(run.cpu_microseconds, 0.1)),
        "p50_ms": round(run.percentile(0.5), 2), "p99_ms": round(run.percentile(0.99), 2),
        "p999_ms": round(run.percentile(0.999), 2), "operations": run.operations, "requests": run.requests,
        "errors": len(run.errors), "first_error": run.errors[0] if run.errors else None,
        "stored_bytes": max(0, round(grown / operations)), "writes": round(written[0] / operations, 2),
        "transactions": round(written[1] / operations, 3), "sent_bytes": round(run.sent / operations),
        "received_bytes": round(run.received / operations), "rows": rounded(left),
        "memory_mib": round(memory(provider.process.pid) / 2**20, 1),
    }
    if below:
        result |= {"floor": target.floor, "floor_us": round(below.cpu_microseconds, 1),
                   "ratio": round(statistics.median(one[4] for one in runs), 2)}
    if run.steps:
        result["steps"] = [
            {"step": step, "cpu_us": round(part.cpu_seconds * 1e6 / operations, 1),
             "p50_ms": round(part.percentile(0.5), 2), "received_bytes": round(part.received / operations)}
            for step, part in run.steps.items()]
    return result


def rounded(left):
    return {table: round(count, 2) for table, count in left.items() if count >= 0.01}


def measure_tail(provider, seconds):
    """How much later than usual the last answers come, at many connections."""
    run = drive(provider.address, provider.client_credentials(), TAIL_CONNECTIONS, seconds, provider.process.pid)
    return {"operation": f"token, {TAIL_CONNECTIONS} connections", "cpu_us": round(run.cpu_microseconds, 1),
            "per_second": round(run.operations / run.seconds), "p50_ms": round(run.percentile(0.5), 2),
            "p99_ms": round(run.percentile(0.99), 2), "p999_ms": round(run.percentile(0.999), 2),
            "operations": run.operations, "errors": len(run.errors),
            "first_error": run.errors[0] if run.errors else None, "tail": round(
                run.percentile(0.99) / max(run.percentile(0.5), 1e-3), 2)}


def measure_rows(database):
    """Bytes that a row takes up, with its share of the indexes, in every table that has some rows."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {}
        for (table,) in tables:
            rows = connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]
            if rows >= 100:
                size = connection.execute(
                    "SELECT SUM(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = ?)",
                    (table,)).fetchone()[0]
                found[table] = {"rows": rows, "bytes_each": round(size / rows)}
    return found


def measure_starts(stack, floor):
    """Milliseconds until the first answer, of a server that has started before; the floor's beside."""
    times = []
    for _ in range(COLD_STARTS):
        process, taken = start(stack, "identity-provider")
        times.append(taken)
        stop(process)
    return {"server_ms": round(statistics.median(times), 1), "floor_ms": round(floor.cold_starts(), 1)}


def measure_logins(provider, floor, count, rounds):
    """So many whole logins with their codes' exchange in each round."""
    from bench_logins import Logins

    logins = Logins(provider, {"response_type": "code", "client_id": "bench", "redirect_uri": REDIRECT,
                               "scope": "openid licence", "code_challenge": CHALLENGE, "code_challenge_method": "S256"},
                    {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code_verifier": VERIFIER})
    return middle(provider, floor, "whole wallet login",
                  lambda turn: lambda: logins.run(count if turn else CONNECTIONS), rounds)


def measure_waiting(provider, count):
    """Pages that show a QR code and wait for news: what each costs in memory, and all of them in a second."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    count = min(count, limit - 200)
    asked = provider.get("/authorize?" + urlencode({
        "response_type": "code", "client_id": "bench", "redirect_uri": REDIRECT, "scope": OFFLINE,
        "code_challenge": CHALLENGE, "code_challenge_method": "S256"}))
    pages = []

    def order():
        answer = yield asked
        location, cookie = answer.header("location"), answer.header("set-cookie")
        if not location or "/sign-in/" not in location or not cookie:
            raise Refused(f"no order: status {answer.status}, {location}")
        pages.append((urlsplit(location).path, cookie.split(";")[0]))
    provider.gather(order, count)
    before = memory(provider.process.pid)
    waiting = []
    for number, (path, cookie) in enumerate(pages):
        # A source has so many ports only.
        connection = Connection(provider.address, source=(f"127.0.1.{number // 5000 + 1}", 0))
        connection.socket.setblocking(True)
        connection.socket.sendall(provider.get(path + "/events", ("Cookie", cookie)))
        if not connection.socket.recv(4096).startswith(b"HTTP/1.1 200"):
            raise Failure("a page may not wait")
        waiting.append(connection)
    time.sleep(1)
    each = (memory(provider.process.pid) - before) / max(count, 1)
    spent = processor_seconds(provider.process.pid)
    time.sleep(5)
    spent = (processor_seconds(provider.process.pid) - spent) / 5
    for connection in waiting:
        connection.socket.close()
    return {"operation": f"{count:,} waiting QR pages", "kib_each": round(each / 1024, 1),
            "processor_share": round(spent, 3), "memory_mib": round((before + each * count) / 2**20, 1)}


def machine():
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {"processor": model, "processors": os.cpu_count(), "system": platform.platform(),
            "load": round(os.getloadavg()[0], 1)}


COLUMNS = (("operation", "operation"), ("CPU µs", "cpu_us"), ("a second", "per_second"),
           ("× floor", "ratio"), ("a CPU second", "per_cpu_second"), ("p50 ms", "p50_ms"), ("p99 ms", "p99_ms"), ("p99.9 ms", "p999_ms"),
           ("errors", "errors"), ("writes", "writes"), ("stored B", "stored_bytes"), ("PSS MiB", "memory_mib"), ("KiB each", "kib_each"))


def table(results):
    rows = [[title for title, _ in COLUMNS]]
    rows += [[str(result.get(key, "")) for _, key in COLUMNS] for result in results]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) if not column else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(row, widths))) for row in rows)


def arguments():
    parser = argparse.ArgumentParser(prog="deploy/bench --operations", description=__doc__.splitlines()[0])
    parser.add_argument("--json", metavar="FILE", dest="file", help="write the results there")
    parser.add_argument("--only", metavar="WORD", action="append", help="operations whose name has this word")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of which the middle one is told (default: %(default)s)")
    parser.add_argument("--pages", type=int, default=WAITING_PAGES, help="how many wait (default: %(default)s)")
    parser.add_argument("--tail", type=float, default=TAIL_SECONDS, dest="tail",
                        help="seconds at 64 connections (default: %(default)s)")
    parser.add_argument("--report", metavar="FOLDER", help="write the document with its picture there too")
    return vars(parser.parse_args())


def run(folder, seconds, rounds, only, pages, tail):
    """Everything that is measured, as it is written down."""
    def wanted(name):
        return not only or any(word.lower() in name.lower() for word in only)

    def tell(result):
        results.append(result)
        print(f"  {result['operation']}: {result.get('cpu_us', result.get('kib_each'))} "
              f"{'µs' if 'cpu_us' in result else 'KiB each'}"
              + (f", {result['ratio']} × {result['floor']}" if "ratio" in result else ""), flush=True)

    results, found = [], {"machine": machine(), "connections": CONNECTIONS, "results": []}
    with bench_floor.Floor() as floor, serving(folder / "servers") as provider:
        provider.log_in()
        found["memory_mib"] = {"server_idle": round(memory(provider.process.pid) / 2**20, 1),
                               "floor_idle": round(floor.idle / 2**20, 1)}
        if not apart(provider.process.pid):
            print("One processor for the server and for the load: what is done in a second says little.")
        for name, make in measures(provider, seconds):
            if wanted(name):
                tell(measure(provider, floor, name, make, seconds, rounds))
        if tail and wanted("token, 64 connections"):
            tell(measure_tail(provider, tail))
        if wanted("whole wallet login"):
            tell(measure_logins(provider, floor, LOGINS, rounds))
        found["memory_mib"] |= {"server": round(memory(provider.process.pid) / 2**20, 1),
                                "floor": round(memory(floor.process.pid) / 2**20, 1)}
        if pages and wanted("waiting QR pages"):
            tell(measure_waiting(provider, pages))
        provider.stop()
        found["rows"] = measure_rows(provider.database)
        if wanted("cold start"):
            found["cold_start"] = measure_starts(provider.stack, floor)
    if wanted("signatures"):
        found["signatures"] = bench_floor.signatures()
    if wanted("commits"):
        found["commits"] = bench_floor.commits(folder)
    return {**found, "results": results}


def main(seconds=3.0, rounds=3, only=None, pages=WAITING_PAGES, tail=TAIL_SECONDS, file=None, report=None):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="tongzhao-bench-") as folder:
        try:
            found = run(Path(folder), seconds, rounds, only, pages, tail)
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
    print("\n" + table(found["results"]) + "\n")
    for line in bench_targets.lines(found):
        print(line)
    if file:
        Path(file).write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    if report:
        bench_report.write(found, Path(report))
    return 1 if any(result.get("errors") for result in found["results"]) else 0


if __name__ == "__main__":
    sys.exit(main(**arguments()))
