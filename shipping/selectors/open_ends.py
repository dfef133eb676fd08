"""What of a customer's parcels is still on the road, in words."""

from collections.abc import Iterator

from core.errors import Blocker
from shipping.models import CarrierClaim, DeliveryException, ShippingLabel
from shipping.statuses import ClaimState, LabelState

SHOWN = 3
OPEN_CLAIMS = (ClaimState.FILED,)


def road_blockers(customer_id: int) -> Iterator[Blocker]:
    """Labels being bought, trouble and claims against carriers that are not over."""
    labels = ShippingLabel.objects.filter(order__customer=customer_id)
    for label in labels.filter(state__in=[LabelState.REQUESTED, LabelState.UNKNOWN])[:SHOWN]:
        yield Blocker("label", f"label {label.pk} is not bought for certain.", "Settle it first.")
    for trouble in DeliveryException.objects.filter(order__customer=customer_id, resolved_at=None)[:SHOWN]:
        yield Blocker("trouble", f"trouble on the road is open: {trouble.get_kind_display().lower()}.", "Resolve it.")
    for claim in CarrierClaim.objects.filter(order__customer=customer_id, state__in=OPEN_CLAIMS)[:SHOWN]:
        yield Blocker(
            "carrier_claim", f"claim {claim.reference or claim.pk} against the carrier is open.", "Wait for its end."
        )
