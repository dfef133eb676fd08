"""The claim against the carrier that brought the goods."""

from decimal import Decimal

from core.errors import InvalidInput
from core.money import ZERO, format_money, quantize
from fulfillment.models import Parcel
from shipping.errors import ClaimRefused
from shipping.models import CarrierClaim, DeliveryException
from shipping.selectors.silence import claim_until
from shipping.services.claims import RIGHT, file_claim
from shipping.services.exceptions import close, open_exception
from shipping.statuses import ExceptionKind
from support.acts.contract import TROUBLE_OF, ActKind, Rows, Scene
from support.models import Act, CaseKind, PlaybookStep


def foresee_claim(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises InvalidInput without a parcel, ClaimRefused where no carrier brought it or its time is over."""
    parcel = parcel_of(scene)
    filed = CarrierClaim.objects.filter(parcel=parcel).first()
    if filed is not None:
        return [(f"Claim for parcel {parcel.number}", "is filed already, it stays as it is")]
    ends = claim_until(parcel.pk)
    if ends is None:
        raise ClaimRefused("The parcel did not leave with a carrier: there is nobody to claim from.")
    if _worth(scene) <= 0:
        raise InvalidInput("The goods were sold for nothing: there is nothing to claim.", field="units")
    amount = format_money(_worth(scene), scene.asked_order.currency)
    return [(f"Claim for parcel {parcel.number}", f"{amount}, until {ends:%Y-%m-%d}")]


def claim(scene: Scene, step: PlaybookStep) -> str:
    """Trouble that nobody wrote down yet is opened for it, and closed again: the case is where it is worked on."""
    parcel = parcel_of(scene)
    kind = TROUBLE_OF.get(CaseKind(scene.case.kind), ExceptionKind.OTHER)
    was_open = DeliveryException.objects.filter(parcel=parcel, kind=kind, resolved_at=None).exists()
    trouble = open_exception(parcel_id=parcel.pk, kind=kind, words=f"Case {scene.case.number}", actor=scene.actor)
    filed = file_claim(deliveryexception_id=trouble.pk, amount=_worth(scene), actor=scene.actor)
    if not was_open:
        close(trouble, reason=f"Worked on in {scene.case.number}.", actor=scene.actor)
    return f"Claim of {format_money(filed.amount, filed.currency)} is filed for parcel {parcel.number}."


def parcel_of(scene: Scene) -> Parcel:
    """The parcel chosen, else the newest of the order that left. Raises InvalidInput when there is none."""
    parcels = Parcel.objects.filter(fulfillment_order__order=scene.asked_order, shipped_at__isnull=False)
    if scene.wish.parcel_id is not None:
        parcels = parcels.filter(pk=scene.wish.parcel_id)
    found = parcels.select_related("fulfillment_order").order_by("-pk").first()
    if found is None:
        raise InvalidInput("No parcel of the order left the house.", field="parcel_id")
    return found


def _worth(scene: Scene) -> Decimal:
    """What the goods were sold for."""
    total = sum((scene.lines[key].unit_price * count for key, count in scene.units.items()), ZERO)
    return quantize(total, scene.asked_order.currency)


CARRIER_CLAIM = ActKind(
    act=Act.CARRIER_CLAIM, rights=(RIGHT,), foresee=foresee_claim, do=claim, needs_goods=True
)  # fmt: skip
