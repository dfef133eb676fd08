"""Place the orders of a file as a shop would: guests, seeded addresses, a sandbox card."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from catalog.models import Channel
from core.actors import Actor
from core.models import ImportJob, RowOutcome
from core.money import ZERO, quantize
from desk.imports.historical.composing import discount_fits
from desk.imports.historical.people import reference_of
from desk.imports.invoices import Invoice, Item, Verdict, load_invoices, record_verdicts
from desk.imports.live.opening import ensure_services, service_code
from desk.imports.live.stock import apply_adjustments
from desk.imports.uci.classing import charge_kind
from desk.people.invent import invent_address, invent_customer
from orders.intake.requests import (
    ChargeRequest,
    CustomerRequest,
    DiscountRequest,
    LineRequest,
    OrderRequest,
    Outcome,
    TenderRequest,
)
from orders.models import OrderCharge, OrderDiscount, TenderKind
from orders.selectors.kits import lines_as_wished
from orders.services.placing import place_orders
from orders.statuses import Intake

CARD = "tok_visa"


def place_invoices(*, job: ImportJob, numbers: Sequence[str], channel: Channel, actor: Actor) -> int:
    """Place one order per invoice; tells how many are new. A repeat finds the orders it placed before."""
    invoices = load_invoices(job=job, numbers=numbers)
    for invoice in invoices:
        if invoice.discounts and not discount_fits(invoice, channel.currency):
            invoice.credits.extend(invoice.discounts)
            invoice.discounts.clear()
    wanted = [invoice for invoice in invoices if invoice.is_order]
    ensure_services(codes=[item.row.code for invoice in wanted if not invoice.goods for item in invoice.charges])
    outcomes = place_orders([_request(invoice, channel) for invoice in wanted], actor=actor) if wanted else []
    verdicts = [verdict for invoice in invoices for verdict in invoice.rejected]
    verdicts += _verdicts(wanted, outcomes)
    record_verdicts(verdicts)
    apply_adjustments(invoices=invoices, actor=actor)
    return sum(1 for outcome in outcomes if outcome.order_id is not None and not outcome.is_repeat)


def _request(invoice: Invoice, channel: Channel) -> OrderRequest:
    currency = channel.currency
    lines = [_line(item.row.code, item) for item in invoice.goods]
    charges = []
    if lines:
        charges = [_charge(item, currency) for item in invoice.charges]
    else:
        lines = [_line(service_code(item.row.code), item) for item in invoice.charges]
    reference = reference_of(invoice)
    total = sum((item.row.value for item in invoice.goods + invoice.charges + invoice.discounts), ZERO)
    return OrderRequest(
        channel_code=channel.code,
        lines=lines,
        charges=charges,
        discounts=[
            DiscountRequest(label=item.row.description[:120] or "Discount", amount=quantize(-item.row.value, currency))
            for item in invoice.discounts
        ],
        customer=_customer(invoice, reference),
        shipping_address=invent_address(reference, invoice.country),
        tenders=[TenderRequest(kind=TenderKind.CARD, token=CARD)] if quantize(total, currency) else [],
        external_id=invoice.number,
        intake=Intake.FILE,
    )


def _customer(invoice: Invoice, reference: str) -> CustomerRequest:
    return invent_customer(reference, external_id=reference if invoice.customer else "")


def _line(code: str, item: Item) -> LineRequest:
    row = item.row
    return LineRequest(sku_code=code, quantity=row.quantity, unit_price=row.unit_price, price_reason="Invoiced")


def _charge(item: Item, currency: str) -> ChargeRequest:
    row = item.row
    label = row.description[:120] or row.code
    return ChargeRequest(kind=charge_kind(row.code), label=label, amount=quantize(row.value, currency))


def _verdicts(invoices: Sequence[Invoice], outcomes: Sequence[Outcome]) -> list[Verdict]:
    placed = [outcome.order_id for outcome in outcomes if outcome.order_id is not None]
    lines = _keys(lines_as_wished(placed))
    charges = _keys(OrderCharge.objects.filter(order_id__in=placed).order_by("pk"))
    discounts = _keys(OrderDiscount.objects.filter(order_id__in=placed).order_by("pk"))
    verdicts: list[Verdict] = []
    for invoice, outcome in zip(invoices, outcomes, strict=True):
        if outcome.order_id is None:
            invoice_items = invoice.goods + invoice.charges + invoice.discounts
            verdicts += [_refusal(item, outcome) for item in invoice_items]
            continue
        key = outcome.order_id
        goods = invoice.goods or invoice.charges
        extra = invoice.charges if invoice.goods else []
        verdicts += _pointing(goods, lines[key], RowOutcome.ORDER_LINE, "order_line")
        verdicts += _pointing(extra, charges[key], RowOutcome.CHARGE, "order_charge")
        verdicts += _pointing(invoice.discounts, discounts[key], RowOutcome.DISCOUNT, "order_discount")
    return verdicts


def _keys(rows: QuerySet[Any]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for order_id, key in rows.values_list("order_id", "pk"):
        found[order_id].append(key)
    return found


def _refusal(item: Item, outcome: Outcome) -> Verdict:
    error = outcome.error
    field = str(error.context.get("field", "InvoiceNo"))[:40] if error else "InvoiceNo"
    return Verdict(item.row_id, RowOutcome.REJECTED, field=field, reason=error.message if error else "Refused.")


def _pointing(items: Sequence[Item], keys: Sequence[int], outcome: RowOutcome, kind: str) -> list[Verdict]:
    return [Verdict(item.row_id, outcome, kind, key) for item, key in zip(items, keys, strict=True)]
