"""What an order costs besides its goods: shipping by the method's rate, and charges that were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from catalog.models import Channel, ShippingMethod, ShippingRate
from core.money import ZERO, quantize
from orders.errors import RequestRefused
from orders.intake.collecting import is_collected
from orders.intake.pricing import without_tax
from orders.intake.reference import Reference
from orders.intake.requests import OrderRequest
from orders.intake.taxing import TaxTerms
from orders.intake.vouchers import VoucherFacts, free_already
from orders.models import ChargeKind

DEFAULT_TRANSIT_DAYS = 5


@dataclass(frozen=True, slots=True)
class WantedCharge:
    """A charge before its tax; ``rate`` is what would be taxed there, ``percent`` what is."""

    kind: str
    label: str
    amount: Decimal
    rate: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Extra:
    """Method, its days on the road, charges; ``waived`` is what a voucher for shipping takes off."""

    method: ShippingMethod | None
    transit_days: int
    charges: list[WantedCharge]
    waived: Decimal


def charges_of(
    request: OrderRequest,
    channel: Channel,
    terms: TaxTerms,
    *,
    reference: Reference,
    goods: Decimal,
    needs_shipping: bool,
    free_shipping: VoucherFacts | None,
) -> Extra:
    """Charges in the order's currency. ``goods`` is what the goods cost, discounts taken off.

    Raises RequestRefused for an unknown tax class, VoucherRefused when shipping costs nothing anyway.
    """
    method = reference.methods.get(request.shipping_method)
    charges = _asked_for(request, method, terms, reference)
    days = 0
    if request.is_priced and method is not None and needs_shipping:
        rate = reference.shipping_rate(method, channel, terms.country)
        days = _days(method, rate)
    elif method is not None and needs_shipping:
        rate = reference.shipping_rate(method, channel, terms.country)
        days = _days(method, rate)
        is_given = any(charge.kind == ChargeKind.SHIPPING for charge in charges)
        if rate is not None and rate.amount and not is_given:
            is_free = rate.free_from is not None and goods >= rate.free_from
            if not is_free:
                amount = quantize(rate.amount, channel.currency)
                charges.append(_charge(ChargeKind.SHIPPING, method.name, amount, method.tax_class_id, terms, reference))
    if terms.is_waived and channel.prices_include_tax:
        charges = [_relieved(charge, channel.currency) for charge in charges]
    waived = ZERO
    if free_shipping is not None:
        charges, waived = _freed(charges, free_shipping)
    return Extra(method, days, charges, waived)


def _days(method: ShippingMethod, rate: ShippingRate | None) -> int:
    """Days on the road; none for what is collected."""
    if is_collected(method):
        return 0
    return rate.transit_days if rate else DEFAULT_TRANSIT_DAYS


def _asked_for(
    request: OrderRequest, method: ShippingMethod | None, terms: TaxTerms, reference: Reference
) -> list[WantedCharge]:
    charges = []
    for index, wish in enumerate(request.charges):
        usual = method.tax_class_id if method is not None else None
        tax_class = reference.tax_classes.get(wish.tax_class) if wish.tax_class else usual
        if wish.tax_class and tax_class is None:
            known = ", ".join(sorted(reference.tax_classes)) or "none yet"
            raise RequestRefused(
                f"Unknown tax class “{wish.tax_class}”. Use one of: {known}.", field=f"charges[{index}].tax_class"
            )
        charges.append(_charge(wish.kind, wish.label, wish.amount, tax_class, terms, reference))
    return charges


def _charge(
    kind: str, label: str, amount: Decimal, tax_class_id: int | None, terms: TaxTerms, reference: Reference
) -> WantedCharge:
    if tax_class_id is None:
        return WantedCharge(kind, label, amount, ZERO, ZERO)
    rate, percent = terms.rate(reference, tax_class_id), terms.percent(reference, tax_class_id)
    return WantedCharge(kind, label, amount, rate, percent)


def _relieved(charge: WantedCharge, currency: str) -> WantedCharge:
    """The charge without the tax inside it, which this customer does not pay."""
    return replace(charge, amount=quantize(without_tax(charge.amount, charge.rate), currency))


def _freed(charges: Sequence[WantedCharge], voucher: VoucherFacts) -> tuple[list[WantedCharge], Decimal]:
    """Shipping stays on the order as a charge of nothing, so that everybody sees why."""
    waived = sum((charge.amount for charge in charges if charge.kind == ChargeKind.SHIPPING), ZERO)
    if not waived:
        raise free_already(voucher.code)
    return [
        replace(charge, amount=ZERO, label=f"{charge.label[:70]} (free with {voucher.code})")
        if charge.kind == ChargeKind.SHIPPING
        else charge
        for charge in charges
    ], waived
