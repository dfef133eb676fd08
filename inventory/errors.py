"""What inventory refuses, each with its code and a sentence."""

from core.errors import Conflict, InvalidInput, NotFound, OmsError

__all__ = [
    "AdviceNotFollowed",
    "ArrivalChanged",
    "ArrivalNotFound",
    "CountNotFound",
    "LevelNotFound",
    "LocationNotFound",
    "LotNotFound",
    "MovedWhileCounting",
    "NoScanToUndo",
    "NotAvailable",
    "NotEnoughUnits",
    "ReservationNotFound",
    "SameCounter",
    "SupplyNotFound",
    "WrongQuantity",
    "WrongWarehouse",
]


class LevelNotFound(NotFound):
    """No stock level with that key."""

    code = "level_not_found"


class LocationNotFound(NotFound):
    """No such location, or the warehouse has none of that kind."""

    code = "location_not_found"


class SupplyNotFound(NotFound):
    """No supply, or no line of it, with that key."""

    code = "supply_not_found"


class WrongQuantity(InvalidInput):
    """A number of units that makes no sense: zero, or negative where only more can come."""

    code = "wrong_quantity"


class WrongWarehouse(InvalidInput):
    """The location stands in another building than the stock."""

    code = "wrong_warehouse"


class NotEnoughUnits(OmsError):
    """Fewer units lie there than were to be taken; ``context`` has level, wanted and found."""

    code = "not_enough_units_there"


class NotAvailable(OmsError):
    """Fewer units are available than somebody wants to set apart; ``context`` has SKU, wanted and available."""

    code = "not_available"


class ReservationNotFound(NotFound):
    """Nothing is reserved under that token any more."""

    code = "reservation_not_found"


class CountNotFound(NotFound):
    """No count with that key."""

    code = "count_not_found"


class SameCounter(OmsError):
    """Who counted cannot approve the count."""

    code = "same_counter"


class LotNotFound(NotFound):
    """No lot with that key."""

    code = "lot_not_found"


class ArrivalNotFound(NotFound):
    """No arrival with that key."""

    code = "arrival_not_found"


class ArrivalChanged(Conflict):
    """More (or less) was scanned than the person saw who books the arrival; ``context`` has the units of now."""

    code = "arrival_changed"


class NoScanToUndo(OmsError):
    """None of the actor's own scans can be taken back."""

    code = "no_scan_to_undo"


class MovedWhileCounting(Conflict):
    """Units came to or left the bin while it was counted: the figure is of no moment."""

    code = "moved_while_counting"


class AdviceNotFollowed(OmsError):
    """The advice cannot be followed as it stands; the sentence says what to do instead."""

    code = "advice_not_followed"
