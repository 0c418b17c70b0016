"""The stand-in for toncenter and the rate sources."""

import base64
from decimal import Decimal
from typing import Any

import pytest
import requests

from sync.sandbox.ton import cells
from tests.clouds import Served

OURS = f"0:{'C8' * 32}"


def _transactions(clouds: Served, **asked: Any) -> list[dict[str, Any]]:
    url = f"{clouds.url}/toncenter/api/v3/transactions"
    answer = requests.get(url, params={"account": OURS, "sort": "asc", **asked}, timeout=5)
    found: list[dict[str, Any]] = answer.json()["transactions"]
    return found


def _pay(clouds: Served, amount: int = 1_500_000_000, **more: Any) -> dict[str, Any]:
    paid: dict[str, Any] = clouds.control("/ton/pay", account=OURS, amount=str(amount), **more)
    return paid


def test_a_comment_arrives_in_the_body(clouds: Served) -> None:
    _pay(clouds, comment="AB12 кофе")
    [found] = _transactions(clouds)
    assert (found["account"], found["finality"]) == (OURS, "finalized")
    assert (found["in_msg"]["value"], found["out_msgs"]) == ("1500000000", [])
    body = base64.b64decode(found["in_msg"]["message_content"]["body"])
    assert body.startswith(bytes.fromhex("b5ee9c72"))
    assert body.endswith(b"\0\0\0\0" + "AB12 кофе".encode())


@pytest.mark.parametrize("text", ["", "AB12", "я" * 400])
@pytest.mark.parametrize("inline", [False, True])
def test_cells_are_read_by_an_independent_library(text: str, inline: bool) -> None:
    core = pytest.importorskip("pytoniq_core", reason="pytoniq-core is an optional test tool")
    note = cells.notification(12_500_000, OURS, text, inline=inline)
    read = core.Cell.one_from_boc(cells.boc(note))
    assert read.hash == note.hash()
    part = read.begin_parse()
    assert (part.load_uint(32), part.load_uint(64)) == (cells.NOTIFICATION, 0)
    assert part.load_coins() == 12_500_000
    assert part.load_address().hash_part.hex() == "c8" * 32
    payload = part.load_ref().begin_parse() if part.load_bit() else part
    assert (payload.load_uint(32), payload.load_snake_string()) == (0, text)


def test_usdt_comes_from_the_derived_wallet_and_a_fake_does_not(clouds: Served) -> None:
    # payments.md 3.7 names the hash of the code cell that every derivation rests on.
    assert cells.Cell(exotic=True).raw(cells.USDT_CODE).hash().hex().startswith("89468f02")
    _pay(clouds, 5_000_000, kind="usdt", comment="AB12")
    _pay(clouds, 5_000_000, kind="fake_jetton", comment="AB12")
    real, fake = _transactions(clouds)
    asked = {"owner_address": OURS, "jetton_address": cells.USDT_MASTER}
    url = f"{clouds.url}/toncenter/api/v3/jetton/wallets"
    wallets = requests.get(url, params=asked, timeout=5).json()["jetton_wallets"]
    assert real["in_msg"]["source"] == wallets[0]["address"] == cells.usdt_wallet(OURS)
    assert fake["in_msg"]["source"] != wallets[0]["address"]
    assert real["in_msg"]["opcode"] == fake["in_msg"]["opcode"] == "0x7362d09c"
    assert real["in_msg"]["value"] == "1"


def test_pages_times_and_trouble(clouds: Served) -> None:
    for number in range(7):
        _pay(clouds, number + 1, ago_s=100 - number)
    _pay(clouds, 9, kind="bounced")
    _pay(clouds, 10, finality="pending")
    seen: list[str] = []
    after = 0
    while page := _transactions(clouds, start_lt=after + 1, limit=4):
        seen += [one["in_msg"]["value"] for one in page]
        after = int(page[-1]["lt"])
    assert seen == ["1", "2", "3", "4", "5", "6", "7", "9", "10"]
    assert _transactions(clouds)[7]["in_msg"]["bounced"] is True
    assert _transactions(clouds)[8]["finality"] == "pending"
    clouds.fault("reorder", "transactions")
    assert [one["in_msg"]["value"] for one in _transactions(clouds, limit=3)] == ["3", "2", "1"]
    url = f"{clouds.url}/toncenter/api/v3/masterchainInfo"
    last = requests.get(url, timeout=5).json()["last"]
    assert int(last["gen_utime"]) == int(clouds.clock.now().timestamp())


def test_friendly_addresses_name_the_same_account(clouds: Served) -> None:
    _pay(clouds)
    friendly = cells.friendly(OURS, bounceable=False)
    assert len(_transactions(clouds, account=friendly)) == 1
    wrong = friendly[:-1] + ("A" if friendly[-1] != "A" else "B")
    url = f"{clouds.url}/toncenter/api/v3/transactions"
    assert requests.get(url, params={"account": wrong}, timeout=5).status_code == 400


def test_without_a_key_one_a_second(clouds: Served) -> None:
    clouds.control(limits=True)
    url = f"{clouds.url}/toncenter/api/v3/masterchainInfo"
    seen = [requests.get(url, timeout=5) for _ in range(2)]
    assert [one.status_code for one in seen] == [200, 429]
    assert seen[1].json() == {"ok": False, "result": "Ratelimit exceed", "code": 429}


def test_two_rate_sources_that_may_differ(clouds: Served) -> None:
    clouds.control("/rates", coingecko={"TON": {"EUR": "3.1234"}})
    asked = {"tokens": f"gram,{cells.USDT_MASTER}", "currencies": "eur"}
    first = requests.get(f"{clouds.url}/tonapi/v2/rates", params=asked, timeout=5)
    rates = first.json(parse_float=Decimal)["rates"]
    assert rates["GRAM"]["prices"] == {"EUR": Decimal("2.9000")}
    assert rates[cells.USDT_MASTER]["prices"] == {"EUR": Decimal("0.9200")}
    asked = {"ids": "the-open-network,unknown", "vs_currencies": "eur"}
    second = requests.get(f"{clouds.url}/coingecko/api/v3/simple/price", params=asked, timeout=5)
    assert second.json(parse_float=Decimal) == {"the-open-network": {"eur": Decimal("3.1234")}}
