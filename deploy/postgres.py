"""A PostgreSQL server of one's own, from Debian's package, in a folder of its own: for trying Tongzhao on PostgreSQL and
for the tests. It is no way of running one that people depend on."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from processes import children, lives
from stack import Failure, free_port, write_private

USER = "tongzhao"


def programs():
    """Where Debian keeps the programs of its newest PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise Failure("PostgreSQL is needed: apt-get install postgresql")
    return found[-1].parent


class Postgres:
    """The server. It listens on the loopback, where a password is asked for, and on a socket in its folder, which only
    its own user reaches. Root cannot run one and lends it to the user `postgres`, who must be able to reach the folder."""

    def __init__(self, folder, port=None, **settings):
        self.folder = Path(folder)
        self.port = port or free_port()
        #: What it is told at its start beside.
        self.settings_of_server = settings
        self.process = None
        self.password_file = self.folder / "password"

    @classmethod
    def temporary(cls, **settings):
        """One that is gone when it ends."""
        return cls(tempfile.mkdtemp(prefix="tongzhao-postgres-"), **settings)

    # Life

    def prepare(self):
        """Makes what is missing; keeps what is there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        # Our servers' own; the copy is for the user who runs the database.
        if not self.password_file.exists():
            write_private(self.password_file, secrets.token_urlsafe(24))
        self._lend(self.folder)
        if not self.data.exists():
            copy = self.folder / "initdb-password"
            write_private(copy, self.password_file.read_text())
            self._lend(copy)
            self.run("initdb", "--pgdata", self.data, "--username", "postgres", "--auth-local", "trust", "--auth-host",
                     "scram-sha-256", "--pwfile", copy, "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
            copy.unlink()
        return self

    def start(self):
        # A child of this process, so that whoever ends it by mistake ends it whole; in a group of its own, so that
        # Ctrl-C reaches this process alone.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.folder,
                   "max_connections": 200, "shared_buffers": "64MB", **self.settings_of_server}
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                self._as_owner("postgres", "-D", self.data, *(f"--{name}={value}" for name, value in options.items())),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=self.folder)
        self.wait_until_ready()
        return self

    def wait_until_ready(self, seconds=120):
        deadline = time.monotonic() + seconds
        while subprocess.run(self._psql("SELECT 1"), capture_output=True, cwd=self.folder).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Failure(f"PostgreSQL did not start; the end of its log:\n{self.log()[-2000:]}")
            time.sleep(0.1)

    def prove_itself(self, certificate, key):
        """From its next start on it speaks TLS to whoever wants it, by this certificate."""
        for file, name in ((certificate, "server.crt"), (key, "server.key")):
            copy = self.folder / name
            shutil.copy(file, copy)
            copy.chmod(0o600)
            self._lend(copy)
        self.settings_of_server |= {
            "ssl": "on", "ssl_cert_file": self.folder / "server.crt", "ssl_key_file": self.folder / "server.key"}
        return self

    def follow(self, primary):
        """Becomes a copy of another one that follows it, and starts."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lend(self.folder)
        self.run("pg_basebackup", "--host", primary.folder, "--port", primary.port, "--username", "postgres",
                 "--pgdata", self.data, "--write-recovery-conf", "--wal-method", "stream", "--checkpoint", "fast")
        return self.start()

    def stop(self, signal_number=signal.SIGINT):
        """Ends every connection and stops, with everything on the disk."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal_number)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process = None

    def kill(self):
        """The end of the whole server at once, as when its machine fails."""
        # Stopped, it starts nobody else meanwhile. (Each of those it started has a group of its own.)
        self.process.send_signal(signal.SIGSTOP)
        everybody = children(self.process.pid)
        for child in everybody:
            os.kill(child, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        self.process = None
        while any(map(lives, everybody)):
            time.sleep(0.01)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.prepare().start()

    def __exit__(self, *_):
        self.remove()

    # What it holds

    @staticmethod
    def database(server):
        return server.replace("-", "_")

    def settings(self, server):
        """The settings by which one of our servers keeps everything here."""
        return {"database": self.address(server), "database-password-file": str(self.password_file)}

    def address(self, server, port=None):
        return f"postgresql://{USER}@127.0.0.1:{port or self.port}/{self.database(server)}"

    def create(self, database):
        """An empty database, unless it is there already."""
        if self.query("SELECT 1 FROM pg_roles WHERE rolname = 'tongzhao'") == "":
            self.query(f"CREATE ROLE {USER} LOGIN PASSWORD '{self.password_file.read_text()}'")
        if self.query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'") == "":
            self.query(f"CREATE DATABASE {database} OWNER {USER}")

    def query(self, sql, database="postgres"):
        """What it answers, as its administrator: columns by |, rows by lines."""
        result = subprocess.run(
            self._psql(sql, database), capture_output=True, text=True, timeout=120, cwd=self.folder)
        if result.returncode:
            raise Failure(result.stderr)
        return result.stdout.strip()

    def log(self):
        return (self.folder / "server.log").read_text(errors="replace")

    # Its programs

    @property
    def data(self):
        return self.folder / "data"

    def run(self, *command, timeout=300):
        result = subprocess.run(
            self._as_owner(*command), capture_output=True, text=True, timeout=timeout, cwd=self.folder)
        if result.returncode:
            raise Failure(f"{command[0]}: {result.stderr}")
        return result.stdout

    def _psql(self, sql, database="postgres"):
        return self._as_owner("psql", "-X", "-h", self.folder, "-p", self.port, "-U", "postgres", "-qAt", "-v",
                              "ON_ERROR_STOP=1", "-c", sql, database)

    def _as_owner(self, program, *arguments):
        command = [str(programs() / program), *map(str, arguments)]
        if os.geteuid() != 0:
            return command
        owner = pwd.getpwnam("postgres")
        return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--", *command]

    @staticmethod
    def _lend(*paths):
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in paths:
                os.chown(path, owner.pw_uid, owner.pw_gid)
