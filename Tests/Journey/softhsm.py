"""A token of SoftHSM in a folder of its own: what an HSM is to the servers, and it can be taken away."""

import os
import secrets
import subprocess
from pathlib import Path

from stack import write_private

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")


class SoftHSM:
    def __init__(self, folder, label="tongzhao"):
        # Nothing is skipped where it is missing: deploy/test installs it.
        assert MODULE.exists(), f"{MODULE} is missing: install softhsm2"
        self.folder, self.label = Path(folder), label
        self.tokens = self.folder / "tokens"
        self.tokens.mkdir(parents=True)
        self.configuration = self.folder / "softhsm2.conf"
        self.configuration.write_text(
            f"directories.tokendir = {self.tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        self.pin = f"{secrets.randbelow(10**10):010d}"
        self.pin_file = self.folder / "pin"
        write_private(self.pin_file, self.pin + "\n")
        os.environ["SOFTHSM2_CONF"] = str(self.configuration)
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", self.pin, "--so-pin",
                        secrets.token_hex(8)], check=True, capture_output=True, timeout=60)

    @property
    def settings(self):
        return {"module": str(MODULE), "token": self.label, "pin-file": str(self.pin_file)}

    def objects(self):
        """The private keys that the token shows, as the token's own tool tells."""
        result = subprocess.run(
            ["pkcs11-tool", "--module", str(MODULE), "--token-label", self.label, "--login", "--pin", "env:TOKEN_PIN",
             "--list-objects", "--type", "privkey"],
            check=True, capture_output=True, text=True, timeout=60, env={**os.environ, "TOKEN_PIN": self.pin})
        return result.stdout

    def lose(self):
        self.tokens.rename(self.folder / "lost")
        self.tokens.mkdir()

    def give_back(self):
        self.tokens.rmdir()
        (self.folder / "lost").rename(self.tokens)
