"""Tongzhao's processes on one machine: prepares their state with the operators' own commands, starts, watches and
stops them. `deploy/demo` runs it for a person; the journeys in Tests/Journey import it.

Only the standard library: a machine that serves has no other Python packages.
"""

import argparse
import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
# Another build than the debug one, such as a release, by setting.
BINARIES = Path(os.environ.get("TONGZHAO_BINARIES", REPOSITORY / ".build" / "debug"))

# Start order: the identity provider needs nobody at start; portal and department read its discovery document.
SERVICES = ("licence-issuer", "identity-provider", "web-wallet", "portal", "department")
# Those of them that have a database.
SERVERS = ("identity-provider", "licence-issuer")
DEFAULT_PORTS = dict(zip(SERVICES, (8702, 8701, 8703, 8704, 8705)))

DEMO_LICENCES = """统一社会信用代码,名称,类型,法定代表人,注册资本,成立日期,营业期限自,营业期限至,住所,经营范围,登记机关,核准日期,登记状态
91419001MA00000079,济源示例科技有限公司,有限责任公司,张建国,人民币伍佰万元整,2019-03-12,2019-03-12,长期,河南省济源市示范区愚公路1号,软件开发；信息系统集成服务,济源产城融合示范区市场监督管理局,2023-06-01,存续
91419001MA0000023Y,济源王屋山药材合伙企业（有限合伙）,有限合伙企业,李秀英,出资额贰佰万元,2020-07-01,2020-07-01,2040-06-30,河南省济源市王屋镇迎宾路8号,中药材种植与销售,济源产城融合示范区市场监督管理局,2020-07-01,存续
92419001MA0000058E,,个体工商户,赵小明,,2021-05-20,,,河南省济源市沁园街道文昌路66号,小吃服务,济源产城融合示范区市场监督管理局,2021-05-20,存续
"""


PLACES = """# Which network is where, as people at a counter would say it.
127.0.0.0/8,本机（演示）
10.0.0.0/8,内部网络
172.16.0.0/12,内部网络
192.168.0.0/16,内部网络
"""


class Failure(Exception):
    """A step that did not hold, told in one sentence."""


#: Ports that were given away, whether or not somebody listens on them already.
GIVEN_PORTS = set()


def free_port():
    """A port that nobody listens on, below those that the system gives to outgoing connections: one of these could take
    it while its server is being restarted."""
    while True:
        port = secrets.choice(range(10_000, 30_000))
        if port in GIVEN_PORTS:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                GIVEN_PORTS.add(port)
                return port
            except OSError:
                continue


