"""One certificate from a certificate service by ACME (RFC 8555) with the dns-01 challenge.

Certbot's `acme` library speaks the protocol; here are the order of the steps, what is kept
between them, and the limits of each wait.
"""

import contextlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

import josepy
from acme import challenges, crypto_util, errors, messages
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from josepy.jwk import JWKEC
from josepy.util import ComparableECKey

from venue.core import http
from venue.core.errors import Unavailable, VenueError
from venue.core.vault import Vault
from venue.tls import plan as plans
from venue.tls import records
from venue.tls.network import Client, Network
from venue.tls.plan import Failed, Plan
from venue.tls.records import Record

log = logging.getLogger(__name__)

POLLS, POLL_S, LONGEST_POLL_S = 30, 2.0, 20.0
LOOKS, LOOK_S = 36, 5.0  # three minutes for name servers to hear of a record
# The order is as it was: only the moment was wrong.
PASSING = ("rateLimited", "serverInternal", "badNonce", "accountDoesNotExist")


class Issuer:
    """One attempt for a plan.

    Args:
        keep: Stores the plan; called before and after each step that the service counts.
        pause: Waits so many seconds; may raise to give up, as when the box stops.
    """

    def __init__(
        self,
        plan: Plan,
        vault: Vault,
        keep: Callable[[], None],
        pause: Callable[[float], None],
        now: Callable[[], datetime],
    ) -> None:
        self._plan, self._vault, self._keep, self._pause, self._now = plan, vault, keep, pause, now

    def obtain(self) -> tuple[bytes, bytes]:
        """Return a certificate with its chain, and its key, both PEM.

        Raises:
            Failed: None came; the plan holds how far it went.
        """
        network = None
        try:
            network = Network(self._account_key())
            self._client = Client(Client.get_directory(self._plan.directory, network), network)
            return self._steps()
        except http.Failure as error:
            raise Failed(f"the certificate service does not answer: {error}") from error
        except messages.Error as error:
            raise self._told(error, network.wait_s if network else 0) from error
        except (errors.Error, josepy.errors.Error, KeyError, ValueError, AttributeError) as error:
            raise Failed(f"the certificate service answers nonsense: {error!r:.120}") from error
        except VenueError as error:
            raise Failed(error.message) from error

    def _steps(self) -> tuple[bytes, bytes]:
        self._enter()
        order = self._order()
        if order.status == messages.STATUS_PENDING:
            self._prove(order.authorizations)
            order = self._client.order(self._plan.order)
        key = self._vault.open(self._plan.order_key).encode()
        if order.status == messages.STATUS_READY:
            request = crypto_util.make_csr(key, [self._plan.name])
            self._client.begin_finalization(
                messages.OrderResource(body=order, uri=self._plan.order, csr_pem=request)
            )
            order = self._client.order(self._plan.order)
        return self._fetch(order), key

    def _enter(self) -> None:
        """Make the account, or use the one that is there."""
        if not self._plan.account:
            try:
                made = self._client.new_account(
                    messages.NewRegistration.from_data(
                        email=self._plan.email or None, terms_of_service_agreed=True
                    )
                )
                self._plan.account = str(made.uri)
            except errors.ConflictError as known:
                self._plan.account = str(known.location)
            self._keep()
        self._client.net.account = messages.RegistrationResource(
            uri=self._plan.account, body=messages.Registration()
        )

    def _order(self) -> messages.Order:
        """Go on with the order under way; make one when there is none that can still be filled."""
        if self._plan.order:
            found = self._standing()
            if found is not None:
                return found
        if not plans.may_order(self._plan, self._now()):
            raise Failed(f"{plans.MOST_ORDERS} orders were made within a week; the next one waits")
        key = _pem(ec.generate_private_key(ec.SECP256R1()))
        self._plan.order, self._plan.order_key = "", self._vault.seal(key)
        plans.ordering(self._plan, self._now())
        self._keep()
        made = self._client.new_order(crypto_util.make_csr(key.encode(), [self._plan.name]))
        self._plan.order = str(made.uri)
        self._keep()
        return made.body

    def _standing(self) -> messages.Order | None:
        if not self._opened(self._plan.order_key):
            return None
        try:
            found = self._client.order(self._plan.order)
        except messages.Error as error:
            if error.code in PASSING:
                raise
            return None
        return found if found.status != messages.STATUS_INVALID else None

    def _prove(self, authorizations: Iterable[str]) -> None:
        for url in authorizations:
            found = self._client.authorization(url)
            if found.body.status == messages.STATUS_VALID:
                continue
            offered = [
                one for one in found.body.challenges if isinstance(one.chall, challenges.DNS01)
            ]
            if not offered:
                raise Failed("the certificate service offers no dns-01", order_is_dead=True)
            self._show(url, found.body.identifier.value, offered[0])

    def _show(self, url: str, name: str, challenge: messages.ChallengeBody) -> None:
        """Put the record into the zone while the service looks for it."""
        key = self._client.net.key
        record = Record(
            challenge.chall.validation_domain_name(name), challenge.chall.validation(key)
        )
        way = self._plan.dns
        secret = self._opened(way.key)
        if way.key and not secret:
            raise Failed(
                "the zone's key was sealed with another key file; set the public name up again"
            )
        records.put(way, secret, record)
        try:
            self._until_shown(record)
            if challenge.status == messages.STATUS_PENDING:
                self._client.answer_challenge(challenge, challenge.chall.response(key))
            self._until_proven(url)
        finally:
            with contextlib.suppress(Unavailable):
                records.drop(way, secret, record)

    def _until_shown(self, record: Record) -> None:
        for _ in range(LOOKS):
            if records.shown(self._plan.dns, record):
                return
            self._pause(LOOK_S)
        raise Failed(f"the name servers do not show the record {record.name}")

    def _until_proven(self, url: str) -> None:
        for _ in range(POLLS):
            found = self._client.authorization(url).body
            if found.status == messages.STATUS_VALID:
                return
            if found.status != messages.STATUS_PENDING:
                said = [str(one.error.detail) for one in found.challenges if one.error]
                words = said[0] if said else str(found.status.name)
                raise Failed(f"the name was not proven: {words}", order_is_dead=True)
            self._wait()
        raise Failed("the certificate service takes long to look at the record")

    def _fetch(self, order: messages.Order) -> bytes:
        for _ in range(POLLS):
            if order.status == messages.STATUS_VALID and order.certificate:
                return self._client.certificate(order.certificate)
            if order.status == messages.STATUS_INVALID:
                why = order.error.detail if order.error else "without a word"
                raise Failed(f"the order was refused: {why}", order_is_dead=True)
            self._wait()
            order = self._client.order(self._plan.order)
        raise Failed("the certificate service takes long to make the certificate")

    def _wait(self) -> None:
        self._pause(min(max(self._client.net.wait_s, POLL_S), LONGEST_POLL_S))

    def _account_key(self) -> JWKEC:
        opened = self._opened(self._plan.account_key)
        if not opened:
            opened = _pem(ec.generate_private_key(ec.SECP256R1()))
            self._plan.account_key, self._plan.account = self._vault.seal(opened), ""
            self._keep()
        found = serialization.load_pem_private_key(opened.encode(), None)
        assert isinstance(found, ec.EllipticCurvePrivateKey)
        return JWKEC(key=ComparableECKey(found))

    def _opened(self, sealed: str) -> str:
        """Return a secret; empty when there is none, or it was sealed under another key file."""
        with contextlib.suppress(Unavailable):
            return self._vault.open(sealed) if sealed else ""
        return ""

    def _told(self, error: messages.Error, wait_s: int) -> Failed:
        if error.code == "accountDoesNotExist":
            self._plan.account = ""
        words = f"the certificate service says: {error.detail or error.code or error.typ}"
        return Failed(words, wait_s=wait_s, order_is_dead=error.code not in PASSING)


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
