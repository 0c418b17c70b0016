"""Certificates for tests: an authority, one between, and leaves with one fault each."""

import datetime
import ipaddress
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Paper(NamedTuple):
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        """Return the certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """Return the key."""
        return plain(self.key)


def plain(key: Any, passphrase: bytes = b"") -> bytes:
    """Return a key as PEM, locked if a passphrase is given."""
    lock = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    made: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock
    )
    return made


def name(words: str) -> x509.Name:
    """Return a subject."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def paper(
    words: str,
    issuer: Paper | None = None,
    *,
    names: tuple[str, ...] = (),
    key: Any = None,
    public: Any = None,
    days: tuple[int, int] = (-1, 90),
    now: datetime.datetime | None = None,
    usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.SERVER_AUTH,
) -> Paper:
    """Make a certificate: an authority without ``names``, a server's with them.

    Args:
        issuer: None: signed by itself.
        public: The key of a request; its holder keeps the private one.
        days: From when until when, counted from now.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    now = now or datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(words))
        .issuer_name(issuer.certificate.subject if issuer else name(words))
        .public_key(public or key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names:
        listed = [_general(one) for one in names]
        builder = builder.add_extension(x509.SubjectAlternativeName(listed), critical=False)
        if usage is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    signer = issuer.key if issuer else key
    return Paper(builder.sign(signer, hashes.SHA256()), key)


def _general(one: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(one))
    except ValueError:
        return x509.DNSName(one)
