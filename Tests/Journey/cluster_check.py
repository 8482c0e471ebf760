"""`deploy/cluster --check`: the demo's journey on a cluster of which a replica ends in the middle."""

import sys
import tempfile
from pathlib import Path

import requests
from playwright.sync_api import sync_playwright

from cluster import PROVIDER, Cluster
from demo_check import Steps, expect, journey
from people import GENEROUS, PATIENCE, Desk, Holder, eventually, launch_browser
from postgres import Postgres
from stack import Failure


def run():
    steps = Steps()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="tongzhao-check-") as folder, Postgres.temporary() as postgres, \
            Cluster(Path(folder) / "stack", postgres, settings=GENEROUS) as cluster, sync_playwright() as playwright:
        try:
            browser = launch_browser(playwright)
            journey(steps, cluster, browser, folder)
            survival(steps, cluster, browser, folder)
        except Failure as failure:
            failed = 1
            for name in cluster.services:
                print(f"--- {name}\n{cluster.tail(name)}", file=sys.stderr)
    print(f"\n{steps.passed} passed, {failed} failed")
    return 1 if failed else 0


def survival(steps, cluster, browser, folder):
    def everybody_answers():
        for _ in range(3 * len(cluster.replicas)):
            requests.get(cluster.url(PROVIDER) + "/health/ready", verify=str(cluster.server_roots), timeout=PATIENCE)
        for name in cluster.replicas:
            expect(cluster.answers(name) > 0, f"{name} does not answer")
    steps.step("every replica answers through nginx", everybody_answers)

    holder = Holder(cluster, "another")
    desk = Desk(cluster, browser, folder)
    steps.step("another wallet receives its licence", lambda: holder.receive("91419001MA0000023Y"))
    steps.step("the portal sends another browser", desk.begin_login)
    steps.step("a replica is killed", lambda: cluster.kill(cluster.replicas[0]))

    def finished():
        presented = desk.scan(holder)
        if presented.get("number"):
            desk.type_number(presented["number"])
        expect(desk.is_logged_in()[0] == "济源王屋山药材合伙企业（有限合伙）", "somebody else is logged in")
    steps.step("the login goes on by the others", finished)
    steps.step("the killed replica comes back", lambda: cluster.start(cluster.replicas[0]))
    steps.step("a replica is replaced", lambda: cluster.replace(cluster.replicas[1]))
    steps.step("all is well", lambda: eventually(lambda: all(
        requests.get(cluster.url(name) + "/health/ready", timeout=PATIENCE).status_code == 200
        for name in cluster.replicas)))
