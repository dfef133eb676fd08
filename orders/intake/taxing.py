"""Who is taxed, where and as what: the place of delivery, the day, the customer's standing."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from catalog.models import Channel
from core.money import ZERO
from customers.vat import EU_COUNTRIES, VatId, check_vat_id, vat_id_or_none
from orders.intake.reference import Reference
from orders.intake.requests import OrderRequest
from orders.intake.resolving import CustomerFacts, Place
from orders.models import Order
from orders.statuses import TaxTreatment


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """Under which terms an order is taxed; kept on it. ``on`` is the day at the seller's."""

    country: str
    region: str
    on: date
    treatment: str
    reason: str
    vat_id: str

    @property
    def is_waived(self) -> bool:
        return self.treatment in (TaxTreatment.EXEMPT, TaxTreatment.REVERSE_CHARGE)

    def rate(self, reference: Reference, tax_class_id: int) -> Decimal:
        """Percent that the class would be taxed at there and then, whether it is waived or not."""
        return reference.tax_percent(tax_class_id, self.country, self.region, self.on)

    def percent(self, reference: Reference, tax_class_id: int) -> Decimal:
        """Percent that is charged."""
        return ZERO if self.is_waived else self.rate(reference, tax_class_id)


def tax_terms(
    request: OrderRequest, channel: Channel, *, place: Place | None, customer: CustomerFacts | None, now: datetime
) -> TaxTerms:
    """How the order is taxed. Goods without an address are taxed at the seller's.

    Raises InvalidVatId when the request's own VAT id cannot be right; a customer's kept id that
    cannot be right only has no effect.
    """
    vat_id = _vat_id(request, customer)
    country, region = (place.country, place.region) if place else (channel.country, "")
    treatment, reason = TaxTreatment.TAXED, ""
    if request.is_priced:
        treatment, reason = TaxTreatment.BY_CHANNEL, "The shop that sold it worked the tax out."
    elif customer is not None and customer.is_tax_exempt:
        treatment, reason = TaxTreatment.EXEMPT, "The customer is exempt from tax."
    elif vat_id is not None and _is_reverse_charge(channel, country, vat_id):
        treatment = TaxTreatment.REVERSE_CHARGE
        reason = f"Reverse charge: sold from {channel.country} to a business of {vat_id.country}, sent to {country}."
    on = now.astimezone(ZoneInfo(channel.time_zone)).date()
    return TaxTerms(country, region, on, treatment, reason, vat_id.number if vat_id else "")


def taxed_at(order: Order) -> tuple[str, str]:
    """(country, region) an order that exists is taxed at: its address, the counter, else the seller's."""
    place = order.shipping_address or order.pickup_warehouse
    return (place.country, place.region) if place else (order.channel.country, "")


def _vat_id(request: OrderRequest, customer: CustomerFacts | None) -> VatId | None:
    if request.customer is not None and request.customer.vat_id.strip():
        return check_vat_id(request.customer.vat_id, field="customer.vat_id")
    return vat_id_or_none(customer.vat_id) if customer is not None else None


def _is_reverse_charge(channel: Channel, country: str, vat_id: VatId) -> bool:
    """Goods that leave the seller's country for another of the EU, bought under an id of another country of it.

    Source: Council Directive 2006/112/EC, article 138.
    """
    union = {channel.country, country, vat_id.country} <= EU_COUNTRIES
    return channel.reverse_charge and union and channel.country not in (country, vat_id.country)


def given_taxes(request: OrderRequest) -> list[Decimal]:
    """The tax of each line and then of each charge, as the shop says that sold the order. Without a word: none."""
    of_lines = [line.tax_amount or ZERO for line in request.lines]
    return of_lines + [charge.tax_amount or ZERO for charge in request.charges]
