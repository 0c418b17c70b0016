"""Bags of cells and bodies: against the maintained library, and against strangers."""

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytoniq_core import Builder
from pytoniq_core import Cell as OracleCell

from sync.ton import boc, bodies, comments
from sync.ton.address import parse_raw
from sync.ton.bodies import NOTIFICATION, Said, comment, said
from sync.ton.cells import Cell
from sync.ton.errors import TonError

SENDER = parse_raw("0:" + "ab" * 32)
USDT_CODE = (
    "b5ee9c72010101010023000842028f452d7a4dfd74066b682365177259ed05734435be76b5fd4bd5d8af2b7c3d68"
)


def written(cell: OracleCell, **options: bool) -> str:
    return base64.b64encode(cell.to_boc(**options)).decode()


def notification(text: str, *, inline: bool, units: int = 12_340_000) -> OracleCell:
    payload = Builder().store_uint(0, 32).store_snake_string(text)
    head = (
        Builder()
        .store_uint(NOTIFICATION, 32)
        .store_uint(7, 64)
        .store_coins(units)
        .store_address(SENDER.raw)
    )
    if inline:
        return head.store_bit(0).store_cell(payload.end_cell()).end_cell()
    return head.store_bit(1).store_ref(payload.end_cell()).end_cell()


def tree(dice: random.Random, depth: int) -> OracleCell:
    made = Builder()
    size = dice.randrange(0, 400)
    if size:
        made.store_uint(dice.getrandbits(size), size)
    for _ in range(dice.randrange(0, 4) if depth else 0):
        made.store_ref(tree(dice, depth - 1))
    return made.end_cell()


@pytest.mark.parametrize("with_crc", [False, True])
def test_random_bags_have_the_hash_that_the_library_computes(with_crc: bool) -> None:
    dice = random.Random(20261123)
    for _ in range(100):
        cell = tree(dice, 3)
        read = boc.read(cell.to_boc(hash_crc32=with_crc))
        assert (read.hash, read.bits) == (cell.hash, cell.bits.to01())


def test_an_index_holds_where_each_cell_ends() -> None:
    # The library writes each cell's own size there, which the white paper does not know.
    head, body = "b5ee9c7281010301000c00", "020201010200020200040003"
    assert boc.read(bytes.fromhex(head + "05080c" + body)).refs[1].bits == f"{3:016b}"
    with pytest.raises(TonError):
        boc.read(bytes.fromhex(head + "050304" + body))


def test_the_official_samples() -> None:
    body = comment("hello \N{WAVING HAND SIGN}")
    expected = "Fl+2CzHNgilBE4RKhfysLU8VL8ZxYWciCRDva2E19QQ="
    assert base64.b64encode(body.hash).decode() == expected
    code = boc.read(bytes.fromhex(USDT_CODE))
    assert code.exotic
    assert code.hash.hex().startswith("89468f02")


@given(st.text(max_size=300))
def test_a_comment_comes_back(text: str) -> None:
    body = Builder().store_uint(0, 32).store_snake_string(text).end_cell()
    assert said(written(body)) == Said(kind="text", text=text)
    assert comment(text).hash == body.hash or len(text.encode()) > 100


@pytest.mark.parametrize("inline", [False, True])
def test_a_jettons_arrival(inline: bool) -> None:
    found = said(written(notification("P0000000000X", inline=inline)))
    assert found == Said(kind="jetton", text="P0000000000X", units=12_340_000, sender=SENDER)


def test_other_bodies() -> None:
    empty = Builder().end_cell()
    encrypted = Builder().store_uint(0x2167DA4B, 32).end_cell()
    excesses = Builder().store_uint(0xD53276DB, 32).store_uint(0, 64).end_cell()
    assert said(None).kind == said(written(empty)).kind == "empty"
    assert said(written(encrypted)).kind == "encrypted"
    assert said(written(excesses)).kind == "other"
    assert said("<html>").kind == "other"
    cut = Builder().store_uint(NOTIFICATION, 32).store_uint(0, 64).end_cell()
    assert said(written(cut)).kind == "other"


def test_twenty_thousand_mutated_bags_raise_only_our_error() -> None:
    dice = random.Random(6)
    seeds = [
        notification("P0000000000X", inline=False).to_boc(),
        notification("P0000000000X", inline=True).to_boc(hash_crc32=True),
        tree(dice, 3).to_boc(),
        bytes.fromhex(USDT_CODE),
    ]
    refused = 0
    for number in range(20_000):
        data = bytearray(seeds[number % len(seeds)])
        for _ in range(dice.randrange(1, 4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if dice.random() < 0.2:
            del data[dice.randrange(len(data)) :]
        try:
            bodies.said_by(boc.read(bytes(data)))
        except TonError:
            refused += 1
    assert 5_000 < refused < 20_000


def test_large_deep_and_circular_bags_are_refused() -> None:
    with pytest.raises(TonError):
        boc.read(bytes(40_000))
    # One cell that refers to itself.
    with pytest.raises(TonError):
        boc.read(bytes.fromhex("b5ee9c72010101010003000100" + "00"))
    with pytest.raises(TonError):
        Cell("0" * 1024)
    with pytest.raises(TonError):
        Cell(refs=(Cell(),) * 5)
    deep = Cell()
    for _ in range(600):
        deep = Cell("0", (deep,))
    assert deep.depth == 600


def test_a_code_is_found_however_it_was_typed_and_never_with_a_typo() -> None:
    for _ in range(200):
        code = comments.new()
        assert len(code) == comments.LENGTH
        loose = code.replace("0", "o").replace("1", "l").lower()
        for text in (code, loose, f"dinner {code[:4]}-{code[4:8]} {code[8:]}, thanks"):
            assert code in comments.candidates(text)
        at = random.randrange(1, comments.LENGTH)
        other = "Z" if code[at] != "Z" else "Y"
        assert code[:at] + other + code[at + 1 :] not in comments.candidates(
            code[:at] + other + code[at + 1 :]
        )
    both = comments.candidates(f"{comments.new()} {comments.new()}")
    assert len(both) == 2


def test_hostile_words_are_shown_harmless() -> None:
    assert bodies.shown("a\u202eb\x00<b>\n c\ue000") == "ab<b> c"
    assert len(bodies.shown("x" * 5000)) == 120
