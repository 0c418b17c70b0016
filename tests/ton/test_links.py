"""Links: the five portable parameters, and nothing else."""

from urllib.parse import parse_qs, urlsplit

from sync.ton import links
from sync.ton.address import parse_raw
from sync.ton.jetton import USDT_MASTER

OWN = parse_raw("0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e")
PORTABLE = {"amount", "text", "exp", "jetton"}


def test_a_link_for_the_coin_and_one_for_usdt() -> None:
    coin = links.transfer(OWN, units=6_234_527_359, code="P0123456789X", expires=1_795_000_000)
    assert coin == (
        "ton://transfer/UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA"
        "?amount=6234527359&text=P0123456789X&exp=1795000000"
    )
    usdt = links.transfer(
        OWN, units=12_340_000, code="P0123456789X", expires=1_795_000_000, jetton=USDT_MASTER
    )
    asked = parse_qs(urlsplit(usdt).query, strict_parsing=True)
    assert set(asked) == PORTABLE
    assert asked["jetton"] == ["EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs"]
    assert (len(coin), len(usdt)) == (114, 168)


def test_each_wallet_gets_the_same_request() -> None:
    made = links.wallets(OWN, units=1, code="P0123456789X", expires=5)
    assert [one["name"] for one in made] == ["ton", "keeper", "mytonwallet"]
    assert len({urlsplit(one["url"]).query for one in made}) == 1
