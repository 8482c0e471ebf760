"""What whoever examines a server finds: the doctor, and `audit verify`, which has none of the server's keys."""

import json
import time

from people import PATIENCE
from stack import Failure


def verified(stack, database):
    """The audit log of a database is whole."""
    result = stack.tongzhao("audit", "verify", database, check=False)
    if result.returncode != 0:
        raise Failure(result.stdout + result.stderr)
    return True


def errors(stack, server="identity-provider"):
    """What the doctor calls an error."""
    examined = stack.tongzhao(
        "doctor", "--server", server, "--settings", stack.settings_file(server), "--json", check=False)
    found = json.loads(examined.stdout)["findings"]
    # The machine that tests may have little room; everything else must be well.
    bad = [finding for finding in found if finding["severity"] == "error" and not finding["id"].startswith("disk-")]
    assert (examined.returncode == 2) == any(finding["severity"] == "error" for finding in found), examined.stderr
    return bad


def assert_clean(stack, server="identity-provider", besides=()):
    """Nothing is wrong with a server that was hurt: its log at once, and everything else as soon as the processes have
    followed the database. `besides` are findings that the test itself has brought about."""
    verified(stack, stack.state / f"{server}.sqlite")
    deadline = time.monotonic() + PATIENCE
    while True:
        found = [finding for finding in errors(stack, server) if finding["id"] not in besides]
        if not found:
            return
        if time.monotonic() > deadline:
            raise Failure(json.dumps(found, ensure_ascii=False))
        time.sleep(0.2)
