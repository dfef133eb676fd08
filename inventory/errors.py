"""What inventory refuses, each with its code and a sentence."""

from core.errors import InvalidInput, NotFound, OmsError

__all__ = ["LevelNotFound", "LocationNotFound", "NotEnoughUnits", "SupplyNotFound", "WrongQuantity", "WrongWarehouse"]


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
