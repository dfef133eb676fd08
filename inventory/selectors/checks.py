"""What of a supply stands at the dock and is not on the books yet."""

from collections.abc import Iterator

from django.db.models import Sum
from django.db.models.functions import Coalesce

from core.errors import Blocker
from inventory.models import ArrivalLine, ArrivalState, Supply


def being_checked(supply: Supply) -> Iterator[Blocker]:
    """Why units of the supply cannot be booked past the dock: somebody scans them there. One query."""
    scanned = ArrivalLine.objects.filter(arrival__supply=supply, arrival__state=ArrivalState.OPEN)
    units = scanned.aggregate(units=Coalesce(Sum("units"), 0))["units"]
    if units:
        why = f"it is being checked at the dock, {units} units so far."
        fix = "Book it there (Warehouse, Stock, Receive), or press “Begin anew” there to throw the check away."
        yield Blocker("being_checked", why, fix=fix)
