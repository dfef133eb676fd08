"""What carriers ask for a parcel, kept for the one who chooses."""

from collections.abc import Sequence

from django.utils import timezone

from core.actors import Actor
from core.events import publish
from core.money import quantize
from core.service import service
from shipping.carriers.contract import Rate
from shipping.events import QuotesRequested
from shipping.models import RateQuote


@service
def request_quotes(*, parcel_id: int, actor: Actor) -> None:
    """A worker will ask the carrier what the parcel would cost in each service."""
    publish(QuotesRequested(parcel_id=parcel_id), actor=actor)


@service
def record_quotes(*, parcel_id: int, account_id: int, rates: Sequence[Rate]) -> list[RateQuote]:
    """The newest offer per service takes the place of an older one."""
    quotes = [
        RateQuote(
            parcel_id=parcel_id, account_id=account_id, service=rate.service, currency=rate.currency,
            amount=quantize(rate.amount, rate.currency), transit_days=rate.transit_days, quoted_at=timezone.now(),
        )
        for rate in rates
    ]  # fmt: skip
    return RateQuote.objects.bulk_create(
        quotes,
        update_conflicts=True,
        unique_fields=["parcel", "account", "service"],
        update_fields=["amount", "currency", "transit_days", "quoted_at"],
    )
