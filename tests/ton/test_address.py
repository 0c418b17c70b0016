"""Addresses: the vectors of the official text, and every typing error refused."""

import string

import pytest
from pytoniq_core import Address as Oracle

from sync.ton.address import merchant, parse_friendly, parse_raw
from sync.ton.errors import TonError
from sync.ton.jetton import USDT_CODE, USDT_MASTER, usdt_wallet

RAW = "0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e"
MASTER_RAW = "-1:e56754f83426f69b09267bd876ac97c44821345b7e266bd956a7bfbfb98df35c"
FORMS = {
    "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF": (RAW, True, False),
    "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff+W72r5gqPrHF": (RAW, True, False),
    "UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA": (RAW, False, False),
    "kQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPgpP": (RAW, True, True),
    "0QDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPleK": (RAW, False, True),
    "Ef_lZ1T4NCb2mwkme9h2rJfESCE0W34ma9lWp7-_uY3zXDvq": (MASTER_RAW, True, False),
    "Uf_lZ1T4NCb2mwkme9h2rJfESCE0W34ma9lWp7-_uY3zXGYv": (MASTER_RAW, False, False),
}
FIRST = next(iter(FORMS))
OWN = "UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA"


@pytest.mark.parametrize("text", FORMS)
def test_the_official_forms(text: str) -> None:
    raw, bounceable, test = FORMS[text]
    found = parse_friendly(text)
    assert (found.address.raw, found.bounceable, found.test) == (raw, bounceable, test)
    assert found.address == parse_raw(raw.upper())
    standard = text.replace("+", "-")
    assert found.address.friendly(bounceable=bounceable, test=test) == standard


def test_every_typing_error_is_refused() -> None:
    letters = string.ascii_letters + string.digits + "-_"
    typos = [
        FIRST[:at] + letter + FIRST[at + 1 :]
        for at in range(len(FIRST))
        for letter in letters
        if letter != FIRST[at]
    ]
    swaps = [
        FIRST[:at] + FIRST[at + 1] + FIRST[at] + FIRST[at + 2 :]
        for at in range(len(FIRST) - 1)
        if FIRST[at] != FIRST[at + 1]
    ]
    assert (len(typos), len(swaps)) == (3024, 44)
    for text in typos + swaps:
        with pytest.raises(TonError):
            parse_friendly(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pubjns2gp7DGCnEH7EOWeCnb6Lw1akm538YYaz6sdLVHfRB2",
        FIRST.lower(),
        "0:ca6e",
        RAW,
        FIRST[:-1],
        FIRST + "=",
        "",
        FIRST.replace("-", "+", 1).replace("f", "_", 1),
    ],
)
def test_no_address(text: str) -> None:
    with pytest.raises(TonError):
        parse_friendly(text)


@pytest.mark.parametrize("text", ["0:ca6e", "5:" + "00" * 32, "0:" + "g" * 64, "0:" + "a" * 65])
def test_no_raw_address(text: str) -> None:
    with pytest.raises(TonError):
        parse_raw(text)


def test_only_a_wallet_of_this_network_may_be_the_merchants() -> None:
    assert merchant(f" {OWN} ", test=False).address.raw == RAW
    zero = parse_raw("0:" + "0" * 64).friendly()
    for text in (
        "0QDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPleK",
        "Uf_lZ1T4NCb2mwkme9h2rJfESCE0W34ma9lWp7-_uY3zXGYv",
        zero,
    ):
        with pytest.raises(TonError):
            merchant(text, test=False)
    with pytest.raises(TonError):
        merchant(OWN, test=True)
    assert merchant("0QDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPleK", test=True)


def test_usdt_wallets() -> None:
    assert USDT_MASTER.raw == "0:b113a994b5024a16719f69139328eb759596c38a25f59028b146fecdc3621dfe"
    assert USDT_CODE.hash.hex().startswith("89468f02")
    owner = parse_raw(RAW)
    assert usdt_wallet(owner) != usdt_wallet(USDT_MASTER)
    assert usdt_wallet(owner) == usdt_wallet(parse_friendly(OWN).address)


def test_the_maintained_library_reads_the_same() -> None:
    for text, (raw, _, _) in FORMS.items():
        assert Oracle(text).to_str(is_user_friendly=False).lower() == raw
    # Why the box has its own: the library takes what nobody could be paid at.
    assert Oracle("0:ca6e") is not None
