"""`deploy/bench --operations --report FOLDER` and `deploy/bench --report FILE FOLDER`: the document of what was measured, with
its picture. Every figure in it comes from the measurement's JSON, so nobody types one.
"""

import datetime
import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

import bench_sizing
import bench_targets

DOCUMENT, PICTURE, FIGURES = "BENCHMARKS.md", "benchmarks.svg", "benchmarks.json"
COLOURS = {"aim": "#1a7f37", "must": "#0969da", "missed": "#bc4c00"}
WORDS = {"aim": "as aimed at", "must": "as promised", "missed": "missed"}


def text(found):
    machine = found["machine"]
    lines = [
        "# Benchmarks", "",
        f"Made by `deploy/bench --operations --report` on {machine.get('date', 'an unknown day')}: {machine['processor']}, "
        f"{machine['processors']} processors, {machine['system']}, a load of {machine['load']} at the end. The server had one "
        f"processor and the load another, over the loopback with {found['connections']} connections; SQLite with "
        f"`synchronous=FULL` on the machine's disk. On a machine that does other things compare processor times and ratios, "
        f"not rates.", "",
        f"S makes and signs one ES256 token, H says hello, both on an empty server of the same HTTP stack (`Tests/Floor`), "
        f"measured before each round of what is divided by them.", "",
        f"![What each operation costs, as a multiple of its floor]({PICTURE})", "", "## What was promised", "",
        "| | measured | must | aim | |", "| --- | ---: | ---: | ---: | --- |"]
    for target, value in bench_targets.figures(found):
        least = "≥ " if target.is_least else ""
        lines.append(f"| {target.operation} | {value:g} {target.unit} | {least}{target.must:g} | {least}{target.aim:g} | "
                     f"{WORDS[bench_targets.verdict(target, value)]} |")
    lines += ["", "## Each operation", "",
              "| | CPU µs | a second and processor | p50 ms | p99 ms | p99.9 ms | errors | writes | stored B | PSS MiB |",
              "| --- |" + " ---: |" * 9]
    for result in found["results"]:
        if "kib_each" in result:
            continue
        cells = [result.get(key, "") for key in ("cpu_us", "per_cpu_second", "p50_ms", "p99_ms", "p999_ms", "errors",
                                                 "writes", "stored_bytes", "memory_mib")]
        lines.append(f"| {result['operation']} | " + " | ".join(map(str, cells)) + " |")
    lines += parts(found)
    return "\n".join(lines + ["", "## How much is needed", ""] + bench_sizing.markdown(found)) + "\n"


def parts(found):
    """What was measured beside the operations."""
    lines = []
    for result in (one for one in found["results"] if "steps" in one):
        lines += ["", f"## Each step of a {result['operation']}", "",
                  "Every login takes a step before any takes the next. What the phone does in between is not counted.", "",
                  "| | CPU µs | share | p50 ms | bytes answered |", "| --- | ---: | ---: | ---: | ---: |"]
        lines += [f"| {step['step']} | {step['cpu_us']} | {step['cpu_us'] / result['cpu_us']:.0%} | {step['p50_ms']} | "
                  f"{step['received_bytes']:,} |" for step in result["steps"]]
    if "commits" in found:
        lines += ["", "## Durable writes", "", "One row each, acknowledged after the flush; many writers share transactions. "
                  "The processor time is the server's, without what a database beside it uses.", "",
                  "| | one writer, a second | many writers, a second | ratio | CPU µs, many |",
                  "| --- | ---: | ---: | ---: | ---: |"]
        for engine, rates in found["commits"].items():
            one, many = rates["one"], rates["many"]
            lines.append(f"| {engine}, {rates['writers']} writers | {one['per_second']:,} | {many['per_second']:,} | "
                         f"{many['per_second'] / max(one['per_second'], 1):.1f} | {many['cpu_us']} |")
    if "signatures" in found:
        lines += ["", "## Signatures of one processor", "", "| | made a second | verified a second |",
                  "| --- | ---: | ---: |"]
        lines += [f"| {one['algorithm']} | {one['sign_per_second']:,} | {one['verify_per_second']:,} |"
                  for one in found["signatures"]]
    if "grants" in found:
        grants = found["grants"]
        sizes = ", ".join(f"`{table}` {size:,}" for table, size in grants["bytes_each"].items())
        lines += ["", f"## With {grants['many']:,} grants stored, against {grants['few']:,}", "",
                  f"Two servers in turns: p50 of one connection, processor time with {found['connections']}. As many presentations "
                  f"and sessions are stored as grants; bytes of a row with its share of the indexes: {sizes}.", "",
                  "| | p50 ms, few | p50 ms, many | ratio | CPU µs, few | CPU µs, many | ratio |", "| --- |" + " ---: |" * 6]
        lines += [f"| {one['operation']} | {one['few_p50_ms']} | {one['many_p50_ms']} | {one['p50_ratio']} | "
                  f"{one['few_cpu_us']} | {one['many_cpu_us']} | {one['cpu_ratio']} |" for one in grants["operations"]]
    if "replicas" in found:
        lines += replicas(found["replicas"])
    large = sorted(found.get("rows", {}).items(), key=lambda one: -one[1]["rows"])[:12]
    if large:
        lines += ["", "## Rows with their indexes", "", "| | bytes each |", "| --- | ---: |"]
        lines += [f"| `{table}` | {row['bytes_each']:,} |" for table, row in large]
    return lines


