"""The box's own certificate authority: it can vouch for this LAN and for nothing else.

Name constraints (RFC 5280, 4.2.1.10) limit the authority to ``.local``, ``.home.arpa``, the
venue's own names and private addresses. Whoever steals its key still cannot pass for a bank.
"""

import datetime
import hashlib
import ipaddress
from collections.abc import Iterable
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
LEAF_DAYS = 397  # what browsers accept of a certificate, also of one's own authority
RENEW_DAYS = 90
# A clock that is behind by hours must not find the certificate "not yet valid".
BACK_DAYS = 2
LAN_NAMES = ("local", "home.arpa", "localhost")
LAN_NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
    "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip


class Facts(NamedTuple):
    """What people compare and what may run out: SHA-256 in hex pairs, life in UTC, names."""

    fingerprint: str
    begins_at: datetime.datetime
    ends_at: datetime.datetime
    names: tuple[str, ...]


def make_authority(venue: str, names: Iterable[str], now: datetime.datetime) -> bytes:
    """Return a new authority for the LAN and the venue's own host ``names``: PEM, key and all."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"{venue[:40]} ({now:%Y})")
    permitted: list[x509.GeneralName] = [
        x509.DNSName(name) for name in dict.fromkeys((*LAN_NAMES, *_hosts(names)))
    ]
    permitted += [x509.IPAddress(ipaddress.ip_network(network)) for network in LAN_NETWORKS]
    made = (
        _builder(subject, subject, key.public_key(), now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pem(made, key)


def make_leaf(authority: bytes, names: Iterable[str], now: datetime.datetime) -> bytes:
    """Return a server certificate for names and addresses: PEM with its key."""
    issuer = x509.load_pem_x509_certificate(authority)
    signer = serialization.load_pem_private_key(authority, None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    listed = list(dict.fromkeys(names))
    made = (
        _builder(_name(listed[0]), issuer.subject, key.public_key(), now, LEAF_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in listed]), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
        )
        .sign(signer, hashes.SHA256())
    )
    return _pem(made, key)


def facts_of(certificate: bytes) -> Facts:
    """Return a PEM certificate's facts.

    Raises:
        ValueError: It is no certificate.
    """
    found = x509.load_pem_x509_certificate(certificate)
    digest = hashlib.sha256(found.public_bytes(serialization.Encoding.DER)).hexdigest().upper()
    names: tuple[str, ...] = ()
    for extension in found.extensions:
        if isinstance(extension.value, x509.SubjectAlternativeName):
            names = tuple(str(one.value) for one in extension.value)
    pairs = ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))
    return Facts(pairs, found.not_valid_before_utc, found.not_valid_after_utc, names)


def public_part(pem: bytes) -> bytes:
    """Return the certificate of a PEM file without its key."""
    found = x509.load_pem_x509_certificate(pem)
    return found.public_bytes(serialization.Encoding.PEM)


def on_the_lan(name: str) -> bool:
    """Tell whether an authority of ours may ever vouch for a name: any host, private addresses."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return True
    networks = map(ipaddress.ip_network, LAN_NETWORKS)
    return any(address.version == one.version and address in one for one in networks)


def may_vouch(certificate: bytes, name: str) -> bool:
    """Tell whether an authority's constraints admit a host name or address."""
    found = x509.load_pem_x509_certificate(certificate)
    allowed = found.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = [one.value for one in allowed.permitted_subtrees or []]
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        hosts = [one for one in permitted if isinstance(one, str)]
        return any(name == one or name.endswith(f".{one}") for one in hosts)
    networks = (ipaddress.ip_network(str(one)) for one in permitted if not isinstance(one, str))
    return any(address.version == one.version and address in one for one in networks)


def _hosts(names: Iterable[str]) -> list[str]:
    return [one for one in names if isinstance(_general(one), x509.DNSName)]


def _general(name: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words[:64])])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime.datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=BACK_DAYS))
        .not_valid_after(now + datetime.timedelta(days=days - BACK_DAYS))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(made: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return both in one file, so that a power cut cannot part them."""
    return made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
