"""Everything the wishes of a batch name, read once for all of them: a constant number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Channel
from orders.intake.reference import Reference
from orders.intake.requests import OrderRequest
from orders.intake.resolving import CustomerFacts, Place, SkuFacts, customers_by_key, places_by_address, skus_by_code
from orders.intake.vouchers import VoucherFacts, vouchers_by_code


@dataclass(frozen=True, slots=True)
class Gathered:
    """Master data and what was read for the wishes: SKUs by code, customers by key, vouchers by plain code."""

    reference: Reference
    skus: Mapping[str, SkuFacts]
    customers: Mapping[str, CustomerFacts]
    vouchers: Mapping[str, VoucherFacts]
    places: Mapping[int, Place]


def gather(
    requests: Sequence[OrderRequest], channels: Sequence[Channel], *, reference: Reference, now: datetime
) -> Gathered:
    """SKUs with prices, components of kits too, and customers; vouchers and addresses only where a wish names one."""
    codes = {line.sku_code for request in requests for line in request.lines}
    codes |= {part for code in codes for part, _ in reference.kits.get(code, ())}
    return Gathered(
        reference=reference,
        skus=skus_by_code(sorted(codes), sorted({channel.pk for channel in channels}), now),
        customers=customers_by_key(requests),
        vouchers=vouchers_by_code(requests),
        places=places_by_address(requests),
    )
