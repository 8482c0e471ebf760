"""Four departments that validate access tokens, each in its own way, and each counting what it found."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import jwt
import requests

from stack import Failure, free_port

ALGORITHMS = ["ES256", "RS256"]
MODULES = Path("/usr/lib/apache2/modules")


class Department:
    """Validates one token after the other from what `take` gives it, in a thread of its own."""

    def __init__(self, take):
        self.take = take
        #: Everything that was accepted, by the key that signed it.
        self.accepted = Counter()
        #: Everything else, in words.
        self.refused = Counter()
        self._stop = threading.Event()
        self._thread = None

    def check(self, token):
        """Raises, or answers a word other than None, when the token is not accepted."""
        raise NotImplementedError

    def judge(self, token):
        try:
            return self.check(token)
        except Exception as error:  # Whatever it is: this department turned somebody away.
            return f"{type(error).__name__}: {error}"

    def run(self):
        while not self._stop.is_set():
            token = self.take()
            reason = self.judge(token)
            if reason is None:
                self.accepted[jwt.get_unverified_header(token)["kid"]] += 1
            else:
                self.refused[reason] += 1
            # The pace of a department; nothing waits for it.
            self._stop.wait(0.05)

    def open(self):
        self._stop.clear()
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()

    def close(self):
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=60)
            assert not self._thread.is_alive(), f"{type(self).__name__} hangs"


class LibraryDepartment(Department):
    """The demo department: our `RelyingParty`, by both doors. It counts for itself, too."""

    def __init__(self, take, stack):
        super().__init__(take)
        self.url = stack.url("department")
        self.http = requests.Session()

    def check(self, token):
        answer = self.http.get(self.url + "/api/enterprise", headers={"Authorization": "Bearer " + token}, timeout=60)
        found = answer.json()
        if answer.status_code != 200:
            return f"{answer.status_code} local {found.get('local')}, introspection {found.get('introspection')}"

    @property
    def counts(self):
        return self.http.get(self.url + "/api/counts", timeout=60).json()


class PyJWTDepartment(Department):
    """PyJWT's own key client. It keeps the key set for as long as its `max-age` says, as its default of 300 s is that of
    this provider's default."""

    def __init__(self, take, stack, max_age):
        super().__init__(take)
        self.issuer = stack.url("identity-provider")
        self.keys = jwt.PyJWKClient(self.issuer + "/jwks", lifespan=max_age)

    def check(self, token):
        jwt.decode(token, self.keys.get_signing_key_from_jwt(token), algorithms=ALGORITHMS, audience="demo-department",
                   issuer=self.issuer)


class NaiveDepartment(Department):
    """Keeps the key set for its whole `max-age`, and never asks sooner: a key that it does not know does not exist."""

    def __init__(self, take, stack):
        super().__init__(take)
        self.issuer = stack.url("identity-provider")
        self.keys, self.until = {}, 0
        self.fetches = 0

    def check(self, token):
        if self.until <= time.monotonic():
            answer = requests.get(self.issuer + "/jwks", timeout=60)
            answer.raise_for_status()
            self.keys = {key["kid"]: jwt.PyJWK(key) for key in answer.json()["keys"]}
            # Counted from the arrival: nobody keeps it longer.
            self.until = time.monotonic() + int(re.search(r"max-age=(\d+)", answer.headers["Cache-Control"]).group(1))
            self.fetches += 1
        key = self.keys.get(jwt.get_unverified_header(token)["kid"])
        if key is None:
            return "unknown key"
        jwt.decode(token, key, algorithms=ALGORITHMS, audience="demo-department", issuer=self.issuer)


class ApacheDepartment(Department):
    """Apache with mod_auth_openidc as an OAuth 2.0 resource server. It asks for keys by https only."""

    def __init__(self, take, stack, keys_url, root):
        super().__init__(take)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.http = requests.Session()
        # Its workers run as another user where this one is root.
        self.folder = Path(tempfile.mkdtemp(prefix="department-"))
        self.folder.chmod(0o755)
        (self.folder / "documents").mkdir(mode=0o755)
        (self.folder / "documents" / "index.html").write_text("matter\n")
        shutil.copy(root, self.folder / "root.pem")
        (self.folder / "root.pem").chmod(0o644)
        user = "www-data" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "auth_openidc"]
        (self.folder / "apache.conf").write_text("\n".join([
            *(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in modules),
            f"""
            ServerRoot {self.folder}
            ServerName 127.0.0.1
            Listen 127.0.0.1:{self.port}
            PidFile {self.folder}/apache.pid
            DefaultRuntimeDir {self.folder}
            Mutex posixsem
            ErrorLog {self.folder}/error.log
            LogLevel warn
            StartServers 1
            ServerLimit 2
            User {user}
            {'Group www-data' if user == 'www-data' else ''}
            DocumentRoot {self.folder}/documents
            DirectoryIndex index.html
            OIDCOAuthVerifyJwksUri {keys_url}/jwks
            OIDCOAuthSSLValidateServer On
            OIDCCABundlePath {self.folder}/root.pem
            OIDCOAuthRemoteUserClaim sub
            OIDCHTTPTimeoutShort 120
            <Location />
              AuthType oauth20
              <RequireAll>
                Require claim iss:{stack.url('identity-provider')}
                Require claim aud:demo-department
              </RequireAll>
            </Location>
            """]))
        self.process = None

    def open(self):
        if self.process is None:
            self.process = subprocess.Popen(
                ["/usr/sbin/apache2", "-d", str(self.folder), "-f", str(self.folder / "apache.conf"), "-DFOREGROUND"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.folder / "stderr.log", "wb"),
                start_new_session=True)
            self._wait()
        super().open()

    def _wait(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if requests.get(self.url, timeout=5).status_code == 401:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.05)
        raise Failure(f"Apache did not start:\n{self.log}")

    @property
    def log(self):
        return "\n".join(file.read_text(errors="replace")[-4000:] for file in self.folder.glob("*.log"))

    def check(self, token):
        answer = self.http.get(self.url, headers={"Authorization": "Bearer " + token}, timeout=60)
        if answer.status_code != 200:
            return f"{answer.status_code} {answer.headers.get('WWW-Authenticate')}"

    def shut(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
