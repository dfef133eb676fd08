"""What shipping refuses."""

from core.errors import Declined, InvalidInput, NotFound, OmsError

__all__ = [
    "BookingRefused", "ClaimRefused", "CustomsIncomplete", "LabelNotFound", "NoCarrier", "ParcelNotReady",
    "UnknownParcelCode", "WrongManifest",
]  # fmt: skip


class BookingRefused(OmsError):
    """A truck cannot be asked for so; the sentence says what to choose instead."""

    code = "booking_refused"


class ClaimRefused(OmsError):
    """No carrier takes this claim, or it was answered."""

    code = "claim_refused"


class CustomsIncomplete(Declined):
    """The goods lack what customs ask for; the sentence names SKUs and fields, ``context['field']`` the first."""

    code = "customs_incomplete"


class LabelNotFound(NotFound):
    """No such label."""

    code = "label_not_found"


class NoCarrier(OmsError):
    """No carrier account is active: nobody could be asked."""

    code = "no_carrier"


class ParcelNotReady(OmsError):
    """The parcel cannot do this now; the sentence says what it lacks."""

    code = "parcel_not_ready"


class UnknownParcelCode(InvalidInput):
    """What was scanned is neither a tracking number nor a parcel number of this warehouse."""

    code = "unknown_parcel"


class WrongManifest(OmsError):
    """The parcel belongs on another truck."""

    code = "wrong_manifest"
