"""Tell a carrier which parcels its truck took. Called by an effect with no lock held.

Where telling twice is telling once it is repeated until it is answered. Where it may make two manifests it leaves once:
what nobody answered for, and what was refused, a person settles.
"""

from core import faults
from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from shipping.carriers.contract import CarrierRefused, HandOverReceipt
from shipping.models import Manifest
from shipping.selectors.accounts import carrier_of
from shipping.selectors.instructions import warehouse_place
from shipping.services import accepting, leaving

_LOST = "It was sent and no answer was written down. Look in the carrier's portal before it is sent again."


def hand_over(*, manifest_id: int) -> None:
    """Raises Unavailable and Misconfigured, and OutcomeUnknown where telling twice is telling once."""
    manifest = Manifest.objects.select_related("account", "warehouse").get(pk=manifest_id)
    if manifest.accepted_at is not None or manifest.trouble:
        return
    is_repeatable = carrier_of(manifest.account).repeats_hand_over
    if not is_repeatable and not accepting.record_manifest_sent(manifest_id=manifest_id):
        accepting.record_manifest_trouble(manifest_id=manifest_id, words=_LOST)
        return
    try:
        receipt = _tell(manifest)
    except CarrierRefused as error:
        accepting.record_manifest_trouble(manifest_id=manifest_id, words=error.message)
        return
    except (Unavailable, Misconfigured):
        accepting.record_manifest_not_sent(manifest_id=manifest_id)
        raise
    except OutcomeUnknown as error:
        if is_repeatable:
            raise
        accepting.record_manifest_trouble(manifest_id=manifest_id, words=error.message)
        return
    faults.hit("hand_over.after_call")
    leaving.record_acceptance(manifest_id=manifest_id, refused=receipt.refused)
    faults.hit("hand_over.after_commit")


def _tell(manifest: Manifest) -> HandOverReceipt:
    numbers = list(manifest.entries.order_by("pk").values_list("label__tracking_number", flat=True))
    faults.hit("hand_over.before_call")
    return carrier_of(manifest.account).hand_over(
        numbers, manifest=manifest.number, shipper=warehouse_place(manifest.warehouse, company=""),
        key=f"manifest-{manifest.number}",
    )  # fmt: skip
