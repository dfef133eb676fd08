"""Where every cent of an order is, in sentences whose amounts visibly sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.money import ZERO
from orders.editing.blocking import EDITABLE
from orders.models import Order, TenderKind
from payments.models import Payment
from payments.selectors.cents import OrderCents, TenderCents, cents_of
from payments.selectors.late import Kept, kept_for_decision

GOING_ON = "the gateway is being asked what became of it"


@dataclass(frozen=True)
class Row:
    """One sentence with its amount; ``tone`` is bad for what needs a person."""

    sentence: str
    amount: Decimal
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Sheet:
    """Rows that sum to ``total``, which the page shows below them."""

    title: str
    rows: Sequence[Row]
    total: Decimal
    sum_label: str
    url: str = ""

    @property
    def adds_up(self) -> bool:
        return sum((row.amount for row in self.rows), ZERO) == self.total


@dataclass(frozen=True)
class CentsPanel:
    """The order's own sheet, and one or two for every tender that holds or held money."""

    whole: Sheet
    tenders: Sequence[Sheet]
    notes: Sequence[Row]


def cents_panel(order: Order) -> CentsPanel:
    """No query where the page has fetched payments with their transactions, and refunds; one more when it is over."""
    payments = sorted(order.payments.all(), key=lambda payment: (payment.position, payment.pk))
    cents, late = cents_of(order, payments, order.refunds.all()), kept_for_decision(order)
    return CentsPanel(
        whole=_whole(order, cents, late),
        tenders=[sheet for tender in cents.tenders for sheet in _tender_sheets(tender)],
        notes=list(_notes(order, cents, late)),
    )


def _whole(order: Order, cents: OrderCents, late: Kept) -> Sheet:
    is_open = order.state in EDITABLE
    missing = "Nobody has paid or promised it yet" if is_open else "Not collected"
    above = min(ZERO, cents.missing)
    waits = min(late.captured, -above)
    sentences = (
        Row("Collected and kept", cents.kept, "#payments"),
        Row("Being collected now", cents.collecting, "#payments"),
        Row(f"Perhaps collected: {GOING_ON}", cents.collecting_unknown, "#payments", "bad"),
        Row("Reserved, collected as the goods leave", cents.reserved, "#payments"),
        Row(_asking(cents), cents.asking, "#payments"),
        Row("The card is asked once the goods are there", cents.delayed, "#payments"),
        Row("To be paid by invoice or on delivery", cents.later, "#payments"),
        Row("Given back, or promised back, beyond what was credited", cents.back, "#refunds"),
        Row("Charged back by the bank", cents.charged_back, "#payments", "bad"),
        Row(missing, max(ZERO, cents.missing), "#payments", "bad"),
        Row("Kept above what it costs: to be given back", above + waits, "#refunds", "bad"),
        Row("Came when the order was over: waits for a decision", -waits, _late_page(order), "bad"),
    )
    return Sheet("", _filled(sentences), cents.payable, "What it costs in the end")


def _asking(cents: OrderCents) -> str:
    if any(tender.awaits_customer for tender in cents.tenders):
        return "The customer has to confirm it with the bank"
    if any(tender.asking_unknown for tender in cents.tenders):
        return f"Perhaps reserved: {GOING_ON}"
    return "The bank is being asked to reserve it"


def _notes(order: Order, cents: OrderCents, late: Kept) -> Iterator[Row]:
    """What belongs to no sum of the order: money beside what it costs."""
    if cents.promised_back:
        yield Row("Promised back to the customer, not sent yet", cents.promised_back, "#refunds", "bad")
    waits = min(sum(late.reserved.values(), ZERO), max(ZERO, cents.surplus))
    if waits:
        yield Row("Reserved when the order was over: waits for a decision", waits, _late_page(order), "bad")
    if cents.surplus > waits:
        yield Row("Reserved beyond what the order costs; it is let go", cents.surplus - waits, "#payments")


def _late_page(order: Order) -> str:
    return f"{reverse('admin:payments_latemoney_changelist')}?q={order.number}"


def _tender_sheets(tender: TenderCents) -> Iterator[Sheet]:
    """What became of the authorized money, and of the captured; one is left out where it says nothing."""
    name, url = _name_of(tender.payment), reverse("admin:payments_payment_change", args=[tender.payment.pk])
    is_direct = not tender.payment.gateway and tender.authorized == tender.captured
    if tender.authorized and not is_direct:
        yield Sheet(name, _filled(_authorized_rows(tender)), tender.authorized, "Authorized", url)
    if tender.captured and (tender.captured != tender.kept or tender.won_back or is_direct):
        label = "Received" if is_direct else "Captured"
        yield Sheet(name, _filled(_captured_rows(tender)), tender.captured, label, url)


def _authorized_rows(tender: TenderCents) -> Sequence[Row]:
    until = f", until {_moment(tender)}" if tender.expires_at else ""
    return (
        Row("Captured", tender.captured),
        Row("Being captured", tender.collecting),
        Row(f"Perhaps captured: {GOING_ON}", tender.collecting_unknown, tone="bad"),
        Row(f"Still reserved{until}", tender.reserved),
        Row("Being let go", tender.letting_go),
        Row("Let go", tender.let_go),
        Row("Ran out", tender.ran_out),
    )


def _captured_rows(tender: TenderCents) -> Sequence[Row]:
    return (
        Row("Kept", tender.kept - tender.won_back),
        Row("Taken by the bank, returned and kept", tender.won_back),
        Row("Given back", tender.given_back - tender.credited),
        Row("Given as store credit", tender.credited),
        Row("On its way back", tender.giving_back),
        Row(f"Perhaps given back: {GOING_ON}", tender.giving_back_unknown, tone="bad"),
        Row("Charged back by the bank", tender.charged_back, tone="bad"),
    )


def _moment(tender: TenderCents) -> str:
    return date_format(timezone.localtime(tender.expires_at), "j M H:i")


def _name_of(payment: Payment) -> str:
    card = f" {payment.card_brand} …{payment.card_last4}" if payment.card_last4 else ""
    kind = TenderKind(payment.kind).label if payment.kind in TenderKind.values else payment.kind
    return f"{payment.number} · {kind}{card}"


def _filled(rows: Sequence[Row]) -> list[Row]:
    """Rows with something in them; the first stays, so that nothing is shown as nothing."""
    return [row for row in rows if row.amount] or [rows[0]]
