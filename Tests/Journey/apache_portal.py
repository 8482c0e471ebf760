"""Apache with Debian's libapache2-mod-auth-openidc as a portal: a page behind a login, and not a line of code."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import requests

from people import eventually
from stack import free_port

MODULES = "/usr/lib/apache2/modules"


class ApachePortal:
    """Registers itself under `client_id` and serves one page, with what it knows of the visitor in its headers."""

    def __init__(self, stack, client_id, **registration):
        self.stack = stack
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        added = stack.add_client({
            "client_id": client_id, "client_name": "Apache 门户", "client_uri": self.url,
            "redirect_uris": [self.url + "/callback"], "post_logout_redirect_uris": [self.url + "/bye.html"],
            "grant_types": ["authorization_code", "refresh_token"], "scope": "openid licence holder", **registration})
        # Its workers run as another user where this one is root.
        self.folder = Path(tempfile.mkdtemp(prefix="apache-portal-"))
        self.folder.chmod(0o755)
        (self.folder / "documents").mkdir(mode=0o755)
        (self.folder / "documents" / "index.html").write_text("inside\n")
        (self.folder / "documents" / "bye.html").write_text("bye\n")
        user = "www-data" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "headers", "auth_openidc"]
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
            OIDCProviderMetadataURL {stack.url('identity-provider')}/.well-known/openid-configuration
            OIDCClientID {client_id}
            OIDCClientSecret {added['client_secret']}
            OIDCRedirectURI {self.url}/callback
            OIDCCryptoPassphrase {secrets.token_hex(16)}
            OIDCResponseType code
            OIDCPKCEMethod S256
            OIDCScope "openid licence holder"
            OIDCProviderTokenEndpointAuth client_secret_basic
            OIDCPassClaimsAs environment
            OIDCRemoteUserClaim sub
            OIDCHTTPTimeoutLong 120
            OIDCDefaultLoggedOutURL {self.url}/bye.html
            <Location />
              AuthType openid-connect
              Require valid-user
              Header always set X-User "%{{OIDC_CLAIM_sub}}e"
              Header always set X-Code "%{{OIDC_CLAIM_uscc}}e"
              Header always set X-Role "%{{OIDC_CLAIM_holder_role}}e"
              Header always set X-Acr "%{{OIDC_CLAIM_acr}}e"
            </Location>
            <Location /bye.html>
              AuthType None
              Require all granted
            </Location>
            """]))
        self.process = subprocess.Popen(
            ["/usr/sbin/apache2", "-d", str(self.folder), "-f", str(self.folder / "apache.conf"), "-DFOREGROUND"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.folder / "stderr.log", "wb"),
            start_new_session=True)
        eventually(self._answers, "Apache did not start")

    def _answers(self):
        assert self.process.poll() is None, self.log
        try:
            return requests.get(self.url + "/bye.html", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    @property
    def log(self):
        return "\n".join(file.read_text(errors="replace")[-4000:] for file in self.folder.glob("*.log"))

    def visit(self, http):
        """The page, or the redirect to log in."""
        return http.get(self.url + "/", allow_redirects=False)

    def log_in(self, plain, wallet):
        """From the page to the provider and back to the page."""
        start = self.visit(plain.http)
        assert start.status_code == 302, self.log
        answer = plain.open(start.headers["Location"])
        back = answer.headers["Location"]
        if back == plain.order:
            back = plain.finish(wallet.approve(wallet.ask(wallet.camera(plain.qr())))["number"])
        landed = plain.http.get(back, allow_redirects=False)
        assert landed.status_code == 302, f"{landed.status_code}\n{self.log}"
        page = self.visit(plain.http)
        assert page.status_code == 200, self.log
        return page

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
