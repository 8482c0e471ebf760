"""The document of the benchmarks follows from the measurement: what is missed is called so, and sizes follow what an operation
costs."""

import contextlib
import copy
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import bench_grants
import bench_report
import bench_sizing
import bench_targets

REPOSITORY = Path(__file__).resolve().parents[2]


def operation(name, cpu, ratio=None, **more):
    return {"operation": name, "cpu_us": cpu, "per_second": 1000, "per_cpu_second": 1000, "p50_ms": 1, "p99_ms": 2,
            "p999_ms": 3, "operations": 100, "errors": 0, "writes": 0, "sent_bytes": 500, "received_bytes": 500,
            "rows": {}, "memory_mib": 30, **({"ratio": ratio, "floor": "S", "floor_us": 60} if ratio else {}), **more}


@pytest.fixture
def found():
    return {
        "machine": {"processor": "a processor", "processors": 2, "system": "a system", "load": 0.1}, "connections": 16,
        "results": [
            *(operation(target.operation, 100, target.aim) for target in bench_targets.OPERATIONS),
            {**operation("token, 64 connections", 100), "tail": 2.0},
            {"operation": "10,000 waiting QR pages", "kib_each": 4.0, "memory_mib": 70}],
        "memory_mib": {"server_idle": 20, "floor_idle": 16, "server": 30, "floor": 20},
        "cold_start": {"server_ms": 60, "floor_ms": 50},
        "rows": {"grants": {"rows": 1000, "bytes_each": 300}, "audit_leaves": {"rows": 5000, "bytes_each": 500}},
        "signatures": [{"algorithm": "ES256", "sign_per_second": 48000, "verify_per_second": 19000}],
        "commits": {"sqlite": {"writers": 64, "one": {"per_second": 1000, "cpu_us": 90},
                               "many": {"per_second": 20000, "cpu_us": 20}}},
    }


def replaced(found, name, **more):
    changed = copy.deepcopy(found)
    next(result for result in changed["results"] if result["operation"] == name).update(more)
    return changed


def test_what_is_missed_is_called_missed(found):
    verdicts = {target.operation: bench_targets.verdict(target, value) for target, value in bench_targets.figures(found)}
    assert set(verdicts.values()) == {"aim", "must"} and verdicts["stored for a live grant"] == "must"
    slow = replaced(found, "UserInfo", ratio=2.3)
    assert [line for line in bench_targets.lines(slow) if "missed" in line][0].startswith("UserInfo")
    assert "| UserInfo | 2.3 × H | 2.2 | 1.5 | missed |" in bench_report.text(slow)
    few = copy.deepcopy(found)
    few["commits"]["sqlite"]["many"]["per_second"] = 9000
    assert any("sqlite" in line and "missed" in line for line in bench_targets.lines(few))


def test_sizes_follow_what_an_operation_costs(found):
    cheap, dear = bench_sizing.size(found, 1000), bench_sizing.size(replaced(found, "whole wallet login", cpu_us=10_100), 1000)
    assert dear["cores"] - cheap["cores"] == 20, "10 ms more for each of 1,000, half busy"
    writing = replaced(found, "whole wallet login", writes=30)
    assert bench_sizing.size(writing, 1000)["engines"]["sqlite"]["share"] == 1.5
    assert "writes gives way first" in bench_sizing.first_to_give_way(writing, 1000)
    assert "Processors give way first" in bench_sizing.first_to_give_way(replaced(found, "UserInfo", writes=1), 1000)
    stored = replaced(found, "whole wallet login", rows={"audit_leaves": 2, "grants": 1})
    assert bench_sizing.costs(stored)["kept_bytes"] == 1000 and bench_sizing.costs(stored)["living_bytes"] == 300


def test_a_login_is_told_by_its_steps(found):
    steps = [{"step": "GET /authorize", "cpu_us": 25, "p50_ms": 1.5, "received_bytes": 1200},
             {"step": "POST /token", "cpu_us": 75, "p50_ms": 2.5, "received_bytes": 800}]
    said = bench_report.text(replaced(found, "whole wallet login", steps=steps))
    assert "| GET /authorize | 25 | 25% | 1.5 | 1,200 |" in said and "| POST /token | 75 | 75% |" in said


