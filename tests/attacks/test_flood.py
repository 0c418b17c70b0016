"""The short form of the flood; `python -m tests.attacks.flood` is the long one, with its times."""

from tests.attacks.flood import attack
from tests.conftest import Serve


def test_staff_order_on_while_phones_dawdle_and_shout(serve: Serve) -> None:
    served = serve(settings={"guest.orders_per_minute": "100000"})
    seen = attack(served, slow=300, noisy=60, orders=12)
    assert seen.slow_opened >= 300
    assert seen.failed == 0
    # Without a pace for shouting sockets no order at all is answered in this time.
    assert seen.p50_ms < 500, seen
    assert "Traceback" not in served.words()
