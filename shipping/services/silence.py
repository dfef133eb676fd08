"""Silence on the road: told to a person once, over by itself when a scan comes."""

from datetime import datetime

from core.actors import SYSTEM
from core.service import service
from shipping.locks import lock_label
from shipping.models import DeliveryException, ShippingLabel
from shipping.selectors.silence import quiet_labels, silent_labels
from shipping.services.exceptions import close, open_exception
from shipping.statuses import ExceptionKind


@service
def raise_silence(*, label_id: int, now: datetime) -> DeliveryException | None:
    """Trouble for a person about a parcel that went silent; None when it was told of, or was scanned meanwhile."""
    label = lock_label(label_id)
    silent = silent_labels(now=now).filter(pk=label_id).values_list("last_scan_at", flat=True).first()
    if silent is None:
        return None
    words = f"No scan since {silent:%Y-%m-%d %H:%M} UTC."
    return open_exception(parcel_id=label.parcel_id, kind=ExceptionKind.SILENT, words=words)


def end_silence(label: ShippingLabel, *, now: datetime) -> None:
    """Close what was told of the parcel's silence, when it is heard of again. The caller holds the order's lock.

    A scan that was only told late does not end it: the parcel is as silent as before.
    """
    told = DeliveryException.objects.filter(parcel_id=label.parcel_id, kind=ExceptionKind.SILENT, resolved_at=None)
    exception = told.first()
    if exception is not None and not quiet_labels(now=now).filter(pk=label.pk).exists():
        close(exception, reason="A scan came.", actor=SYSTEM)
