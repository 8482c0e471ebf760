"""The units of deploy/systemd: by systemd itself where it is installed, by rules of our own everywhere."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from stack import REPOSITORY, BINARIES

UNITS = sorted((REPOSITORY / "deploy" / "systemd").iterdir())
SERVERS = [unit for unit in UNITS if unit.name in
           ("tongzhao-identity-provider.service", "tongzhao-licence-issuer.service")]

# What systemd 252 (Debian 12) knows of what these units say; a word that is not here is most often misspelt.
KNOWN = {
    "Unit": {"Description", "After", "Wants", "StartLimitIntervalSec", "StartLimitBurst"},
    "Service": {
        "Type", "User", "Group", "ExecStartPre", "ExecStart", "ExecStartPost", "LoadCredential", "Environment", "Restart",
        "RestartSec", "TimeoutStopSec", "KillSignal", "LimitNOFILE", "LimitCORE", "StateDirectory", "StateDirectoryMode",
        "UMask", "ReadOnlyPaths", "ReadWritePaths", "Nice", "IOSchedulingClass", "NoNewPrivileges",
        "CapabilityBoundingSet", "AmbientCapabilities", "PrivateTmp", "PrivateDevices", "PrivateUsers", "PrivateNetwork",
        "ProtectSystem", "ProtectHome", "ProtectClock", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules",
        "ProtectKernelTunables", "ProtectControlGroups", "ProtectProc", "ProcSubset", "RestrictAddressFamilies",
        "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "RemoveIPC", "LockPersonality",
        "MemoryDenyWriteExecute", "SystemCallArchitectures", "SystemCallFilter", "SystemCallErrorNumber"},
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent"},
    "Install": {"WantedBy"},
}


def read(unit):
    """Sections of (name, value) pairs."""
    sections, current = {}, None
    for number, line in enumerate(unit.read_text().splitlines(), 1):
        if not line.strip() or line.startswith(("#", ";")):
            continue
        header = re.fullmatch(r"\[(\w+)\]", line)
        if header:
            current = sections.setdefault(header[1], [])
            continue
        pair = re.fullmatch(r"([A-Za-z]+)=(.*)", line)
        assert pair and current is not None, f"{unit.name}:{number}: {line}"
        current.append((pair[1], pair[2]))
    return sections


def values(unit, section, name):
    return [value for found, value in read(unit)[section] if found == name]


def test_there_are_units_for_both_servers_and_timers():
    assert len(SERVERS) == 2
    for timer in (unit for unit in UNITS if unit.suffix == ".timer"):
        assert timer.with_suffix(".service").exists()
        assert values(timer, "Timer", "OnCalendar") and values(timer, "Install", "WantedBy") == ["timers.target"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_section_and_word_is_known(unit):
    for section, pairs in read(unit).items():
        assert section in KNOWN, f"[{section}]"
        for name, value in pairs:
            assert name in KNOWN[section], f"{name} in [{section}]"
            assert value or name in ("CapabilityBoundingSet", "AmbientCapabilities"), f"{name} is empty"


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_service_has_no_rights_that_it_does_not_need(unit):
    service = dict(read(unit)["Service"])
    assert service["User"] == "tongzhao"
    assert service["NoNewPrivileges"] == "yes" and service["CapabilityBoundingSet"] == ""
    assert service["ProtectSystem"] == "strict" and service["ProtectHome"] == "yes"
    assert service["UMask"] == "0077" and service["LimitCORE"] == "0"
    assert service["LoadCredential"].startswith("kek:/etc/tongzhao/")
    assert "TONGZHAO_KEYS_ENCRYPTION_KEY_CREDENTIAL=kek" in values(unit, "Service", "Environment")


def test_what_the_units_start_exists_with_these_options():
    """Every command line, asked of the program itself: help names each option that a unit uses."""
    for unit in (unit for unit in UNITS if unit.suffix == ".service"):
        for line in values(unit, "Service", "ExecStart") + values(unit, "Service", "ExecStartPre"):
            command = line[line.index("/usr/local/bin/tongzhao") :].split()[1:]
            name = command[0].strip('"')
            arguments = [name, "create"] if name == "backup" else [name]
            shown = subprocess.run([BINARIES / "tongzhao", *arguments, "--help"], capture_output=True, text=True, timeout=60)
            assert shown.returncode == 0, shown.stderr
            for option in (word for word in command if word.startswith("--")):
                assert option in shown.stdout, f"{unit.name}: {name} has no {option}"


def test_systemd_accepts_the_units(tmp_path):
    """By systemd-analyze where it is; elsewhere the rules above are all there is, and this says so by name."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        # Nothing to ask: the parser above has gone through every unit.
        assert all(read(unit) for unit in UNITS)
        return
    for unit in UNITS:
        # The program need not be installed where this is tested.
        (tmp_path / unit.name.replace("@.", "@identity-provider.")).write_text(
            unit.read_text().replace("/usr/local/bin/tongzhao", "/bin/true"))
    for unit in sorted(tmp_path.iterdir()):
        checked = subprocess.run([analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=120)
        ours = [line for line in checked.stderr.splitlines() if "tongzhao" in line and "not-found" not in line]
        assert not [line for line in ours if "Unknown" in line or "Failed to parse" in line or "Invalid" in line], ours