def test_what_a_large_database_costs_is_told_and_judged(found):
    found["grants"] = {"few": 1000, "many": 10_001_000, "bytes_each": {"grants": 450, "sessions": 400}, "operations": [
        {"operation": "UserInfo", "few_p50_ms": 0.4, "many_p50_ms": 0.64, "p50_ratio": 1.6, "few_cpu_us": 90.0,
         "many_cpu_us": 99.0, "cpu_ratio": 1.1}]}
    said = bench_report.text(found)
    assert "| UserInfo | 0.4 | 0.64 | 1.6 | 90.0 | 99.0 | 1.1 |" in said and "`grants` 450, `sessions` 400" in said
    assert "| UserInfo, 10,001,000 grants stored | 1.6 × p50 with 1,000 | 1.5 | 1.1 | missed |" in said


def test_what_replicas_cost_is_told_and_judged_by_what_is_at_least_due(found):
    found["replicas"] = {"replicas": 3, "operations": [
        {"operation": name, "one_cpu_us": 100.0, "all_cpu_us": cost, "one_database_us": 80.0, "all_database_us": 90.0,
         "one_per_second": 6000, "all_per_second": 5000, "times_one": times}
        for name, cost, times in (("UserInfo", 150.0, 2.0), ("token", 115.0, 2.61))]}
    said = bench_report.text(found)
    assert "| UserInfo | 100.0 | 80.0 | 6,000 | 150.0 | 90.0 | 5,000 | 2.0 |" in said
    assert "| UserInfo, 3 replicas | 2 × one, by processor time | ≥ 2.5 | ≥ 2.9 | missed |" in said
    assert "| token, 3 replicas | 2.61 × one, by processor time | ≥ 2.5 | ≥ 2.9 | as promised |" in said


def test_a_database_is_filled_with_copies_that_belong_together(tmp_path):
    file = tmp_path / "filled.sqlite"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        for table, own in bench_grants.OWN.items():
            database.execute(f"CREATE TABLE {table} ({', '.join(own)}, kept TEXT)")
            database.execute(f"INSERT INTO {table} (kept) VALUES ('the model')")
        database.execute("CREATE UNIQUE INDEX by_session ON grants (session_id)")
        bench_grants.fill(file, 3000)
        assert database.execute("SELECT COUNT(*), MIN(LENGTH(grant_id)), MAX(LENGTH(grant_id)) FROM grants JOIN sessions "
                                "USING (session_id, presentation_id) JOIN presentations USING (presentation_id) "
                                "JOIN session_clients USING (session_id) WHERE grants.kept = 'the model' AND "
                                "grants.expires_at > unixepoch() AND sessions.uscc = grants.subject"
                                ).fetchone() == (3000, 22, 22)
        assert database.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall() == [("by_session",)]


def test_what_was_not_measured_is_not_told(found):
    found["results"] = found["results"][:1]
    for part in ("commits", "signatures", "rows", "cold_start", "memory_mib"):
        del found[part]
    said = bench_report.text(found)
    assert "there are no sizes" in said and "Durable writes" not in said
    assert len(bench_targets.figures(found)) == 1


def test_the_document_is_made_by_the_command(found, tmp_path):
    bench_report.write(found, tmp_path / "first")
    command = [str(REPOSITORY / "deploy" / "bench"), "--report", str(tmp_path / "first" / bench_report.FIGURES),
               str(tmp_path / "second")]
    subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL)
    for name in (bench_report.DOCUMENT, bench_report.PICTURE):
        assert (tmp_path / "first" / name).read_text() == (tmp_path / "second" / name).read_text()
    picture = ElementTree.parse(tmp_path / "second" / bench_report.PICTURE).getroot()
    bars = [part for part in picture if part.tag.endswith("rect")]
    assert len(bars) == 1 + len(bench_targets.OPERATIONS)
    widths = [float(bar.get("width")) for bar in bars[1:]]
    assert widths.index(max(widths)) == [one.operation for one in bench_targets.OPERATIONS].index("whole wallet login")


def test_the_kept_document_is_what_its_figures_say():
    """Nobody types a figure into it."""
    folder = REPOSITORY / "deploy" / "benchmarks"
    made = subprocess.run([sys.executable, "-c", "import json, sys, bench_report; print(bench_report.text(json.load("
                           "open(sys.argv[1]))), end='')", str(folder / bench_report.FIGURES)], capture_output=True,
                          text=True, check=True, timeout=60, cwd=REPOSITORY / "deploy")
    assert made.stdout == (folder / bench_report.DOCUMENT).read_text()
    assert re.search(r"\d+ logins/s", made.stdout)
