"""The descriptions that the servers publish: a standard validator reads them, and schemathesis calls everything in them
with what fits and what does not. No answer is a failure, and each is of the kind that the description promises."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from openapi_spec_validator import validate

from people import LONG, UNBOUNDED, generous
from stack import Stack

SERVERS = ["identity-provider", "licence-issuer"]
#: The same requests each time; where there is time, others for five minutes.
GENERATION = ["--max-examples", "400", "--max-time", "300"] if LONG else [
    "--max-examples", "40", "--generation-deterministic"]
SECONDS = 600 if LONG else 240
#: What must hold of every answer. Which input is accepted is not asked: an order, a code or a ticket that somebody made
#: up is refused, however well-formed it is.
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
          "response_schema_conformance", "unsupported_method", "allow_header_conformance"]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """Two servers that are called a lot, by one address and without a person."""
    with Stack(tmp_path_factory.mktemp("openapi"), settings=generous(UNBOUNDED)) as stack:
        stack.prepare()
        stack.system = stack.add_client({
            "client_id": "system", "client_name": "系统", "redirect_uris": [], "scope": "licence",
            "grant_types": ["client_credentials"], "tongzhao_audiences": ["demo-department"]})
        stack.start(*reversed(SERVERS))
        yield stack


def description(stack, server):
    answer = requests.get(stack.url(server) + "/openapi.json", timeout=60)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json()


@pytest.mark.parametrize("server", SERVERS)
def test_the_published_description_is_openapi_3_1(stack, server):
    document = description(stack, server)
    assert document["openapi"] == "3.1.0" and document["servers"] == [{"url": stack.url(server)}]
    validate(document)


@pytest.mark.parametrize("server", SERVERS)
def test_what_discovery_names_is_described(stack, server):
    paths = description(stack, server)["paths"]
    for well_known in [path for path in paths if path.startswith("/.well-known/")]:
        for name, value in requests.get(stack.url(server) + well_known, timeout=60).json().items():
            if name.endswith(("_endpoint", "jwks_uri")):
                assert value.removeprefix(stack.url(server)) in paths, name


@pytest.mark.timeout(SECONDS + 120)
@pytest.mark.parametrize("server, caller", [
    ("identity-provider", "nobody"), ("identity-provider", "system"), ("licence-issuer", "nobody")])
def test_no_request_that_can_be_described_fails(stack, tmp_path, server, caller):
    """As schemathesis finds them; what it says of a failure has the request to repeat."""
    arguments = [
        sys.executable, "-m", "schemathesis.cli", "run", stack.url(server) + "/openapi.json",
        "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", *GENERATION, "--workers", "1",
        "--request-timeout", "60", "--max-redirects", "0", "--continue-on-failure", "--no-shrink", "--no-color",
        "--warnings", "off", "--suppress-health-check", "all"]
    if caller == "system":
        arguments += ["--auth", f"system:{stack.system['client_secret']}"]
    result = subprocess.run(
        arguments, capture_output=True, text=True, timeout=SECONDS, cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(Path(__file__).with_name("schemathesis_texts.py"))})
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr[-2_000:]
    assert requests.get(stack.url(server) + "/health/live", timeout=60).status_code == 200
