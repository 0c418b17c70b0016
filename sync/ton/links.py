"""Links that open a wallet, with only the parameters that every wallet takes (payments.md 1)."""

from urllib.parse import quote, urlencode

from sync.ton.address import Address

WALLETS = (
    ("ton", "ton://transfer/"),
    ("keeper", "https://app.tonkeeper.com/transfer/"),
    ("mytonwallet", "https://my.tt/transfer/"),
)


def transfer(
    address: Address,
    *,
    units: int,
    code: str,
    expires: int,
    jetton: Address | None = None,
    test: bool = False,
    base: str = WALLETS[0][1],
) -> str:
    """Return the link that asks for a payment.

    Args:
        units: In the smallest unit of what is sent: nano, or millionths of USDT.
        code: The comment.
        expires: Unix seconds of the chain's time; the wallet compares the phone's.
        jetton: The master, when it is not the coin.
    """
    asked = {"jetton": jetton.friendly(bounceable=True, test=test)} if jetton else {}
    query = {**asked, "amount": str(units), "text": code, "exp": str(expires)}
    return f"{base}{address.friendly(test=test)}?{urlencode(query, quote_via=quote)}"


def wallets(
    address: Address,
    *,
    units: int,
    code: str,
    expires: int,
    jetton: Address | None = None,
    test: bool = False,
) -> list[dict[str, str]]:
    """Return the same request for each way to open a wallet: ``[{name, url}]``; QR is the first."""
    return [
        {
            "name": name,
            "url": transfer(
                address,
                units=units,
                code=code,
                expires=expires,
                jetton=jetton,
                test=test,
                base=base,
            ),
        }
        for name, base in WALLETS
    ]