def lan_address():
    """The address by which other machines on the local network reach this one. No packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


class Stack:
    """The five processes, their settings and their state folder. With `postgres`, both servers keep what they have there;
    who gave it stops it."""

    def __init__(self, state, ports=None, lan=False, settings=None, anchors=(), postgres=None, sm=False):
        self.state = Path(state).resolve()
        self.postgres = postgres
        self.lan = lan
        # By SM2 throughout, with the registrar below an authority of its own.
        self.sm = sm
        self.host = lan_address() if lan else "127.0.0.1"
        self.scheme = "https" if lan else "http"
        self.ports = ports or {name: free_port() for name in SERVICES}
        self.extra_settings = settings or {}
        self.extra_anchors = list(anchors)
        self.services = SERVICES
        self.running = {}
        self.logs = self.state / "logs"

    # Where things are

    def url(self, name):
        return f"{self.scheme}://{self.host}:{self.ports[name]}"

    def settings_file(self, name):
        return self.state / f"{name}.json"

    @property
    def authority_certificate(self):
        """Roots a wallet trusts: who may ask for a licence, and who may issue one."""
        return self.state / "trust" / "wallet-anchors.pem"

    @property
    def server_roots(self):
        return self.state / "server-authority" / "authority.pem"

    def programs(self, name=None):
        """The folder with the programs for this process, or for commands."""
        return BINARIES

    # Commands

    def command(self, program, *arguments, input=None, check=True, timeout=300):
        result = subprocess.run(
            [str(self.programs() / program), *map(str, arguments)], input=input, capture_output=True, text=True,
            timeout=timeout, env=self.environment())
        if check and result.returncode != 0:
            raise Failure(f"{program} {' '.join(map(str, arguments))}: exit {result.returncode}\n{result.stderr.strip()}")
        return result

    def tongzhao(self, *arguments, **options):
        return self.command("tongzhao", *arguments, **options)

    def issuer_command(self, *arguments, **options):
        return self.tongzhao(*arguments, "--settings", self.settings_file("licence-issuer"), **options)

    def provider_command(self, *arguments, **options):
        return self.tongzhao(*arguments, "--settings", self.settings_file("identity-provider"), **options)

    def offer(self, code, *arguments, holder="legal_representative"):
        """A new offer for the holder of a licence: (offer link, transaction code)."""
        result = self.issuer_command("licences", "offer", code, "--holder", holder, "--json", *arguments)
        made = json.loads(result.stdout)
        return made["offer_uri"], made["tx_code"]

    def environment(self):
        return {**os.environ, "SWIFT_BACKTRACE": "enable=no"}

    # State

    def prepare(self):
        """Makes what is missing; keeps what is there."""
        self.state.mkdir(parents=True, exist_ok=True)
        self.state.chmod(0o700)
        for folder in ("logs", "trust", "secrets", "portal", "department"):
            (self.state / folder).mkdir(exist_ok=True, mode=0o700)

        signature = ["--algorithm", "SGD_SM3_SM2"] if self.sm else []
        self.tongzhao("authority", "create", self.state / "licence-authority", "--name", "济源示范区电子营业执照根",
                      "--organization", "济源产城融合示范区（演示）", *signature)
        self.tongzhao("authority", "create", self.state / "access-authority", "--name", "Tongzhao demo access root",
                      "--organization", "Tongzhao demo", *signature)
        if self.sm:
            self.tongzhao("authority", "create", self.state / "registrar-authority", "--name", "济源示范区登记机关",
                          "--organization", "济源产城融合示范区（演示）", "--under", self.state / "licence-authority")
            (self.state / "revoked").mkdir(exist_ok=True, mode=0o700)
            self.list_revoked()
        (self.state / "trust" / "wallet-anchors.pem").write_text(
            (self.state / "access-authority" / "authority.pem").read_text()
            + (self.state / "licence-authority" / "authority.pem").read_text())
        if self.lan:
            self.tongzhao("authority", "create", self.state / "server-authority", "--name", "Tongzhao demo servers",
                          "--organization", "Tongzhao demo")
            for name in SERVICES:
                self.tongzhao("authority", "certify-server", self.state / "server-authority", "--ip", self.host,
                              "--certificate", self.state / f"{name}.crt", "--key", self.state / f"{name}.key")
        for name in SERVERS:
            key = self.state / "secrets" / f"{name}.kek"
            if not key.exists():
                self.tongzhao("keys", "create-encryption-key", key)
            if self.postgres:
                self.postgres.create(self.postgres.database(name))
        self.write_settings()
        self.register_clients()
        self.import_licences()

    def list_revoked(self, *certificates):
        """Both authorities' lists of what they revoked; the registrar's names these certificates (PEM files)."""
        revoked = [word for file in certificates for word in ("--revoked", file)]
        for name, named in (("licence-authority", []), ("registrar-authority", revoked)):
            self.tongzhao("authority", "list-revoked", self.state / name, *named,
                          "--output", self.state / "revoked" / f"{name}.pem")

    def write_settings(self):
        (self.state / "trust" / "licence-issuers.json").write_text(json.dumps({"anchors": [{
            "region": "419001",
            "name": "济源产城融合示范区",
            "certificate": (self.state / "licence-authority" / "authority.pem").read_text(),
            "types": ["urn:tongzhao:credential:business-licence:1"],
            "issuers": [self.url("licence-issuer")],
        }, *self.extra_anchors]}, ensure_ascii=False, indent=2))
        provider = {
            "issuer": self.url("identity-provider"),
            "listen": f"{self.host}:{self.ports['identity-provider']}",
            "database": str(self.state / "identity-provider.sqlite"),
            "keys": {
                "encryption-key-file": str(self.state / "secrets" / "identity-provider.kek"),
                "authority": str(self.state / "access-authority"),
            },
            "trust": {"licence-issuers": str(self.state / "trust" / "licence-issuers.json")},
            "wallets": {"web": self.url("web-wallet")},
            "sign-in": {"places-file": str(self.state / "places.csv")},
            # The portals are told of logouts at this machine's own addresses.
            "outgoing": {"networks": sorted({"127.0.0.0/8", f"{self.host}/32"})},
        }
        (self.state / "places.csv").write_text(PLACES, encoding="utf-8")
        issuer = {
            "issuer": self.url("licence-issuer"),
            "listen": f"{self.host}:{self.ports['licence-issuer']}",
            "database": str(self.state / "licence-issuer.sqlite"),
            "keys": {
                "encryption-key-file": str(self.state / "secrets" / "licence-issuer.kek"),
                "authority": str(self.state / "licence-authority"),
            },
            "wallets": {"web": self.url("web-wallet")},
        }
        if self.sm:
            provider["tokens"] = {"sm2": True}
            provider["sign-in"]["request-signature"] = "SGD_SM3_SM2"
            issuer["issuance"] = {"signature": "SGD_SM3_SM2"}
            issuer["keys"]["authority"] = str(self.state / "registrar-authority")
            provider["trust"]["revocation-lists"] = str(self.state / "revoked")
        for name, settings in (("identity-provider", provider), ("licence-issuer", issuer)):
            if self.lan:
                settings["tls"] = {
                    "certificate-file": str(self.state / f"{name}.crt"), "key-file": str(self.state / f"{name}.key"),
                    "trusted-roots-file": str(self.server_roots),
                }
            if self.postgres:
                settings |= self.postgres.settings(name)
            merge(settings, self.extra_settings.get(name, {}))
            self.settings_file(name).write_text(json.dumps(settings, ensure_ascii=False, indent=2))

    def register_clients(self):
        """The portal proves itself with its own key; the department with a secret shown once."""
        portal = json.loads(self.command(
            "demo-portal", "register", "--url", self.url("portal"), "--state", self.state / "portal",
            *self.by_sm2).stdout)
        department = json.loads(self.command(
            "demo-department", "register", "--url", self.url("department"), "--state", self.state / "department",
            *self.by_sm2).stdout)
        self.add_client(portal)
        added = self.add_client(department)
        secret = self.state / "department" / "client-secret"
        if "client_secret" in added:
            write_private(secret, added["client_secret"])

    @property
    def by_sm2(self):
        """What the portal and the department are told."""
        return ["--sm2"] if self.sm else []

    def add_client(self, document):
        file = self.state / f"client-{document['client_id']}.json"
        file.write_text(json.dumps(document, ensure_ascii=False, indent=2))
        return json.loads(self.provider_command("clients", "add", file, "--json").stdout)

    def import_licences(self, name="licences.csv", text=DEMO_LICENCES):
        file = self.state / name
        if not file.exists():
            file.write_text(text, encoding="utf-8")
        self.issuer_command("licences", "import", file)

    # Processes

    def arguments(self, name):
        roots = ["--roots", self.server_roots] if self.server_roots.exists() else []
        tls = (["--tls-certificate", self.state / f"{name}.crt", "--tls-key", self.state / f"{name}.key"]
               if self.lan else [])
        listen = f"{self.host}:{self.ports[name]}"
        return {
            "identity-provider": ["tongzhao", "serve", "--settings", self.settings_file(name)],
            "licence-issuer": ["tongzhao", "serve-issuer", "--settings", self.settings_file(name)],
            "web-wallet": ["tongzhao-wallet", "serve", "--listen", listen, "--url", self.url(name),
                           "--trust", self.authority_certificate,
                           "--allow-origin", self.url("identity-provider"),
                           "--allow-origin", self.url("licence-issuer"), *tls],
            "portal": ["demo-portal", "serve", "--listen", listen, "--url", self.url(name),
                       "--issuer", self.url("identity-provider"), "--department", self.url("department"),
                       "--state", self.state / "portal", *self.by_sm2, *roots, *tls],
            "department": ["demo-department", "serve", "--listen", listen, "--url", self.url(name),
                           "--issuer", self.url("identity-provider"), "--state", self.state / "department",
                           *roots, *tls],
        }[name]

    def start(self, *names):
        for name in names or self.services:
            program, *arguments = self.arguments(name)
            log = open(self.logs / f"{name}.log", "ab")
            self.running[name] = subprocess.Popen(
                [str(self.programs(name) / program), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment(), start_new_session=True)
            log.close()
            self.wait_until_ready(name)

    def wait_until_ready(self, name, seconds=180):
        context = ssl.create_default_context(cafile=str(self.server_roots)) if self.server_roots.exists() else None
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.running[name].poll() is not None:
                raise Failure(f"{name} stopped at once; the end of its log:\n{self.tail(name)}")
            try:
                with urllib.request.urlopen(self.url(name) + "/health/ready", timeout=10, context=context) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.05)
        raise Failure(f"{name} was not ready within {seconds} s; the end of its log:\n{self.tail(name)}")

    def tail(self, name, lines=20):
        file = self.logs / f"{name}.log"
        return "\n".join(file.read_text(errors="replace").splitlines()[-lines:]) if file.exists() else ""

    def stop(self, *names, signal_number=signal.SIGTERM, seconds=60):
        """Asks, waits, and at last insists; by process id only."""
        stopping = [name for name in (names or tuple(reversed(self.services))) if name in self.running]
        for name in stopping:
            if self.running[name].poll() is None:
                self.running[name].send_signal(signal_number)
        for name in stopping:
            process = self.running.pop(name)
            try:
                process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def goes_on_without(self, name):
        """Whether it may end without everything else ending."""
        return False

    def kill(self, name):
        self.stop(name, signal_number=signal.SIGKILL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def merge(target, source):
    for key, value in source.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            merge(target[key], value)
        else:
            target[key] = value


def write_private(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(prog="deploy/demo", description="Tongzhao on one machine.")
    parser.add_argument("--check", action="store_true", help="make the whole journey without a person")
    parser.add_argument("--lan", action="store_true", help="serve https on this machine's address")
    parser.add_argument("--sm", action="store_true", help="sign by SM2 throughout")
    parser.add_argument("--state", type=Path, default=None, help="where the data are kept (default: state/demo)")
    parser.add_argument("--first-port", type=int, default=min(DEFAULT_PORTS.values()),
                        help="the first of the five ports that follow each other (default: %(default)s)")
    options = parser.parse_args()
    if options.check:
        sys.path.insert(0, str(REPOSITORY / "Tests" / "Journey"))
        import demo_check
        return demo_check.run(lan=options.lan, sm=options.sm)

    kinds = ["demo"] + ["lan"] * options.lan + ["sm"] * options.sm
    state = options.state or REPOSITORY / "state" / "-".join(kinds)
    shift = options.first_port - min(DEFAULT_PORTS.values())
    stack = Stack(state, ports={name: port + shift for name, port in DEFAULT_PORTS.items()}, lan=options.lan,
                  sm=options.sm)
    return serve_until_asked_to_stop(stack, LAN_GUIDE.format(roots=stack.server_roots) if options.lan else "")


def serve_until_asked_to_stop(stack, more=""):
    """Prepares and starts everything, says what to open, and stops everything when asked to, or when a part of it ends by
    itself."""
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    signal.signal(signal.SIGINT, lambda *_: stopping.append(True))
    try:
        with stack:
            print("Preparing keys, clients and licences …", flush=True)
            stack.prepare()
            for name in stack.services:
                print(f"Starting {name} at {stack.url(name)}", flush=True)
                stack.start(name)
            offer, code = stack.offer("91419001MA00000079")
            print(GUIDE.format(
                portal=stack.url("portal"), wallet=stack.url("web-wallet"), offer=offer, code=code, state=stack.state,
                binary=os.path.relpath(BINARIES / "tongzhao-wallet", REPOSITORY),
                trust=stack.authority_certificate, department=stack.url("department"), more=more), flush=True)
            while not stopping:
                time.sleep(0.2)
                for name, process in stack.running.items():
                    if process.poll() is not None and not stack.goes_on_without(name):
                        raise Failure(f"{name} stopped by itself; the end of its log:\n{stack.tail(name)}")
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    print("\nStopped. The data are kept; the next start takes seconds.")
    return 0


GUIDE = """
──────────────────────────────────────────────────────────────────────────────
 1. Receive the licence  领取执照
    Open the wallet in one browser:   {wallet}
    Offer to paste there:             {offer}
    Code it asks for:                 {code}

 2. Log in  登录
    Open the portal in another one:   {portal}
    Choose 用电子营业执照登录, then scan or paste the code into the wallet.

 Or with the wallet command, from this folder:
    export TONGZHAO_WALLET={state}/my-wallet TONGZHAO_TRUST={trust}
    {binary} receive '{offer}' --tx-code {code}
    {binary} present --image screenshot-of-the-page.png

 3. What a department sees:           {department}
{more}
 Logs: {state}/logs · Stop: Ctrl-C
──────────────────────────────────────────────────────────────────────────────
"""

LAN_GUIDE = """
 On the phone, trust this certificate authority first (it was made on this machine):
    {roots}
"""

if __name__ == "__main__":
    sys.exit(main())
