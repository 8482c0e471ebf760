"""The national algorithms against two implementations that others wrote in Python: what one signs is good for the others,
over a thousand random keys and messages, and what is altered is good for nobody."""

import copy
import hmac
import os
import random
import subprocess
from pathlib import Path

import gmalg
import pytest
from gmssl import func, sm2 as gmssl_sm2, sm3 as gmssl_sm3

from stack import BINARIES, REPOSITORY

PROBE = Path(os.environ.get("TONGZHAO_PROBE", BINARIES / "LibCryptoProbe"))
IDENTIFIER = b"1234567812345678"
# A sanitizer looks at each way through the library, which a hundred rounds take as well.
ROUNDS = 100 if "TONGZHAO_PROBE" in os.environ else 1000


def ask_all(questions):
    """Our side's answers, a line for a line."""
    lines = [" ".join([word] + [value.hex() for value in values]) + "\n" for word, *values in questions]
    asked = subprocess.run([PROBE], input="".join(lines), capture_output=True, text=True, timeout=600)
    # A sanitizer that found something makes it fail.
    assert asked.returncode == 0, asked.stderr
    answers = asked.stdout.splitlines()
    assert len(answers) == len(lines)
    return answers


def by_gmalg(number, point, message, identifier=IDENTIFIER):
    """Its signature; it leaves leading zeros out."""
    numbers = gmalg.SM2(sk=number, pk=point, uid=identifier).sign(message)
    return b"".join(value.rjust(32, b"\0") for value in numbers)


def gmssl_key(number, point):
    """Its constructor strips every leading 0 and 4 of a key that begins with 04, so the key is put in place afterwards."""
    key = gmssl_sm2.CryptSM2(private_key=number.hex(), public_key="")
    key.public_key = point.hex()[2:]
    return key


@pytest.fixture(scope="module")
def cases():
    """Keys by turns of our making and of gmalg's, each with a message."""
    chance = random.Random(20261129)
    ours = [[bytes.fromhex(word) for word in line.split()] for line in ask_all([["generate"]] * (ROUNDS // 2))]
    theirs = [gmalg.SM2().generate_keypair() for _ in range(ROUNDS - len(ours))]
    # gmalg leaves leading zeros of a number out.
    return [(number.rjust(32, b"\0"), bytes(point), chance.randbytes(chance.randrange(200)))
            for number, point in ours + theirs]


def test_every_signature_of_ours_is_good_for_both(cases):
    signatures = [bytes.fromhex(line) for line in ask_all(["sign", *case] for case in cases)]
    for (number, point, message), signature in zip(cases, signatures):
        assert len(signature) == 64
        assert gmalg.SM2(pk=point, uid=IDENTIFIER).verify(message, signature[:32], signature[32:])
        assert gmssl_key(number, point).verify_with_sm3(signature.hex(), message)


def test_every_signature_of_gmalg_is_good_here(cases):
    signatures = [by_gmalg(*case) for case in cases]
    asked = [["verify", point, signature, message] for (_, point, message), signature in zip(cases, signatures)]
    assert set(ask_all(asked)) == {"good"}


def test_every_signature_of_gmssl_is_good_here(cases):
    signatures = [bytes.fromhex(gmssl_key(number, point).sign_with_sm3(message)) for number, point, message in cases]
    asked = [["verify", point, signature, message] for (_, point, message), signature in zip(cases, signatures)]
    assert set(ask_all(asked)) == {"good"}


def test_what_is_altered_or_by_another_identifier_is_good_for_nobody(cases):
    chance = random.Random(1)
    asked = []
    for number, point, message in cases[:ROUNDS // 10] + cases[-ROUNDS // 10:]:
        signature = by_gmalg(number, point, message)
        altered = bytearray(signature)
        altered[chance.randrange(64)] ^= 1 << chance.randrange(8)
        asked.append(["verify", point, bytes(altered), message])
        asked.append(["verify", point, signature, message + b"x"])
        for other in [b"ALICE123@YAHOO.COM", b"TLSv1.3+GM+Cipher+Suite"]:
            asked.append(["verify", point, by_gmalg(number, point, message, other), message])
    assert set(ask_all(asked)) == {"bad"}


class GmalgSM3:
    """Its hash in the form in which Python's own HMAC takes one."""

    name, digest_size, block_size = "sm3", 32, 64

    def __init__(self, data=b""):
        self._hash = gmalg.SM3()
        self.update(data)

    def update(self, data):
        self._hash.update(bytes(data))

    def digest(self):
        return bytes(self._hash.value())

    def copy(self):
        return copy.deepcopy(self)


def test_hashes_and_codes_are_the_same(cases):
    messages = [message for _, _, message in cases]
    hashes = ask_all(["hash", message] for message in messages)
    for message, ours in zip(messages, hashes):
        ask = gmalg.SM3()
        ask.update(message)
        assert ours == ask.value().hex() == gmssl_sm3.sm3_hash(func.bytes_to_list(message))
    codes = ask_all(["authenticate", number, message] for number, _, message in cases)
    for (number, _, message), ours in zip(cases, codes):
        assert ours == hmac.new(number, message, GmalgSM3).digest().hex()


def test_every_input_that_the_fuzzers_kept_is_answered():
    corpus = REPOSITORY / "Tests" / "Fuzz" / "corpus"
    kinds = ["certificate", "revocation-list", "certificate-request", "key-file", "pem", "sm2-key", "sm2-signature", "inflate"]
    asked = [(kind, file.read_bytes()) for kind in kinds for file in sorted((corpus / kind).iterdir())]
    answers = ask_all(["read", content, kind.encode()] for kind, content in asked)
    for kind in kinds:
        answered = {answer for (asked_kind, _), answer in zip(asked, answers) if asked_kind == kind}
        # Some are good and some are not: neither way is left out.
        assert answered == {"read", "refused"}, kind
