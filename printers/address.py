"""Which addresses a printer may have."""

import ipaddress

# A printer's address comes from a form: it must not become a way to reach other machines' ports.
NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)
PORTS = frozenset({*range(9100, 9110), 515, 631})


def allowed(host: str) -> bool:
    """Tell whether an address in numbers is one a printer may have."""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    plain = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return any((plain or found) in network for network in NETWORKS)
