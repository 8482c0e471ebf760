"""Apache with Debian's mod_auth_openidc as a portal: it logs people in by the authorization code with PKCE, keeps their
sessions, and is told of logouts from server to server."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import requests

from stack import Failure, free_port

MODULES = Path("/usr/lib/apache2/modules")


class ApachePortal:
    """Registers itself under `client_id` and protects one page at `url`."""

    def __init__(self, stack, client_id):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        callback = self.url + "callback"
        secret = stack.add_client({
            "client_id": client_id, "client_name": "Apache 门户", "client_uri": self.url, "redirect_uris": [callback],
            "scope": "openid licence", "backchannel_logout_uri": callback + "?logout=backchannel",
            "backchannel_logout_session_required": True, "tongzhao_audiences": ["demo-department"]})["client_secret"]
        # Its workers run as another user where this one is root.
        self.folder = Path(tempfile.mkdtemp(prefix="portal-"))
        self.folder.chmod(0o755)
        (self.folder / "documents").mkdir(mode=0o755)
        (self.folder / "documents" / "index.html").write_text("the matter\n")
        shutil.copy(stack.server_roots, self.folder / "root.pem")
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
            LogLevel warn auth_openidc:info
            StartServers 1
            ServerLimit 2
            User {user}
            {'Group www-data' if user == 'www-data' else ''}
            DocumentRoot {self.folder}/documents
            DirectoryIndex index.html
            OIDCProviderMetadataURL {stack.url('identity-provider')}/.well-known/openid-configuration
            OIDCClientID {client_id}
            OIDCClientSecret {secret}
            OIDCScope "openid licence"
            OIDCRedirectURI {callback}
            OIDCCryptoPassphrase {secrets.token_hex(16)}
            OIDCPKCEMethod S256
            OIDCSessionType server-cache
            OIDCCABundlePath {self.folder}/root.pem
            OIDCHTTPTimeoutShort 120
            OIDCHTTPTimeoutLong 120
            <Location />
              AuthType openid-connect
              Require valid-user
            </Location>
            """]))
        self.process = subprocess.Popen(
            ["/usr/sbin/apache2", "-d", str(self.folder), "-f", str(self.folder / "apache.conf"), "-DFOREGROUND"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.folder / "stderr.log", "wb"),
            start_new_session=True)
        self._wait()

    def _wait(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if requests.get(self.url, timeout=60, allow_redirects=False).status_code == 302:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.05)
        raise Failure(f"Apache did not start:\n{self.log}")

    @property
    def log(self):
        return "\n".join(file.read_text(errors="replace")[-4000:] for file in self.folder.glob("*.log"))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
