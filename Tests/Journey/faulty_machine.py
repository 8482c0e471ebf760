"""A stack whose identity provider runs on a machine that a test can spoil while it serves: the disk full, read-only or
slow, the clock an hour off. Only what that process is told by the system is changed, so no right of an administrator
is needed."""

import errno
import mmap
import shutil
import struct
import subprocess
from pathlib import Path

from stack import Stack

SOURCE = Path(__file__).with_name("faulty_machine.c")


class FaultyMachine(Stack):
    def prepare(self):
        super().prepare()
        self.library = self.state / "faulty_machine.so"
        compiler = next(filter(None, map(shutil.which, ("clang", "cc", "gcc"))))
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self.library, SOURCE, "-ldl"], check=True, timeout=120)
        file = self.state / "faults"
        file.write_bytes(bytes(32))
        with open(file, "r+b") as opened:
            self._faults = mmap.mmap(opened.fileno(), 32)
        self._file = file

    def start(self, *names):
        for name in names:
            self._spoiled = name == "identity-provider"
            super().start(name)

    def environment(self):
        found = super().environment()
        if getattr(self, "_spoiled", False):
            found |= {"LD_PRELOAD": str(self.library), "TONGZHAO_TEST_FAULTS": str(self._file)}
        return found

    def command(self, *arguments, **options):
        # The commands run on a machine that is well.
        self._spoiled = False
        return super().command(*arguments, **options)

    def _set(self, number, value):
        self._faults[8 * number:8 * number + 8] = struct.pack("q", value)

    def disk_is_full(self):
        self._set(0, errno.ENOSPC)

    def disk_is_read_only(self):
        self._set(0, errno.EROFS)

    def disk_fails(self):
        self._set(0, errno.EIO)

    def disk_is_slow(self, milliseconds):
        self._set(1, milliseconds)

    def clock_is_ahead(self, seconds):
        self._set(2, seconds)

    def all_is_well(self):
        for number in range(3):
            self._set(number, 0)

    @property
    def refused_writes(self):
        return struct.unpack("q", self._faults[24:32])[0]
