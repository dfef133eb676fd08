"""What shipping costs by another method, under the terms the order was placed with."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from orders.intake.charging import Extra, WantedCharge, charges_of
from orders.intake.reference import reference
from orders.intake.requests import OrderRequest
from orders.intake.taxing import TaxTerms, taxed_at
from orders.intake.vouchers import VoucherFacts, vouchers_named
from orders.models import ChargeKind, Order, OrderCharge, VoucherKind, VoucherRedemption


def terms_of(order: Order) -> TaxTerms:
    """Where, when and as what the order was taxed; an edit changes none of it."""
    country, region = taxed_at(order)
    on = (order.placed_at or timezone.now()).astimezone(ZoneInfo(order.channel.time_zone)).date()
    return TaxTerms(country, region, on, order.tax_treatment, order.tax_reason, order.vat_id)


def shipping_charges(
    order: Order,
    charges: Sequence[OrderCharge],
    terms: TaxTerms,
    *,
    goods: Decimal,
    redemptions: Sequence[VoucherRedemption],
) -> tuple[list[OrderCharge], list[OrderCharge], list[OrderCharge]]:
    """(kept, gone, new) charges when the order travels by the method it has now.

    ``goods`` is what the goods cost, discounts taken off. A voucher for free shipping keeps it free.
    """
    kept = [charge for charge in charges if charge.kind != ChargeKind.SHIPPING]
    gone = [charge for charge in charges if charge.kind == ChargeKind.SHIPPING]
    free = next((one for one in redemptions if one.voucher.kind == VoucherKind.FREE_SHIPPING), None)
    wanted, waived = _by_rate(order, terms, goods, free)
    if free is not None:
        free.amount = waived
    fresh = [
        OrderCharge(order=order, kind=one.kind, label=one.label, amount=one.amount, tax_percent=one.percent)
        for one in wanted
    ]
    return kept, gone, fresh


def _by_rate(
    order: Order, terms: TaxTerms, goods: Decimal, free: VoucherRedemption | None
) -> tuple[list[WantedCharge], Decimal]:
    def charged(voucher: VoucherFacts | None) -> Extra:
        method = order.shipping_method
        wish = OrderRequest(channel_code=order.channel.code, lines=(), shipping_method=method.code if method else "")
        return charges_of(
            wish, order.channel, terms, reference=reference(), goods=goods, needs_shipping=True,
            free_shipping=voucher,
        )  # fmt: skip

    plain = charged(None)
    if free is None or not any(charge.amount for charge in plain.charges):
        return plain.charges, Decimal(0)
    extra = charged(next(iter(vouchers_named([free.voucher.code]).values())))
    return extra.charges, extra.waived
