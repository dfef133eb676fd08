"""What orders refuse, each with its code and a sentence."""

from typing import Any

from core.errors import Conflict, InvalidInput, NotFound, OmsError

__all__ = [
    "CannotReprice",
    "ChangeNotFound",
    "ChoiceMade",
    "ChoiceNotFound",
    "FileRefused",
    "IdempotencyMismatch",
    "NotEnoughStock",
    "NotEnoughUnits",
    "OrderNotFound",
    "RequestRefused",
    "StaleVersion",
    "TooManyPhotos",
    "VoucherRefused",
]


class OrderNotFound(NotFound):
    """No such order."""

    code = "order_not_found"


class CannotReprice(OmsError):
    """What came back holds a share of discount or tax that the changed order would not have; give a credit instead."""

    code = "cannot_reprice"


class ChangeNotFound(NotFound):
    """No such change of an order."""

    code = "change_not_found"


class FileRefused(InvalidInput):
    """The file cannot be kept; the sentence says why and what to send instead."""

    code = "file_refused"


class TooManyPhotos(InvalidInput):
    """More pictures than are taken at once, or than one order takes in a day."""

    code = "too_many_photos"


class ChoiceNotFound(NotFound):
    """No such question to a customer."""

    code = "choice_not_found"


class ChoiceMade(OmsError):
    """Something else was chosen before; ``context`` has the answer and when it was given."""

    code = "choice_made"


class StaleVersion(Conflict):
    """The order changed after the caller saw it; ``context`` has the version it has now and the changes since."""

    code = "stale_version"

    def __init__(self, message: str, *, seen: int, now: int, **context: Any) -> None:
        super().__init__(message, seen=seen, now=now, **context)
        self.missed = max(1, now - seen)


class RequestRefused(InvalidInput):
    """A wish for an order cannot be taken; ``field`` names where."""

    code = "request_refused"


class NotEnoughStock(OmsError):
    """The channel refuses what cannot be covered; ``context`` names SKU, wanted and available units."""

    code = "not_enough_stock"


class NotEnoughUnits(OmsError):
    """More units were named than the line has in that place."""

    code = "not_enough_units"
    turns_on = ("line",)


class IdempotencyMismatch(Conflict):
    """The key was used before with another request."""

    code = "idempotency_mismatch"


class VoucherRefused(RequestRefused):
    """A voucher does not hold for this order; the sentence says why, ``context['voucher']`` names its code."""

    code = "voucher_refused"
