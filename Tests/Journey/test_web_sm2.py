"""SM2 and SM3 in the web wallet, in the browser: the standards' own examples, and agreement with the server's library both
ways over a thousand messages."""

import random

import pytest

from licence_parties import Certified, WalletSite
from people import patient
from test_national import ask_all

ROUNDS = 1000
BATCH = 100
#: GM/T 0003.5 annex A, and GB/T 32905 annex A.
NUMBER = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
POINT = ("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
         "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13")
SIGNATURE = ("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
             "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123
BYTES = "const bytes = text => Uint8Array.from(text.match(/../g) || [], pair => parseInt(pair, 16));"


@pytest.fixture(scope="module")
def page(browser):
    site = WalletSite([Certified("Test root", authority=True)])
    context = patient(browser.new_context())
    page = context.new_page()
    page.goto(site.url)
    yield page
    context.close()
    site.close()


@pytest.fixture(scope="module")
def messages():
    chance = random.Random(20261129)
    return [chance.randbytes(chance.randrange(300)) for _ in range(ROUNDS)]


def in_batches(page, work, values):
    """What the page makes of each value."""
    found = []
    for start in range(0, len(values), BATCH):
        found += page.evaluate(f"values => {{ {BYTES} return values.map({work}); }}", values[start:start + BATCH])
    return found


def verified(page, cases):
    return in_batches(
        page, "([point, signature, message]) => Wallet.sm2.verify(bytes(point), bytes(signature), bytes(message))", cases)


def test_the_examples_of_the_standards(page):
    hashes = in_batches(page, "text => Wallet.hex(Wallet.sm3(Wallet.utf8(text)))", ["abc", "abcd" * 16, ""])
    assert hashes == ["66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
                      "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
                      "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"]
    assert verified(page, [[POINT, SIGNATURE, b"message digest".hex()]]) == [True]


def test_hashes_are_the_servers(page, messages):
    ours = in_batches(page, "text => Wallet.hex(Wallet.sm3(bytes(text)))", [message.hex() for message in messages])
    assert ours == ask_all(["hash", message] for message in messages)


def test_what_the_browser_signs_is_good_for_the_server(page, messages):
    made = in_batches(
        page, "message => { const key = Wallet.sm2.generate();"
        " return [key.point, Wallet.sm2.sign(key, bytes(message))].map(Wallet.hex); }",
        [message.hex() for message in messages])
    asked = [["verify", bytes.fromhex(point), bytes.fromhex(signature), message]
             for (point, signature), message in zip(made, messages)]
    assert set(ask_all(asked)) == {"good"}
    assert len({point for point, _ in made}) == len({signature[:64] for _, signature in made}) == ROUNDS
    altered = [[word, point, signature, message + b"x"] for word, point, signature, message in asked[:50]]
    assert set(ask_all(altered)) == {"bad"}


def test_what_the_server_signs_is_good_in_the_browser_and_nothing_else(page, messages):
    keys = [line.split() for line in ask_all([["generate"]] * 20)]
    chosen = [keys[number % len(keys)] for number in range(ROUNDS)]
    signatures = ask_all(
        ["sign", bytes.fromhex(number), bytes.fromhex(point), message]
        for (number, point), message in zip(chosen, messages))
    cases = [[point, signature, message.hex()] for (_, point), signature, message in zip(chosen, signatures, messages)]
    assert set(verified(page, cases)) == {True}
    chance = random.Random(2)
    bad = []
    for point, signature, message in cases[:50]:
        place = chance.randrange(128)
        other = "0123456789abcdef"[(int(signature[place], 16) + 1 + chance.randrange(15)) % 16]
        bad.append([point, signature[:place] + other + signature[place + 1:], message])
        bad.append([point, signature, message + "00"])
    point, signature, message = cases[0]
    r, s = signature[:64], signature[64:]
    for wrong in (ORDER, 0, 2**256 - 1):
        bad += [[point, f"{wrong:064x}{s}", message], [point, f"{r}{wrong:064x}", message]]
    bad += [[point, f"{r}{ORDER - int(r, 16):064x}", message], [point, signature[:-2], message], [point, "", message]]
    assert set(verified(page, bad)) == {False}


def test_a_kept_key_signs_and_cannot_be_read_out(page):
    kept = page.evaluate("""async () => {
      const keys = await Wallet.newKeys('SGD_SM3_SM2');
      await Wallet.keep({ pending: [{ id: 'kept', keys }] });
      const [found] = (await Wallet.all('pending')).map(one => one.keys);
      await Wallet.keep({ pending: ['kept'] });
      const read = await crypto.subtle.exportKey('raw', found.sealing).then(() => 'read', error => error.name);
      const signature = await Wallet.signature(found, Wallet.utf8('message'));
      return { names: Object.keys(found).sort(), read, point: Wallet.hex(found.point), sealed: found.sealed.length,
        signature: Wallet.hex(signature) };
    }""")
    assert kept["names"] == ["iv", "kind", "point", "sealed", "sealing"]
    assert kept["read"] == "InvalidAccessError" and kept["sealed"] == 32 + 16
    asked = ["verify", bytes.fromhex(kept["point"]), bytes.fromhex(kept["signature"]), b"message"]
    assert ask_all([asked]) == ["good"]


def test_a_point_that_is_not_on_the_curve_is_no_key(page):
    refused = page.evaluate(f"""([point, signature]) => {{ {BYTES}
      try {{ return Wallet.sm2.verify(bytes(point), bytes(signature), new Uint8Array()); }}
      catch (error) {{ return error.name; }} }}""", [POINT[:-2] + "14", SIGNATURE])
    assert refused == "unsupportedAlgorithm"
