"""A machine whose libcrypto gives another answer for SM3 than its standard: nothing is signed by SM2 there nor believed,
operators are told, and everything else is served."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import requests

from stack import Failure, Stack

SOURCE = Path(__file__).with_name("wrong_library.c")
SM2 = "SGD_SM3_SM2"
SIGNED = "id_token_signing_alg_values_supported"


class WrongLibrary(Stack):
    """Every program of it runs with the wrong library, once there is one."""

    library = None

    def spoil(self):
        self.library = self.state / "wrong_library.so"
        compiler = next(filter(None, map(shutil.which, ("clang", "cc", "gcc"))))
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self.library, SOURCE, "-ldl"], check=True, timeout=120)

    def environment(self):
        return super().environment() | ({"LD_PRELOAD": str(self.library)} if self.library else {})


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    settings = {"identity-provider": {"tokens": {"sm2": True}}}
    with WrongLibrary(tmp_path_factory.mktemp("self-test"), settings=settings) as stack:
        stack.prepare()
        client = {"client_name": "系统", "client_name#en": "System", "redirect_uris": [],
                  "grant_types": ["client_credentials"]}
        stack.national = stack.add_client(
            {**client, "client_id": "national", "tongzhao_access_token_signed_response_alg": SM2})
        stack.plain = stack.add_client({**client, "client_id": "plain"})
        yield stack


def token(stack, client):
    return requests.post(stack.url("identity-provider") + "/token", data={"grant_type": "client_credentials"},
                         auth=(client["client_id"], client["client_secret"]), timeout=30)


def discovery(stack):
    return requests.get(stack.url("identity-provider") + "/.well-known/openid-configuration", timeout=30).json()


def doctor(stack):
    said = stack.provider_command("doctor", "--json", check=False)
    return {finding["id"]: finding for finding in json.loads(said.stdout)["findings"]}


def test_with_the_library_of_the_distribution_sm2_is_served(stack):
    stack.start("identity-provider")
    assert SM2 in discovery(stack)[SIGNED]
    assert token(stack, stack.national).status_code == token(stack, stack.plain).status_code == 200
    assert "national-algorithms" not in doctor(stack)
    stack.stop()


def test_with_another_one_everything_is_served_but_sm2_and_operators_are_told(stack):
    stack.spoil()
    stack.start("identity-provider")
    assert SM2 not in discovery(stack)[SIGNED] and "ES256" in discovery(stack)[SIGNED]
    assert token(stack, stack.plain).status_code == 200
    refused = token(stack, stack.national)
    assert refused.status_code >= 500 and "access_token" not in refused.json()
    assert "another answer for SM3 than its standard" in stack.tail("identity-provider")
    assert doctor(stack)["national-algorithms"]["severity"] == "error"
    with pytest.raises(Failure, match="no token key signs by SM2"):
        stack.add_client({"client_id": "late", "client_name": "Late", "redirect_uris": [],
                          "grant_types": ["client_credentials"], "id_token_signed_response_alg": SM2})
