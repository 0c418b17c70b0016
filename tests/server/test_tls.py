"""The TLS option: a certificate of the owner's, and a silent client that holds nobody up."""

import datetime
import ipaddress
import socket
from pathlib import Path

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import Serve


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a self-signed certificate for the loopback; return its file and the key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "venue.local")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def test_https_is_served_while_a_client_says_nothing(serve: Serve, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    served = serve(
        certificate=cert,
        settings={"server.tls_certificate": str(cert), "server.tls_key": str(key)},
    )
    silent = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(3)]
    answer = requests.get(f"{served.url}/healthz", verify=str(cert), timeout=5)
    assert answer.json() == {"ok": True}
    for one in silent:
        one.close()
