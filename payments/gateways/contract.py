"""What a gateway must be able to do. Adapters raise by reaction, never by vendor.

``Unavailable``: nothing happened, or the key makes repeating safe. ``Declined``: a no, for good.
``OutcomeUnknown``: it may have happened: ask by key. ``Misconfigured``: our own fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from payments.statuses import TransactionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One movement of money to be made. ``key`` is the idempotency key.

    ``target`` is the gateway's authorization (captures, voids) or capture (refunds); empty to authorize.
    """

    kind: TransactionKind
    key: str
    amount: Decimal
    currency: str
    reference: str
    token: str = ""
    target: str = ""
    billing_country: str = ""
    # Where the customer comes back to from the bank; the same for every attempt under the key.
    return_url: str = ""
    # When the movement was promised: nothing happened under its key before.
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a gateway tells about a card; never its number."""

    brand: str = ""
    last4: str = ""
    fingerprint: str = ""
    country: str = ""
    avs_check: str = ""
    cvc_check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the gateway did. ``status`` is ok, declined or needs_action.

    ``rest_released``: with this capture the gateway let go of the rest of the authorization, though nobody asked.
    """

    status: str
    gateway_reference: str
    amount: Decimal
    currency: str
    message: str = ""
    expires_at: datetime | None = None
    action_url: str = ""
    card: Card = Card()
    rest_released: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A verified webhook: which of our keys it is about and what it says."""

    event_id: str
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeNews:
    """What a gateway says about a dispute, an inquiry or an early fraud warning, each time as it is now.

    ``kind`` and ``state`` are words of ``payments.statuses``; ``capture`` is the gateway's reference of the money it is
    about. ``withdrawn`` and ``returned`` tell of money that moved, and of nothing else. A warning without an amount
    (zero) is about the whole capture.
    """

    reference: str
    capture: str
    kind: str
    state: str
    amount: Decimal
    currency: str
    reason: str = ""
    evidence_due_at: datetime | None = None
    withdrawn: bool = False
    returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a stored notice means for us; ``unknown`` says why we have no use for it.

    ``movement`` is the kind of movement the receipt is of, a word of ``payments.statuses``.
    """

    key: str = ""
    movement: str = ""
    receipt: Receipt | None = None
    dispute: DisputeNews | None = None
    unknown: str = ""


class Gateway(Protocol):
    """One payment provider."""

    name: str

    def perform(self, instruction: Instruction) -> Receipt:
        """Authorize, capture, void or refund; the same key twice is once."""

    def find(self, instruction: Instruction) -> Receipt | None:
        """What became of the instruction's key; None when the gateway never did it."""

    def verify(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        """The webhook if its signature is right and fresh. Raises ForgedWebhook."""

    def card_page(self, *, return_url: str) -> str:
        """The address of the gateway's own page for a card; it comes back to ``return_url`` with ``card=<token>``.

        Some gateways are asked for it. Raises Unavailable when they do not answer.
        """

    def close(self) -> None:
        """Give connections back."""

    def read(self, notice: Mapping[str, Any], kind: str) -> Told:
        """What a stored webhook says."""


@runtime_checkable
class TakesEvidence(Protocol):
    """A gateway that passes evidence on to the bank; for the others a person copies it to their page."""

    def submit_evidence(self, *, reference: str, text: str, key: str) -> None:
        """Hand the text in for the dispute; the same key twice is once. Raises Unavailable and Declined."""
