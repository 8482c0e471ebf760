"""What a running server tells of itself: metrics, readiness, traces, usage."""

import csv
import json
import re
import signal
import subprocess
import time
from datetime import datetime, timedelta, timezone

import pytest
import requests
from prometheus_text import families, names_in, promtool, samples

from authlib_portal import AuthlibPortal
from collector import Collector, attributes
from people import PATIENCE, eventually, generous
from plain_browser import PlainBrowser
from stack import REPOSITORY, Stack, free_port
from standard_wallet import StandardWallet

DEPLOY = REPOSITORY / "deploy"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Watched:
    """The identity provider and the licence issuer with everything turned on, and what a login leaves behind."""

    def __init__(self, folder):
        self.ports = {name: free_port() for name in ("identity-provider", "licence-issuer")}
        self.collector = Collector(busy=1)
        settings = {name: {"metrics": {"listen": f"127.0.0.1:{port}"},
                           "telemetry": {"otlp-endpoint": self.collector.url}} for name, port in self.ports.items()}
        self.stack = Stack(folder, settings=generous(settings))
        self.stack.prepare()
        self.stack.start("licence-issuer", "identity-provider")

    def scrape(self, name="identity-provider"):
        answer = requests.get(f"http://127.0.0.1:{self.ports[name]}/metrics", timeout=PATIENCE)
        answer.raise_for_status()
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        return answer.text

    def log_in(self):
        """One login from another device, one by the running session, a code that is wrong, an introspection."""
        # In Shanghai, by whose calendar usage is counted.
        self.month = (datetime.now(timezone.utc) + timedelta(hours=8)).strftime("%Y-%m")
        wallet = StandardWallet(self.stack.authority_certificate.read_text())
        wallet.receive(*self.stack.offer("91419001MA0000023Y"))
        portal = AuthlibPortal(self.stack, "watched-portal")
        plain = PlainBrowser(self.stack)
        portal.log_in(plain, wallet)
        token = portal.tokens[-1]["access_token"]
        plain.http.get(plain.http.get(portal.url + "/login", allow_redirects=False).headers["Location"])
        secret = (self.stack.state / "department" / "client-secret").read_text()
        provider = self.stack.url("identity-provider")
        for text in (token, "nonsense"):
            requests.post(provider + "/introspect", data={"token": text}, auth=("demo-department", secret), timeout=PATIENCE)
        requests.post(provider + "/token", auth=("demo-department", secret), timeout=PATIENCE,
                      data={"grant_type": "client_credentials"},
                      headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
        requests.post(provider + "/token", auth=("demo-department", secret), timeout=PATIENCE, data={"grant_type": "gift"})
        requests.post(provider + "/token", auth=("demo-department", "wrong"), timeout=PATIENCE,
                      data={"grant_type": "client_credentials"})
        requests.get(provider + "/r/a-secret-path?and=a-query", timeout=PATIENCE)
        return portal


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    watched = Watched(tmp_path_factory.mktemp("watched"))
    with watched.stack:
        watched.portal = watched.log_in()
        yield watched
    watched.collector.close()


# Metrics


def test_metrics_are_what_prometheus_reads_without_a_complaint(watched):
    for name in watched.ports:
        checked = promtool("check", "metrics", input=watched.scrape(name))
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_a_login_is_counted_by_scenario_and_outcome(watched):
    text = watched.scrape()
    assert samples(text, "tongzhao_logins_total", scenario="cross_device", outcome="completed") == [1]
    assert samples(text, "tongzhao_logins_total", scenario="single_sign_on", outcome="completed") == [1]
    assert samples(text, "tongzhao_logins_total", scenario="same_device", outcome="completed") == [0]


def test_refusals_tokens_and_introspections_are_counted(watched):
    text = watched.scrape()
    assert samples(text, "tongzhao_refusals_total", area="token", reason="unsupported_grant_type") == [1]
    assert samples(text, "tongzhao_refusals_total", area="client_authentication", reason="wrong_secret") == [1]
    assert samples(text, "tongzhao_tokens_issued_total", grant_type="client_credentials") == [1]
    assert samples(text, "tongzhao_tokens_issued_total", grant_type="authorization_code")[0] >= 1
    assert samples(text, "tongzhao_introspections_total", result="active") == [1]
    assert samples(text, "tongzhao_introspections_total", result="inactive") == [1]


def test_requests_are_counted_by_template_and_nothing_that_was_asked_is_a_label(watched):
    text = watched.scrape()
    assert sum(samples(text, "http_requests_total", route="/token", method="POST", status="2xx")) >= 2
    assert sum(samples(text, "http_request_duration_seconds_count", route="/token", method="POST")) >= 4
    assert sum(samples(text, "http_requests_total", route="/r/{receipt}")) >= 1
    assert "a-secret-path" not in text and "a-query" not in text
    before = text.count("\n")
    for number in range(50):
        requests.get(watched.stack.url("identity-provider") + f"/nowhere/{number}", timeout=PATIENCE)
    assert watched.scrape().count("\n") - before < 30, "the number of series does not grow with what is asked"


def test_keys_database_audit_and_process_are_measured(watched):
    text = watched.scrape()
    now = time.time()
    assert samples(text, "tongzhao_signing_keys", use="token", algorithm="ES256", state="signing") == [1]
    assert samples(text, "tongzhao_signing_key_retires_timestamp_seconds", use="token", algorithm="ES256")[0] > now
    assert samples(text, "tongzhao_certificate_expires_timestamp_seconds", of="request_object/ES256")[0] > now
    assert abs(now - samples(text, "tongzhao_keys_followed_timestamp_seconds")[0]) < 600
    assert samples(text, "tongzhao_audit_tree_size")[0] > 0
    assert abs(now - samples(text, "tongzhao_audit_checkpoint_timestamp_seconds")[0]) < 600
    assert samples(text, "tongzhao_database_batch_writes_count")[0] > 0
    assert samples(text, "tongzhao_database_size_bytes")[0] > 0
    assert samples(text, "tongzhao_status_list_fetches_total", result="fetched")[0] >= 1
    assert samples(text, "tongzhao_orders_waiting", state="created")
    assert 0 < samples(text, "process_start_time_seconds")[0] <= now + 5
    assert samples(text, "process_resident_memory_bytes")[0] > 1_000_000
    # A machine that does many things at a time may be late for a moment.
    eventually(lambda: set(samples(watched.scrape(), "tongzhao_health_check")) == {1}, "a check fails")
    assert samples(text, "tongzhao_build_info") == [1]


def test_metrics_are_not_served_to_the_public(watched):
    assert requests.get(watched.stack.url("identity-provider") + "/metrics", timeout=PATIENCE).status_code == 404


def test_every_metric_of_dashboard_and_alerts_is_there(watched):
    known = families(watched.scrape())
    dashboard = json.loads((DEPLOY / "dashboards" / "tongzhao.json").read_text())
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    rules = (DEPLOY / "alerts" / "tongzhao.rules.yml").read_text()
    asked += ["".join(found) for found in re.findall(r"expr: (?:\|\n((?: {10,}.*\n)+)|(.*))", rules)]
    for expression in asked:
        names = names_in(expression)
        assert names or "up{" in expression, f"no metric in {expression}"
        assert names <= known, f"{names - known} of {expression}"


def test_prometheus_accepts_the_alerts_and_they_fire_when_they_should():
    folder = DEPLOY / "alerts"
    checked = promtool("check", "rules", str(folder / "tongzhao.rules.yml"))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    tested = promtool("test", "rules", "tongzhao.tests.yml", cwd=folder)
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_every_alert_has_a_heading_in_the_runbook():
    headings = {re.sub(r"[^\w\- ]", "", line.lstrip("# ").strip().lower()).replace(" ", "-")
                for line in (REPOSITORY / "keys" / "README.md").read_text().splitlines() if line.startswith("#")}
    rules = (DEPLOY / "alerts" / "tongzhao.rules.yml").read_text()
    runbooks = re.findall(r"runbook: (\S+)", rules)
    assert len(runbooks) == rules.count("- alert:")
    for runbook in runbooks:
        file, heading = runbook.split("#")
        assert file == "keys/README.md" and heading in headings, runbook


# Readiness


def test_readiness_names_its_checks(watched):
    def ready():
        answer = requests.get(watched.stack.url("identity-provider") + "/health/ready", timeout=PATIENCE,
                              headers={"Accept": "application/json"})
        return answer if answer.status_code == 200 else None
    answer = eventually(ready, "it is not ready")
    assert answer.json()["status"] == "ready"
    checks = {check["name"]: check["state"] for check in answer.json()["checks"]}
    assert {"serving", "database", "database_writes", "signing_keys", "keys_followed"} <= set(checks)
    assert set(checks.values()) == {"pass"}


def test_a_server_that_was_asked_to_stop_is_alive_and_not_ready(tmp_path):
    settings = {"identity-provider": {"http": {"drain-time": 30}}}
    with Stack(tmp_path, settings=settings) as stack:
        stack.prepare()
        stack.start("identity-provider")
        provider = stack.url("identity-provider")
        process = stack.running["identity-provider"]
        process.send_signal(signal.SIGTERM)

        def draining():
            answer = requests.get(provider + "/health/ready", timeout=PATIENCE, headers={"Accept": "application/json"})
            return answer.json() if answer.status_code == 503 else None
        told = eventually(draining, "readiness did not change")
        assert told["status"] == "not_ready"
        assert [check["name"] for check in told["checks"] if check["state"] == "fail"] == ["serving"]
        assert process.wait(timeout=PATIENCE) == 0


# Traces


def test_spans_arrive_although_the_collector_was_busy_at_first(watched):
    def names():
        return {span.name for _, span in watched.collector.spans()}
    expected = {"POST /token", "GET /authorize", "POST /introspect", "database transaction", "signature",
                "GET status list"}
    eventually(lambda: expected <= names(), f"not all of {expected} arrived")
    assert watched.collector.turned_away >= 1
    assert watched.collector.mistakes == []
    # 3 is a client's span: the sending of spans makes none, and whoever asks another house names what for.
    assert {span.name for _, span in watched.collector.spans() if span.kind == 3} == {
        "database transaction", "GET status list"}


def test_a_trace_goes_on_from_who_asked_and_to_who_is_asked(watched):
    def trace():
        spans = [(service, span) for service, span in watched.collector.spans() if span.trace_id.hex() == TRACE]
        return spans if any(span.kind == 2 for _, span in spans) else None
    spans = [span for _, span in eventually(trace, "the caller's trace did not arrive")]
    root = next(span for span in spans if span.kind == 2)
    assert root.parent_span_id.hex() == "00f067aa0ba902b7"
    assert attributes(root) | {"tongzhao.request_id": ""} == {
        "http.request.method": "POST", "http.route": "/token", "http.response.status_code": 200,
        "tongzhao.request_id": ""}
    assert root.start_time_unix_nano <= root.end_time_unix_nano
    assert {span.name for span in spans} >= {"POST /token", "signature"}

    def both_ends():
        fetches = {span.span_id: span for _, span in watched.collector.spans() if span.name == "GET status list"}
        return [span for service, span in watched.collector.spans()
                if service == "tongzhao-licence-issuer" and span.parent_span_id in fetches]
    assert eventually(both_ends, "the licence issuer's span does not hang on the status list's")


def test_spans_name_nobody(watched):
    eventually(lambda: len(watched.collector.spans()) > 10, "no spans arrived")
    text = b"".join(request.SerializeToString() for request in watched.collector.requests)
    token = watched.portal.tokens[-1]["access_token"].encode()
    for secret in (b"91419001MA0000023Y", b"a-secret-path", b"a-query", b"127.0.0.1", token, b"code=", b"state="):
        assert secret not in text


# Usage


def test_usage_counts_logins_and_hides_small_numbers(watched):
    told = watched.stack.provider_command("usage", "report", "--month", watched.month, "--csv").stdout
    rows = {(row["client_id"], row["scenario"], row["outcome"]): row["logins"] for row in csv.DictReader(told.splitlines())}
    assert rows == {("watched-portal", "cross_device", "completed"): "<5",
                    ("watched-portal", "single_sign_on", "completed"): "<5"}
    exact = json.loads(watched.stack.provider_command("usage", "report", "--month", watched.month, "--exact", "--json").stdout)
    assert {row["scenario"]: row["logins"] for row in exact["rows"]} == {"cross_device": 1, "single_sign_on": 1}
    assert "91419001" not in told + json.dumps(exact)
    refused = watched.stack.provider_command("usage", "report", "--month", "november", check=False)
    assert refused.returncode == 64
