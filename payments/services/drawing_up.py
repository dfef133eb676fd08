"""Write an invoice or credit note: everything frozen, the number taken last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.actors import Actor
from core.errors import Misconfigured
from core.events import publish
from core.money import ZERO
from core.selectors.packed import all_events
from orders.events import ParcelDispatched
from orders.models import Order, OrderCharge, OrderLine
from payments.events import CreditNoteIssued, DocumentIssued, InvoiceIssued
from payments.models import Document, DocumentLine, DocumentTax, Payment
from payments.papers.words import words_of
from payments.selectors.billing import Part
from payments.selectors.parties import buyer_of, document_locale, seller_of
from payments.services.folding import is_later
from payments.services.numbering import next_document_number
from payments.statuses import DocumentKind, LineKind, SettlementTerms

_FACTS: Mapping[str, type[DocumentIssued]] = {
    DocumentKind.INVOICE: InvoiceIssued,
    DocumentKind.CREDIT_NOTE: CreditNoteIssued,
}


@dataclass(frozen=True)
class Wording:
    """What lines and charges of the order are called; lines come with their SKU and kit read."""

    lines: Mapping[int, OrderLine]
    charges: Mapping[int, OrderCharge]


def issue(
    order: Order, parts: Sequence[Part], wording: Wording, *, now: datetime, actor: Actor,
    invoice: Document | None = None,
) -> Document:  # fmt: skip
    """The document over ``parts``: an invoice, or a credit note that takes back from ``invoice``.

    The caller holds the order's lock. Raises Misconfigured when the channel does not say who sells.
    """
    if not order.channel.seller_name:
        raise Misconfigured(f"{order.channel.name} does not say who sells: fill in the seller of the channel.")
    kind = DocumentKind.CREDIT_NOTE if invoice else DocumentKind.INVOICE
    document = _draw_up(order, kind, parts, now)
    document.invoice = invoice
    document.series_id, document.sequence, document.number = next_document_number(
        order.channel, kind, document.issued_on
    )
    document.save(force_insert=True)
    lines = _lines(document, parts, wording)
    DocumentLine.objects.bulk_create(lines)
    DocumentTax.objects.bulk_create(_taxes(document, parts))
    fact = _FACTS[kind](order_id=order.pk, document_id=document.pk)
    publish(fact, actor=actor, changes={"document": ["", document.number]})
    return document


def _draw_up(order: Order, kind: str, parts: Sequence[Part], now: datetime) -> Document:
    today = _day(order, now)
    terms = _terms(order) if kind == DocumentKind.INVOICE else SettlementTerms.PAID
    days = order.payment_terms_days if terms == SettlementTerms.ON_ACCOUNT else 0
    return Document(
        kind=kind, order=order, currency=order.currency, prices_include_tax=order.prices_include_tax,
        locale=document_locale(order), goods_amount=_sum(part.amount - part.discount for part in parts),
        tax_amount=_sum(part.tax for part in parts), total=_sum(part.total for part in parts),
        seller=seller_of(order.channel), buyer=buyer_of(order), po_number=order.po_number, tax_note=order.tax_reason,
        tax_treatment=order.tax_treatment, terms=terms, terms_days=days,
        due_on=today + timedelta(days=days) if terms == SettlementTerms.ON_ACCOUNT else None,
        ordered_on=_day(order, order.placed_at or now), supplied_on=_supplied_on(order, now), issued_on=today,
    )  # fmt: skip


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _day(order: Order, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(order.channel.time_zone)).date()


def _supplied_on(order: Order, now: datetime) -> date:
    """The day the latest parcel left; of what is not sent, the day of issue."""
    left = [event.at for event in all_events(order.pk) if event.name == ParcelDispatched.name]
    return _day(order, left[-1] if left else now)


def _terms(order: Order) -> SettlementTerms:
    """How it is settled, by the tenders that are still to come."""
    coming = {payment.kind for payment in Payment.objects.filter(order=order) if is_later(payment)}
    if "on_account" in coming:
        return SettlementTerms.ON_ACCOUNT
    return SettlementTerms.ON_DELIVERY if "cash_on_delivery" in coming else SettlementTerms.PAID


def _lines(document: Document, parts: Iterable[Part], wording: Wording) -> list[DocumentLine]:
    return [_line(document, position, part, wording) for position, part in enumerate(parts, start=1)]


def _line(document: Document, position: int, part: Part, wording: Wording) -> DocumentLine:
    key = part.key
    row = DocumentLine(
        document=document, position=position, kind=key.kind, units=part.units or None, amount=part.amount,
        discount_amount=part.discount, tax_percent=key.tax_percent, tax_amount=part.tax,
    )  # fmt: skip
    if key.kind == LineKind.CHARGE:
        charge = wording.charges.get(key.row_id or 0)
        row.charge_id_of_order, row.name = key.row_id, charge.label if charge else words_of(document.locale)["charge"]
    elif key.row_id is None:
        row.name = words_of(document.locale)["reduction"]
    else:
        line = wording.lines[key.row_id]
        row.line_id_of_order, row.code, row.unit_price = line.pk, line.sku.code, line.unit_price
        row.name = f"{line.name} ({line.kit.name})"[:200] if line.kit else line.name
    return row


def _taxes(document: Document, parts: Iterable[Part]) -> list[DocumentTax]:
    bases: dict[Decimal, Decimal] = {}
    taxes: dict[Decimal, Decimal] = {}
    for part in parts:
        percent = part.key.tax_percent
        bases[percent] = bases.get(percent, ZERO) + part.base
        taxes[percent] = taxes.get(percent, ZERO) + part.tax
    return [
        DocumentTax(document=document, tax_percent=percent, base_amount=bases[percent], tax_amount=taxes[percent])
        for percent in bases
    ]
