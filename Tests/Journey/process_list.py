"""What everybody on the machine sees of the project's own processes: their command lines and environments."""

import os
import threading
from pathlib import Path

from stack import BINARIES

# The wallet command is a person's own; what a person types there is a person's affair.
PROGRAMS = {"tongzhao", "demo-portal", "demo-department"}


class ProcessList(threading.Thread):
    """Looks again and again, also at commands that live for a moment only."""

    def __init__(self):
        super().__init__(daemon=True)
        self.texts, self.stopping = set(), threading.Event()

    def run(self):
        while not self.stopping.wait(0.005):
            self.look()

    def look(self):
        for process in Path("/proc").glob("[0-9]*"):
            try:
                executable = Path(os.readlink(process / "exe"))
                if executable.name not in PROGRAMS or executable.parent != BINARIES.resolve():
                    continue
                for name in ("cmdline", "environ"):
                    self.texts.add((process / name).read_bytes().decode(errors="replace"))
            except OSError:
                continue  # it has ended, or is somebody else's

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.join()
