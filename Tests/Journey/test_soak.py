"""A soak finds what grows, and is not frightened by what goes up and down; and it runs."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import soak

REPOSITORY = Path(__file__).resolve().parents[2]


def samples(count=200, **slopes):
    """So many, five seconds apart, each value going up and down by 2 %, and growing by a share of itself in all."""
    chance = random.Random(7)
    usual = {"memory": 60 << 20, "files": 30, "threads": 12, "database": 2 << 20, "kept": 1 << 20}
    taken = []
    for number in range(count):
        taken.append({"at": number * 5, **{
            what: round(value * (1 + slopes.get(what, 0) * number / count) * (
                chance.uniform(0.98, 1.02) if value > 1000 else 1)) for what, value in usual.items()}})
    return taken


def test_what_only_goes_up_and_down_is_flat():
    assert soak.growing(samples()) == []
    assert soak.growing(samples(kept=5)) == [], "the audit log grows by intention"


@pytest.mark.parametrize("what", sorted(soak.BOUNDS))
def test_what_grows_is_found(what):
    assert soak.growing(samples(**{what: 1.0})) == [what]


def test_a_slope_is_told_in_units_of_an_hour():
    taken = [{"at": at, "memory": 1000 + at} for at in range(0, 3600, 5)]
    assert round(soak.growth(taken, "memory")[2]) == 3600


def test_a_soak_of_a_moment_runs_to_its_end(tmp_path):
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "deploy" / "soak.py"), "--minutes", "0.3", "--warm-up", "0",
         "--json", str(tmp_path / "samples")],
        capture_output=True, text=True, timeout=600, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    # What a moment says of growth means nothing; that nothing was refused does.
    assert "an hour" in done.stdout, done.stderr
    assert (tmp_path / "samples").stat().st_size > 0
