"""Processes as the system sees them."""

from pathlib import Path


def status(process):
    """State and parent of a process; None when it is gone."""
    try:
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return words[0], int(words[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def lives(process):
    found = status(process)
    return found is not None and found[0] != "Z"


def children(process):
    """The processes that one has started and that live."""
    everybody = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [one for one in everybody if lives(one) and (status(one) or ("", 0))[1] == process]
