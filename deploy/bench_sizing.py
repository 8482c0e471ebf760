"""What a number of logins a second needs, from what each operation was measured to cost. Nothing here is a measurement of
its own: change what people do (`MIX`) or the machine, and the figures follow."""

from math import ceil

#: What belongs to a login, on average, until its session ends: what portals and departments ask.
MIX = {
    "whole wallet login": 1,
    "code + PKCE, live session": 2,
    "refresh, rotating": 4,
    "UserInfo": 2,
    "introspection, of a login": 10,
    "token, client secret": 1,
    "discovery": 0.2,
    "JWKS": 0.2,
}
#: How busy a processor may be on average, so that a peak and the loss of a replica are borne.
BUSY = 0.5
#: Seconds for which a login page waits for the phone.
WAITING_SECONDS = 40
#: Writes that share one flush when many wait: what a transaction takes at most on PostgreSQL.
SHARED = 60
#: So much the headers of TCP, IP and TLS add to what is sent, about.
WIRE = 1.25
DAY = 86_400
#: Logins of a busy day at a rate that is its peak: as if the peak lasted for six hours.
PEAK_SHARE = 0.25


def costs(found):
    """Of one login with all that belongs to it; None where something was not measured."""
    results = {result["operation"]: result for result in found["results"]}
    if not MIX.keys() <= results.keys():
        return None

    def total(key):
        return sum(times * results[name].get(key, 0) for name, times in MIX.items())

    def left(is_kept):
        return sum(times * count * found["rows"].get(table, {"bytes_each": 0})["bytes_each"]
                   for name, times in MIX.items() for table, count in results[name].get("rows", {}).items()
                   if table.startswith("audit_") == is_kept)
    waiting = next((result for result in found["results"] if "kib_each" in result), {"kib_each": 0})
    return {
        "cpu_us": total("cpu_us"), "writes": total("writes"),
        "wire_bytes": WIRE * (total("sent_bytes") + total("received_bytes")),
        "kept_bytes": left(True), "living_bytes": left(False), "page_kib": waiting["kib_each"],
        "server_mib": found["memory_mib"]["server"],
    }


def size(found, rate):
    """What `rate` logins a second need."""
    each = costs(found)
    if each is None:
        return None
    writes = each["writes"] * rate
    engines = {engine: {"share": writes / rates["many"]["per_second"],
                        "most_logins": rates["many"]["per_second"] / max(each["writes"], 0.01)}
               for engine, rates in found.get("commits", {}).items()}
    pages = rate * WAITING_SECONDS
    return {
        "cores": ceil(each["cpu_us"] * rate / 1e6 / BUSY), "writes": round(writes),
        "flushes": round(writes / SHARED), "engines": engines,
        "pages": pages, "memory_gib": (pages * each["page_kib"] / 2**20) + each["server_mib"] / 1024,
        "network_mbit": each["wire_bytes"] * rate * 8 / 1e6,
        "kept_gib_day": each["kept_bytes"] * rate * DAY * PEAK_SHARE / 2**30,
        "living_gib": each["living_bytes"] * rate * DAY * PEAK_SHARE / 2**30,
    }


def first_to_give_way(found, rate):
    """In words."""
    sized = size(found, rate)
    engines = sized["engines"]
    if not engines:
        return "Commits were not measured, so it is not known what gives way first."
    engine = "postgresql" if "postgresql" in engines else next(iter(engines))
    share, most = engines[engine]["share"], engines[engine]["most_logins"]
    if share > 1:
        return (f"The line of writes gives way first: {engine} as measured here acknowledges what {most:,.0f} logins a second "
                f"write, {share:.1f} times too little. Replicas do not help, since all of them share that line; a faster "
                f"disk for the write-ahead log and a processor for the database alone do, and beyond that a database for "
                f"each region.")
    return (f"Processors give way first, and are added one by one. The line of writes would be {share:.0%} full; it ends at "
            f"{most:,.0f} logins a second on this machine's disk.")


def markdown(found, rates=(1_000, 10_000)):
    each = costs(found)
    if each is None:
        return ["Not every operation was measured, so there are no sizes."]
    mix = ", ".join(f"{times:g} × {name}" for name, times in MIX.items())
    lines = [
        f"A login is counted with all that follows from it: {mix}. So it costs {each['cpu_us'] / 1000:.2f} ms of a processor, "
        f"{each['writes']:.1f} durable writes, {each['wire_bytes'] / 1024:.0f} KiB on the network, "
        f"{each['living_bytes'] / 1024:.1f} KiB in the database while it lives, and {each['kept_bytes'] / 1024:.1f} KiB "
        f"of audit log for good. Processors are half busy; a page waits {WAITING_SECONDS} s for the phone; a day has what "
        f"six hours of its peak have.", "",
        "| | " + " | ".join(f"{rate:,} logins/s" for rate in rates) + " |", "| --- |" + " ---: |" * len(rates)]
    sizes = [size(found, rate) for rate in rates]

    def row(title, text):
        lines.append(f"| {title} | " + " | ".join(text(one) for one in sizes) + " |")
    row("processors like this one, for all replicas", lambda one: f"{one['cores']:,}")
    row("durable writes a second", lambda one: f"{one['writes']:,}")
    row(f"flushes a second, {SHARED} writes each", lambda one: f"{one['flushes']:,}")
    for engine in sizes[0]["engines"]:
        row(f"share of what {engine} acknowledged here with many writers",
            lambda one, engine=engine: f"{one['engines'][engine]['share']:.0%}")
    row("pages that wait", lambda one: f"{one['pages']:,}")
    row("memory of all replicas, for these pages and one server", lambda one: f"{one['memory_gib']:.1f} GiB")
    row("network", lambda one: f"{one['network_mbit']:,.0f} Mbit/s")
    row("database, for a day's living logins", lambda one: f"{one['living_gib']:,.1f} GiB")
    row("audit log, a day", lambda one: f"{one['kept_gib_day']:,.1f} GiB")
    lines += [""] + [f"At {rate:,} logins a second: {first_to_give_way(found, rate)}" for rate in rates]
    return lines
