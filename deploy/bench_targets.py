"""What was promised of speed, and whether it holds. Times are multiples of what an empty server needs on the same machine in
the same run: S makes and signs one token, H says hello (`bench_floor`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    #: The operation's name, as `bench_operations` has it.
    operation: str
    #: The floor; None for what is no multiple of one.
    floor: str | None
    #: What must hold, and what is aimed at.
    must: float
    aim: float
    unit: str
    #: Whether more is better.
    is_least: bool = False


OPERATIONS = (
    Target("token, client secret", "S", 1.33, 1.0, "× S"),
    Target("refresh, rotating", "S", 2.2, 1.5, "× S"),
    Target("code + PKCE, live session", "S", 4, 2.5, "× S"),
    Target("introspection, of a login", "H", 2.0, 1.2, "× H"),
    Target("UserInfo", "H", 2.2, 1.5, "× H"),
    Target("discovery", "H", 1.1, 0.5, "× H"),
    Target("JWKS", "H", 1.1, 0.5, "× H"),
    Target("whole wallet login", "S", 20, 10, "× S"),
)


def of(operation):
    return next((target for target in OPERATIONS if target.operation == operation), None)


def figures(found):
    """(target, what was measured) for each that was."""
    results = {result["operation"]: result for result in found["results"]}
    told = [(target, results[target.operation]["ratio"]) for target in OPERATIONS if target.operation in results]
    for name, result in results.items():
        if "tail" in result:
            told.append((Target(f"p99 of a {name}", None, 4, 3, "× p50"), result["tail"]))
        if "kib_each" in result:
            told.append((Target(f"memory of each of {name}", None, 10, 4, "KiB"), result["kib_each"]))
    memory = found.get("memory_mib", {})
    for state, which in (("idle", "_idle"), ("after the load", "")):
        if "server" + which in memory:
            told.append((Target(f"memory, {state}", None, 2, 1.3, "× an empty server's"),
                         round(memory["server" + which] / memory["floor" + which], 2)))
    if "cold_start" in found:
        starts = found["cold_start"]
        told.append((Target("start to the first answer", None, 2, 1.3, "× an empty server's"),
                     round(starts["server_ms"] / starts["floor_ms"], 2)))
    for one in found.get("grants", {}).get("operations", ()):
        told.append((Target(f"{one['operation']}, {found['grants']['many']:,} grants stored", None, 1.5, 1.1,
                            f"× p50 with {found['grants']['few']:,}"), one["p50_ratio"]))
    for one in found.get("replicas", {}).get("operations", ()):
        told.append((Target(f"{one['operation']}, {found['replicas']['replicas']} replicas", None, 2.5, 2.9,
                            "× one, by processor time", is_least=True), one["times_one"]))
    if "grants" in found.get("rows", {}):
        told.append((Target("stored for a live grant", None, 400, 250, "bytes"), found["rows"]["grants"]["bytes_each"]))
    return told


def verdict(target, value):
    def holds(bound):
        return value >= bound if target.is_least else value <= bound
    return "aim" if holds(target.aim) else "must" if holds(target.must) else "missed"


def lines(found):
    """The judgement, a line each."""
    told = [(target.operation, f"{value:g} {target.unit}",
             "must {0} {1:g}, aim {0} {2:g}".format("≥" if target.is_least else "≤", target.must, target.aim),
             verdict(target, value)) for target, value in figures(found)]
    for engine, rates in found.get("commits", {}).items():
        many, one = rates["many"]["per_second"], rates["one"]["per_second"]
        told.append((f"{rates['writers']} writers on {engine}", f"{many / max(one, 1):.1f} × one writer",
                     "must ≥ 10", "must" if many >= 10 * one else "missed"))
    widths = [max((len(row[column]) for row in told), default=0) for column in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in told]
