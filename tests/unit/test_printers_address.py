"""Which addresses a printer may have."""

import pytest

from printers.address import PORTS, allowed


@pytest.mark.parametrize(
    ("host", "may"),
    [
        ("192.168.1.50", True),
        ("10.0.0.9", True),
        ("172.31.255.1", True),
        ("172.32.0.1", False),
        ("169.254.3.4", True),
        ("127.0.0.1", True),
        ("fe80::1%eth0", True),
        ("fd12::1", True),
        ("::1", True),
        ("8.8.8.8", False),
        ("0.0.0.0", False),
        ("::ffff:8.8.8.8", False),
        ("::ffff:192.168.1.5", True),
        ("224.0.0.1", False),
        ("2001:4860:4860::8888", False),
        ("printer.local", False),
        ("", False),
    ],
)
def test_allowed(host, may):
    assert allowed(host) is may


def test_ports():
    assert sorted(PORTS) == [515, 631, *range(9100, 9110)]
