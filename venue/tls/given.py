"""A certificate that somebody else made: is it whole, and does it fit this box?"""

import datetime
from collections.abc import Iterable
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID

from venue.core.errors import Invalid

SMALLEST_RSA_BITS = 2048
# What browsers take of a server's certificate (CA/Browser Forum Baseline Requirements, 6.1.5).
CURVES = (ec.SECP256R1, ec.SECP384R1)


def checked(certificates: bytes, key: bytes, names: Iterable[str], now: datetime.datetime) -> bytes:
    """Return a certificate, its chain and its key as one PEM text.

    Args:
        certificates: PEM; the server's own first, then those that vouch for it.
        key: PEM, without a passphrase.
        names: What the box answers to; the certificate must name one of them.

    Raises:
        Invalid: ``tls.…`` - it cannot serve this box; says what is wrong.
    """
    chain = _chain(certificates)
    _check_key(chain, key)
    _check_chain(chain)
    _check_dates(chain, now)
    _check_use(chain[0], list(names))
    parts = [one.public_bytes(serialization.Encoding.PEM) for one in chain]
    return b"".join([*parts, _plain(key)])


def names_of(certificate: x509.Certificate) -> list[str]:
    """Return the host names and addresses that a certificate is made for."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return [str(one.value).lower() for one in found.value]


def covers(listed: Iterable[str], name: str) -> bool:
    """Tell whether a certificate's names stand for a host; a wildcard stands for one label."""
    wild = "*." + name.partition(".")[2]
    return any(one in (name, wild) for one in listed)


def _chain(pem: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise Invalid("tls.no_certificate", "the file holds no certificate in PEM form") from error


def _check_key(chain: list[x509.Certificate], key: bytes) -> None:
    public = _private(key).public_key()
    _check_size(public)
    if _spki(chain[0].public_key()) == _spki(public):
        return
    if any(_spki(one.public_key()) == _spki(public) for one in chain):
        raise Invalid("tls.order", "the server's own certificate must come first in the file")
    raise Invalid("tls.foreign_key", "this key does not belong to this certificate")


def _private(key: bytes) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    try:
        found = serialization.load_pem_private_key(key, None)
    except TypeError as error:
        raise Invalid(
            "tls.locked_key", "the key is locked by a passphrase; store it without one"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Invalid("tls.no_key", "the file holds no private key in PEM form") from error
    if not isinstance(found, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise Invalid("tls.key_kind", "browsers take RSA and EC keys alone")
    return found


def _check_size(public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> None:
    if isinstance(public, rsa.RSAPublicKey):
        if public.key_size < SMALLEST_RSA_BITS:
            raise Invalid(
                "tls.small_key",
                f"the key has {public.key_size} bits; {SMALLEST_RSA_BITS} are the fewest",
            )
    elif not isinstance(public.curve, CURVES):
        raise Invalid("tls.key_kind", f"browsers do not take the curve {public.curve.name}")


def _check_chain(chain: list[x509.Certificate]) -> None:
    for below, above in pairwise(chain):
        if not _vouches(above, below):
            raise Invalid(
                "tls.chain", "the certificates do not follow one another: each must vouch for "
                "the one before it",
            )  # fmt: skip
    if len(chain) == 1 and not _vouches(chain[0], chain[0]):
        raise Invalid(
            "tls.chain", "the certificates that vouch for it are missing: add them after it"
        )


def _vouches(above: x509.Certificate, below: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _check_dates(chain: list[x509.Certificate], now: datetime.datetime) -> None:
    today = f"{now:%Y-%m-%d}"
    for one in chain:
        if one.not_valid_after_utc <= now:
            ended = f"{one.not_valid_after_utc:%Y-%m-%d}"
            raise Invalid("tls.ended", f"a certificate ended on {ended}; here it is {today}")
        if one.not_valid_before_utc > now:
            begins = f"{one.not_valid_before_utc:%Y-%m-%d}"
            raise Invalid("tls.early", f"a certificate begins on {begins}; here it is {today}")


def _check_use(leaf: x509.Certificate, names: list[str]) -> None:
    for extension in leaf.extensions:
        use = extension.value
        if isinstance(use, x509.ExtendedKeyUsage) and ExtendedKeyUsageOID.SERVER_AUTH not in use:
            raise Invalid("tls.use", "the certificate is not made for servers")
    listed = names_of(leaf)
    if not any(covers(listed, one.lower()) for one in names):
        told = ", ".join(listed[:4]) or "nothing"
        raise Invalid(
            "tls.names", f"the certificate names {told}, which this box does not answer to; add "
            "its name to the setting server.names",
        )  # fmt: skip


def _spki(key: CertificatePublicKeyTypes) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _plain(key: bytes) -> bytes:
    return _private(key).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
