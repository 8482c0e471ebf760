"""Two releases of the programs on one database, as in a rolling upgrade: replicas of the former one are replaced by this one's
under load, one of them is taken back, and nobody sees a failed request. The former release's programs are in the folder
TONGZHAO_FORMER; there is no such test without them."""

import os
from pathlib import Path

import pytest

from cluster import PROVIDER, Cluster
from people import UNBOUNDED, generous
from postgres import Postgres
from standard_wallet import StandardWallet
from test_cluster import Demanding
from test_faults import PARTNERSHIP, Person, compare
from test_postgresql import PORTAL, get_on, writing

FORMER = os.environ.get("TONGZHAO_FORMER")

pytestmark = pytest.mark.skipif(not FORMER, reason="TONGZHAO_FORMER names no folder with the former release's programs")


class TwoReleases(Cluster):
    """Everything is of the former release, commands too, but the replicas that were replaced."""

    def __init__(self, *arguments, **options):
        self.renewed = set()
        super().__init__(*arguments, **options)

    def programs(self, name=None):
        return super().programs(name) if name in self.renewed else Path(FORMER)

    @property
    def steps(self):
        """How many steps have made the database what it is."""
        return int(self.postgres.query("SELECT COUNT(*) FROM schema_migrations", self.postgres.database(PROVIDER)))


def test_replicas_of_the_former_release_are_replaced_without_one_failed_request(tmp_path, monkeypatch):
    with Postgres.temporary() as postgres, TwoReleases(
            tmp_path / "cluster", postgres, settings=generous(UNBOUNDED)) as cluster:
        cluster.prepare()
        for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            monkeypatch.setenv(name, str(cluster.server_roots))
        cluster.add_client(PORTAL)
        cluster.start("licence-issuer", *cluster.replicas)
        phone = StandardWallet(cluster.authority_certificate.read_text())
        phone.receive(*cluster.offer(PARTNERSHIP))
        before = cluster.steps
        writers = writing(cluster, phone, kind=Demanding)
        get_on(writers)
        for name in cluster.replicas:
            cluster.renewed.add(name)
            cluster.replace(name)
            get_on(writers)
            # A whole login goes from replica to replica, of whichever release.
            assert Person(cluster, phone).log_in().status_code == 200
        cluster.renewed.remove(cluster.replicas[0])
        cluster.replace(cluster.replicas[0])
        get_on(writers)
        assert Person(cluster, phone).log_in().status_code == 200
        compare(writers)
        print(f"The database was made by {before} steps, and is by {cluster.steps}.")
        assert cluster.steps >= before
