"""Several replicas of the identity provider on one PostgreSQL database, behind nginx with this repository's own
configuration, and all that a login needs beside. `deploy/cluster` runs it for a person; journeys import it."""

import argparse
import json
import sys
import urllib.request
from pathlib import Path

from own_nginx import Nginx, filled_in
from postgres import Postgres
from stack import REPOSITORY, SERVICES, Stack, free_port, serve_until_asked_to_stop

PROVIDER = "identity-provider"
FIRST_PORT = 8720


class Cluster(Stack):
    """A stack whose identity provider is several. The address that people and programs know is nginx's."""

    def __init__(self, state, postgres, ports=None, count=3, settings=None):
        super().__init__(state, ports=ports, settings=settings, postgres=postgres)
        self.replicas = [f"{PROVIDER}-{number + 1}" for number in range(count)]
        for name in self.replicas:
            if name not in self.ports:
                self.ports[name] = free_port()
        #: Where each says what it does.
        self.watched_at = {name: free_port() for name in self.replicas}
        self.services = ("licence-issuer", *self.replicas, *SERVICES[2:])
        self.nginx = None

    def url(self, name):
        if name == PROVIDER:
            return f"https://{self.host}:{self.ports[PROVIDER]}"
        return super().url(name)

    def prepare(self):
        self.state.mkdir(parents=True, exist_ok=True)
        authority = self.state / "server-authority"
        self.tongzhao("authority", "create", authority, "--name", "Tongzhao demo servers",
                      "--organization", "Tongzhao demo")
        self.tongzhao("authority", "certify-server", authority, "--dns", "localhost", "--ip", self.host,
                      "--certificate", self.state / "front.crt", "--key", self.state / "front.key")
        super().prepare()
        self.nginx = Nginx(self.state / "nginx", ("cluster.conf", self.site()))

    def write_settings(self):
        super().write_settings()
        common = json.loads(self.settings_file(PROVIDER).read_text())
        common.setdefault("http", {})["trusted-proxies"] = [self.host]
        common["tls"] = {"trusted-roots-file": str(self.server_roots)}
        for name in self.replicas:
            own = {**common, "listen": f"{self.host}:{self.ports[name]}",
                   "metrics": {"listen": f"{self.host}:{self.watched_at[name]}"}}
            self.settings_file(name).write_text(json.dumps(own, ensure_ascii=False, indent=2))
        self.settings_file(PROVIDER).write_text(json.dumps(common, ensure_ascii=False, indent=2))

    def site(self, down=()):
        """cluster.conf for this machine, with some replicas out of service."""
        servers = "\n".join(
            f"  server {self.host}:{self.ports[name]} max_fails=2 fail_timeout=2s{' down' if name in down else ''};"
            for name in self.replicas)
        lines = [f"  server 127.0.0.1:871{number} max_fails=2 fail_timeout=2s;                  # ←"
                 for number in (1, 2, 3)]
        return filled_in(
            "cluster.conf", ("\n".join(lines), servers), ("https://login.example.gov.cn", self.url(PROVIDER)),
            ("login.example.gov.cn", "localhost"), ("/etc/nginx/login", str(self.state / "front")),
            ("listen 80;", f"listen {self.host}:{free_port()};"),
            ("listen 443", f"listen {self.host}:{self.ports[PROVIDER]}"),
            ("/var/log/nginx/tongzhao.log", str(self.logs / "nginx.log")))

    def answers(self, name):
        """How often a replica has answered through nginx."""
        return (self.logs / "nginx.log").read_text().count(f":{self.ports[name]} 200")

    def counted(self, name, sample):
        """What one replica counts, by the name and labels of the metric; 0 when it has none."""
        with urllib.request.urlopen(f"http://{self.host}:{self.watched_at[name]}/metrics", timeout=60) as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(sample + " "))

    # Processes

    def arguments(self, name):
        if name in self.replicas:
            return ["tongzhao", "serve", "--settings", self.settings_file(name)]
        return super().arguments(name)

    def start(self, *names):
        for name in names or self.services:
            super().start(name)
            if name == self.replicas[-1] and not self.nginx.process:
                self.nginx.start(self.ports[PROVIDER])

    def goes_on_without(self, name):
        return name in self.replicas

    def replace(self, name):
        """Restarts a replica as cluster.conf says: nobody notices."""
        self.nginx.write("cluster.conf", self.site(down=[name]))
        self.nginx.reload()
        self.stop(name)
        self.start(name)
        self.nginx.write("cluster.conf", self.site())
        self.nginx.reload()

    def __exit__(self, *_):
        if self.nginx:
            self.nginx.stop()
        self.stop()


def main():
    parser = argparse.ArgumentParser(prog="deploy/cluster", description="Tongzhao as a cluster on one machine.")
    parser.add_argument("--check", action="store_true", help="make the whole journey without a person")
    parser.add_argument("--state", type=Path, default=REPOSITORY / "state" / "cluster",
                        help="where the data are kept (default: state/cluster)")
    parser.add_argument("--first-port", type=int, default=FIRST_PORT,
                        help="the first of the nine ports that follow each other (default: %(default)s)")
    options = parser.parse_args()
    if options.check:
        sys.path.insert(0, str(REPOSITORY / "Tests" / "Journey"))
        import cluster_check
        return cluster_check.run()

    names = [PROVIDER, *(f"{PROVIDER}-{number}" for number in (1, 2, 3)), "licence-issuer", *SERVICES[2:]]
    ports = {name: options.first_port + shift for shift, name in enumerate(names)}
    # Beside the other state and not in it, which is its owner's alone: PostgreSQL may run as another.
    postgres = Postgres(options.state.with_name(options.state.name + "-postgresql"), options.first_port + len(names))
    stack = Cluster(options.state, postgres, ports)
    try:
        print(f"Starting PostgreSQL at 127.0.0.1:{postgres.port}", flush=True)
        postgres.prepare().start()
        return serve_until_asked_to_stop(stack, CLUSTER_GUIDE.format(
            replicas="\n                                      ".join(map(stack.url, stack.replicas)),
            database=postgres.address(PROVIDER), nginx=stack.state / "nginx" / "cluster.conf",
            roots=stack.server_roots))
    finally:
        postgres.stop()


CLUSTER_GUIDE = """
 4. The replicas:                     {replicas}
    Their database:                   {database}
    nginx in front of them:           {nginx}
    The root that browsers must know: {roots}
    End one of the replicas (kill -9) and go on; logs/nginx.log says who answered.
"""

if __name__ == "__main__":
    sys.exit(main())
