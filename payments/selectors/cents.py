"""Where every cent of an order is: figures that sum, of each tender and of the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.money import ZERO
from orders.models import Order, TenderKind
from orders.selectors.worth import payable
from payments.credit_words import LEDGER
from payments.models import Payment, PaymentTransaction, Refund
from payments.services.folding import WAITING, is_later
from payments.statuses import UNDER_WAY, Outcome, PaymentState, TransactionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderCents:
    """One payment, in the order's currency. Two equations hold, by construction and by the ledger's own checks:

    ``authorized = let_go + ran_out + letting_go + collecting + collecting_unknown + reserved + captured``
    ``captured = given_back + giving_back + giving_back_unknown + charged_back + kept``

    ``charged_back`` is what the bank took and did not return, ``won_back`` the part of ``kept`` that it returned;
    ``credited`` the part of ``given_back`` that became store credit instead of going back to this tender.
    """

    payment: Payment
    authorized: Decimal
    let_go: Decimal
    ran_out: Decimal
    letting_go: Decimal
    collecting: Decimal
    collecting_unknown: Decimal
    reserved: Decimal
    captured: Decimal
    given_back: Decimal
    giving_back: Decimal
    giving_back_unknown: Decimal
    charged_back: Decimal
    won_back: Decimal
    credited: Decimal
    kept: Decimal
    asking: Decimal
    asking_unknown: Decimal
    awaits_customer: bool
    delayed: Decimal
    later: Decimal
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCents:
    """The whole order. ``payable`` is the sum of all that follows but ``promised_back`` and ``surplus``.

    ``kept`` is collected money that nobody was promised back; ``back`` was collected and went back, or will, although
    the order still costs it, ``charged_back`` the same by the bank of a card holder; ``missing`` is what nobody paid or
    promised, a check that bounced among it, negative when more is kept than the order costs. ``surplus`` is reserved
    beyond need.
    """

    tenders: Sequence[TenderCents]
    payable: Decimal
    kept: Decimal
    promised_back: Decimal
    collecting: Decimal
    collecting_unknown: Decimal
    reserved: Decimal
    asking: Decimal
    delayed: Decimal
    later: Decimal
    back: Decimal
    charged_back: Decimal
    missing: Decimal
    surplus: Decimal


def cents_of(order: Order, payments: Iterable[Payment], refunds: Iterable[Refund]) -> OrderCents:
    """The figures of an order whose payments came with their transactions; no query."""
    tenders = [_tender(payment) for payment in payments]
    waiting = sum((refund.amount - _back_already(refund) for refund in refunds if refund.state in WAITING), ZERO)
    kept = sum((tender.kept for tender in tenders), ZERO) - waiting
    collecting = sum((tender.collecting for tender in tenders), ZERO)
    unknown = sum((tender.collecting_unknown for tender in tenders), ZERO)
    left = payable(order) - kept - collecting - unknown
    parts: dict[str, Decimal] = {}
    for name in ("later", "reserved", "asking", "delayed", "back", "charged_back"):
        whole = sum((_figure(tender, name) for tender in tenders), waiting if name == "back" else ZERO)
        parts[name] = min(whole, max(ZERO, left))
        left -= parts[name]
    reserved = sum((tender.reserved for tender in tenders), ZERO)
    return OrderCents(
        tenders=tenders, payable=payable(order), kept=kept, promised_back=waiting, collecting=collecting,
        collecting_unknown=unknown, missing=left, surplus=reserved - parts["reserved"], **parts,
    )  # fmt: skip


def _figure(tender: TenderCents, name: str) -> Decimal:
    if name == "asking":
        return tender.asking + tender.asking_unknown
    if name == "back":
        return tender.given_back + tender.giving_back + tender.giving_back_unknown
    if name == "charged_back" and tender.payment.kind == TenderKind.CHECK:
        # A check that bounced never paid: the order lacks the money.
        return ZERO
    figure: Decimal = getattr(tender, name)
    return figure


def _back_already(refund: Refund) -> Decimal:
    """What of a refund that failed in part has gone, and what is under way of it counts with its tender."""
    parts = refund.allocations.all()
    return sum((part.amount for part in parts if part.transaction.outcome != Outcome.FAILED), ZERO)


def _tender(payment: Payment) -> TenderCents:
    rows = list(payment.transactions.all())

    def told(kind: str, *outcomes: str) -> Decimal:
        return sum((row.amount for row in rows if row.kind == kind and row.outcome in outcomes), ZERO)

    done, asked, unknown = Outcome.SUCCEEDED, Outcome.REQUESTED, Outcome.UNKNOWN
    captured, authorized = told(TransactionKind.CAPTURE, done), told(TransactionKind.AUTHORIZATION, done)
    voided, ran_out = told(TransactionKind.VOID, done), _lapsed(rows)
    letting_go = told(TransactionKind.VOID, *UNDER_WAY)
    collecting, collecting_unknown = told(TransactionKind.CAPTURE, asked), told(TransactionKind.CAPTURE, unknown)
    given = told(TransactionKind.REFUND, done) - told(TransactionKind.RETURN, done)
    giving, giving_unknown = told(TransactionKind.REFUND, asked), told(TransactionKind.REFUND, unknown)
    returned = told(TransactionKind.REVERSAL, done)
    charged_back = told(TransactionKind.CHARGEBACK, done) - returned
    kept = captured - given - giving - giving_unknown - charged_back
    return TenderCents(
        payment=payment, authorized=authorized, let_go=voided - ran_out, ran_out=ran_out, letting_go=letting_go,
        collecting=collecting, collecting_unknown=collecting_unknown, captured=captured, given_back=given,
        reserved=authorized - voided - letting_go - collecting - collecting_unknown - captured,
        giving_back=giving, giving_back_unknown=giving_unknown, charged_back=charged_back,
        kept=kept, won_back=min(returned, kept), credited=_credited(payment, rows),
        asking=told(TransactionKind.AUTHORIZATION, asked), asking_unknown=told(TransactionKind.AUTHORIZATION, unknown),
        awaits_customer=payment.state == PaymentState.REQUIRES_ACTION, delayed=payment.delayed_amount,
        later=payment.amount - payment.captured_amount if is_later(payment) else ZERO, expires_at=payment.expires_at,
    )  # fmt: skip


def _credited(payment: Payment, rows: Iterable[PaymentTransaction]) -> Decimal:
    """What of another tender's money was given as store credit."""
    back = (row for row in rows if row.kind == TransactionKind.REFUND and row.outcome == Outcome.SUCCEEDED)
    return sum((row.amount for row in back if row.gateway == LEDGER != payment.gateway), ZERO)


def _lapsed(rows: Iterable[PaymentTransaction]) -> Decimal:
    return sum((row.amount for row in rows if row.is_lapse and row.outcome == Outcome.SUCCEEDED), ZERO)
