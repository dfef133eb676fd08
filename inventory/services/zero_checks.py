"""A bin that should be empty: one look, yes or no."""

from core.actors import Actor
from core.errors import InvalidInput
from core.service import service
from inventory.models import BinStock, CycleCount, Location
from inventory.services.counting import begin_count, enter_count


@service
def confirm_empty(*, location_id: int, actor: Actor) -> CycleCount:
    """A recorded count: nothing lies there, as the books say.

    Raises NotPermitted, SameCounter, and InvalidInput when the books have units there by now: count them.
    """
    count = begin_count(location_id=location_id, actor=actor)
    place = Location.objects.get(pk=location_id)
    if BinStock.objects.filter(location=location_id, quantity__gt=0).exists():
        raise InvalidInput(f"Goods were put at {place.code} meanwhile. Count the bin.", field="location")
    counted = {line.pk: 0 for line in count.lines.all()}
    return enter_count(cyclecount_id=count.pk, counted=counted, actor=actor)