def replicas(found):
    """What several replicas cost, against one."""
    lines = ["", f"## {found['replicas']} replicas on PostgreSQL, against one", "",
             "The same load at one of them and at all by turns; processor time for each operation, of the replicas and of the "
             "database. Replicas, database and load share this machine's processors, so that the rates here cannot grow: the "
             "last column is what follows from processor time where each replica has processors of its own, until the "
             "database has no more.", "",
             "| | replica µs | database µs | a second here | all: replica µs | database µs | a second here | × one |",
             "| --- |" + " ---: |" * 7]
    return lines + [
        f"| {one['operation']} | {one['one_cpu_us']} | {one['one_database_us']} | {one['one_per_second']:,} | "
        f"{one['all_cpu_us']} | {one['all_database_us']} | {one['all_per_second']:,} | {one['times_one']} |"
        for one in found["operations"]]


def picture(found):
    """Bars as multiples of the floor, with marks where what must hold and what is aimed at end."""
    bars = [(target, value) for target, value in bench_targets.figures(found) if target.floor]
    left, right, height, top = 260, 560, 34, 44
    most = max([value for _, value in bars] + [target.must for target, _ in bars] + [1])
    # Roots, so that a long bar leaves the short ones to be seen.
    def place(value):
        return left + right * (value / most) ** 0.5
    width, whole = left + right + 90, top + height * len(bars) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" font-family="sans-serif" font-size="13">',
        f'<rect width="{width}" height="{whole}" fill="#ffffff"/>',
        '<text x="12" y="22" fill="#1f2328">Processor time as a multiple of an empty server\'s '
        '(scale of square roots; | must, ¦ aim)</text>']
    for number, (target, value) in enumerate(bars):
        y = top + number * height
        colour = COLOURS[bench_targets.verdict(target, value)]
        parts += [
            f'<text x="12" y="{y + 17}" fill="#1f2328">{escape(target.operation)}</text>',
            f'<rect x="{left}" y="{y + 4}" width="{place(value) - left:.1f}" height="18" fill="{colour}"/>',
            f'<text x="{place(max(value, target.must)) + 8:.1f}" y="{y + 18}" fill="#1f2328">{value:g} {target.floor}</text>']
        for mark, dashes in ((target.must, ""), (target.aim, ' stroke-dasharray="3 3"')):
            parts.append(f'<line x1="{place(mark):.1f}" x2="{place(mark):.1f}" y1="{y}" y2="{y + 26}" stroke="#1f2328" '
                         f'stroke-width="1.5"{dashes}/>')
    return "\n".join(parts + ["</svg>"]) + "\n"


def write(found, folder):
    folder.mkdir(parents=True, exist_ok=True)
    found["machine"].setdefault("date", datetime.date.today().isoformat())
    (folder / DOCUMENT).write_text(text(found), encoding="utf-8")
    (folder / PICTURE).write_text(picture(found), encoding="utf-8")
    (folder / FIGURES).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Written to {folder / DOCUMENT}.")


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
