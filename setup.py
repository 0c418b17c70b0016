"""Metadata, dependencies and entry points of the appliance."""

from setuptools import find_packages, setup

CUSTOMERS_PACKAGES = [
    "flask>=3.1,<4",
    "flask-socketio>=5.6,<6",
    "eventlet>=0.41,<0.42",
    # 3.x commits the caller's transaction inside insert().
    "sqlite-utils>=4.2,<5",
    "qrcode>=8.2,<9",
    "pillow>=12,<14",
    "apscheduler>=3.11,<4",
    "requests>=2.32,<3",
    "click>=8.2,<9",
]

CHOSEN_PACKAGES = [
    "orjson>=3.11,<4",
    "msgspec>=0.20,<1",
    "argon2-cffi>=25.1,<26",
    "cryptography>=46,<52",
    "prometheus-client>=0.23,<1",
    "simple-websocket>=1.1,<2",
    "tomlkit>=0.13,<1",
    "fpdf2>=2.8,<3",
    "zeroconf>=0.140,<1",
    "graphql-core>=3.2.6,<3.4",
    # A certificate for a public name: RFC 8555 by Certbot's library, dynamic DNS (RFC 2136).
    "acme>=5.3,<6",
    "josepy>=2.1,<3",
    "dnspython>=2.7,<3",
]

# Listening to spoken phrases; the box serves without it.
SPEECH_PACKAGES = ["pocketsphinx>=5.0.4,<6"]

TEST_PACKAGES = [
    "pytest>=8.4,<10",
    "hypothesis>=6.140,<7",
    "playwright>=1.55,<2",
    "axe-playwright-python>=0.1.4,<1",
    "python-socketio[client]>=5.14,<6",
    "python-escpos>=3.1,<4",
    "aiosmtpd>=1.4,<2",
    "zxing-cpp>=3,<4",
    "pypdf>=6,<7",
    "pytest-timeout>=2.4,<3",
    "pytest-xdist>=3.8,<4",
    "ruff>=0.14,<1",
    "mypy>=1.18,<3",
    "types-requests>=2.32,<3",
    "openapi-schema-validator>=0.6,<1",
    "pyyaml>=6,<7",
    "schemathesis>=4.3,<5",
    # Reads bags of cells a second time, for the tests of sync/ton alone.
    "pytoniq-core>=0.2.1,<0.3",
]

MODULES = [
    "printing = printers.module:MODULE",
    "sync = sync.module:MODULE",
    "ton = sync.ton.module:MODULE",
    "cloudbeds = sync.cloudbeds.module:MODULE",
    "airalo = sync.airalo.module:MODULE",
    *(
        f"{name} = venue.{name}:MODULE"
        for name in (
            "staff", "devices", "menu", "tables", "orders", "drafts", "kitchen", "bills", "folios",
            "payments", "receipts", "cash", "reports", "rooms", "bookings", "lodging", "checkin",
            "profiles", "roomservice", "desklog", "esim", "translator", "backups", "health",
            "manage", "privacy", "venuefile",
        )
    ),
]  # fmt: skip

setup(
    name="venue",
    version="0.1.0",
    description="A self-hosted appliance for one restaurant or hotel; takes every order offline.",
    license="MIT",
    python_requires=">=3.11",
    packages=find_packages(
        include=["venue", "venue.*", "sync", "sync.*", "printers", "printers.*", "config"]
    ),
    include_package_data=True,
    package_data={
        "venue.web": ["templates/*.html", "static/**/*"],
        "config": ["*.toml", "demo/*"],
        "printers": ["templates/*"],
        "sync": ["mail/texts/*.json"],
        "venue.translator": ["phrases/*.toml"],
        "venue.gateway": ["openapi/answers/*.json"],
    },
    install_requires=CUSTOMERS_PACKAGES + CHOSEN_PACKAGES,
    extras_require={"test": TEST_PACKAGES + SPEECH_PACKAGES, "speech": SPEECH_PACKAGES},
    entry_points={
        "console_scripts": ["venue = venue.cli:main"],
        "venue.modules": MODULES,
    },
)
