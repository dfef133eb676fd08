"""Take over invoices as finished orders: set-based, without stock, mail or gateway."""

from collections.abc import Sequence
from itertools import islice

from catalog.models import SKU, Channel
from core.actors import Actor, ensure_may
from core.models import ImportJob, RowOutcome
from core.numbers import next_numbers
from core.service import service
from desk.imports.copying import reserve_ids
from desk.imports.historical.composing import Goods, Keys, PastOrder, compose_past, discount_fits
from desk.imports.historical.people import addresses_of, customers_of, reference_of
from desk.imports.historical.writing import write_past
from desk.imports.invoices import Invoice, Verdict, load_invoices, record_verdicts
from desk.imports.stock_rows import keep_adjustments
from orders.models import Order, OrderCharge, OrderDiscount, OrderLine, OrderTender


@service
def take_invoices(*, job: ImportJob, numbers: Sequence[str], channel: Channel, actor: Actor) -> int:
    """Make finished orders of these invoices; tells how many.

    Rows that become a credit stay pending for ``credit_invoices``. Raises NotPermitted.
    """
    ensure_may(actor, "orders.place_order")
    invoices = load_invoices(job=job, numbers=numbers)
    _reject_known(invoices, channel)
    goods = _goods_of(invoices)
    _reject_unknown_goods(invoices, goods)
    for invoice in invoices:
        if invoice.discounts and not discount_fits(invoice, channel.currency):
            invoice.credits.extend(invoice.discounts)
            invoice.discounts.clear()
    wanted = [invoice for invoice in invoices if invoice.is_order]
    past = _compose(wanted, channel, goods)
    write_past(past, actor=actor)
    verdicts = [verdict for invoice in invoices for verdict in invoice.rejected]
    for invoice, order in zip(wanted, past, strict=True):
        verdicts += _verdicts(invoice, order)
    verdicts += keep_adjustments(invoices)
    record_verdicts(verdicts)
    return len(past)


def _reject_known(invoices: Sequence[Invoice], channel: Channel) -> None:
    known = dict(
        Order.objects.filter(channel=channel, external_id__in=[invoice.number for invoice in invoices]).values_list(
            "external_id", "number"
        )
    )
    for invoice in invoices:
        if invoice.number in known:
            for items in invoice.items.values():
                reason = f"Invoice {invoice.number} came with another file and is order {known[invoice.number]}."
                invoice.reject(items, field="InvoiceNo", reason=reason)
            invoice.items.clear()


def _goods_of(invoices: Sequence[Invoice]) -> dict[str, Goods]:
    codes = {item.row.code for invoice in invoices for item in invoice.goods + invoice.adjustments}
    columns = ("code", "id", "name", "track_stock", "needs_shipping")
    return {code: Goods(*facts) for code, *facts in SKU.objects.filter(code__in=codes).values_list(*columns)}


def _reject_unknown_goods(invoices: Sequence[Invoice], goods: dict[str, Goods]) -> None:
    for invoice in invoices:
        unknown = [item for item in invoice.goods if item.row.code not in goods]
        for item in unknown:
            reason = f"“{item.row.code}” is not in the catalog."
            invoice.reject([item], field="StockCode", reason=reason)
            invoice.goods.remove(item)


def _compose(invoices: Sequence[Invoice], channel: Channel, goods: dict[str, Goods]) -> list[PastOrder]:
    customers = customers_of(invoices)
    addresses = addresses_of(invoices, customers)
    orders = iter(reserve_ids(Order, len(invoices)))
    numbers = iter(next_numbers("order", len(invoices), channel.number_prefix))
    lines = iter(reserve_ids(OrderLine, sum(len(invoice.goods) for invoice in invoices)))
    charges = iter(reserve_ids(OrderCharge, sum(len(invoice.charges) for invoice in invoices)))
    discounts = iter(reserve_ids(OrderDiscount, sum(len(invoice.discounts) for invoice in invoices)))
    tenders = iter(reserve_ids(OrderTender, len(invoices)))
    past = []
    for invoice in invoices:
        keys = Keys(
            order_id=next(orders),
            number=next(numbers),
            line_ids=list(islice(lines, len(invoice.goods))),
            charge_ids=list(islice(charges, len(invoice.charges))),
            discount_ids=list(islice(discounts, len(invoice.discounts))),
            tender_id=next(tenders),
        )
        customer = customers[reference_of(invoice)]
        address = addresses[customer, invoice.country]
        past.append(
            compose_past(invoice, channel=channel, keys=keys, goods=goods, customer_id=customer, address_id=address)
        )
    return past


def _verdicts(invoice: Invoice, past: PastOrder) -> list[Verdict]:
    """Each row of the order points at the line, charge or discount it became."""
    became = (
        (RowOutcome.ORDER_LINE, "order_line", invoice.goods, past.lines),
        (RowOutcome.CHARGE, "order_charge", invoice.charges, past.charges),
        (RowOutcome.DISCOUNT, "order_discount", invoice.discounts, past.discounts),
    )
    return [
        Verdict(item.row_id, outcome, kind, target.pk)
        for outcome, kind, items, targets in became
        for item, target in zip(items, targets, strict=True)
    ]
