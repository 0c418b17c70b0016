"""The table of ways to pay, filled: cash, card, room, account, voucher, deposit."""

from functools import partial

from venue.payments import methods, rooms, terminals
from venue.payments.accounts import service as accounts
from venue.payments.desk import Desk
from venue.payments.methods import Method
from venue.payments.vouchers import service as vouchers
from venue.payments.vouchers.service import Codes


def fill(desk: Desk, codes: Codes) -> None:
    """Put this box's ways to pay into the table, in the order in which screens offer them."""
    methods.METHODS.clear()
    card = partial(terminals.on_card, desk=desk)
    methods.add(Method(name="card", take=card, give_back=card))
    methods.add(methods.CASH)
    methods.add(Method(name="room", take=rooms.take, give_back=rooms.give_back))
    methods.add(Method(name="account", take=accounts.charge, give_back=accounts.take_back))
    for name, kind in (("voucher", "gift"), ("deposit", "deposit")):
        take = partial(vouchers.redeem, known=codes, kind=kind)
        methods.add(Method(name=name, take=take, give_back=vouchers.restore))
