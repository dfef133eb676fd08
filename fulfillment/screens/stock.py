"""The stock page of the floor: what waits to be received, put away, filled and counted."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from fulfillment.screens.page import Floor, on_the_floor
from inventory.models import LocationKind
from inventory.selectors.arrivals import supplies_expected
from inventory.selectors.counts_due import bins_due, bins_emptied
from inventory.selectors.placing import bins_to_fill, goods_at

SECTION = "stock"


@require_safe
@on_the_floor
def home(floor: Floor) -> HttpResponse:
    house, now = floor.warehouse.pk, timezone.now()
    return floor.show(
        "stock/home.html", section=SECTION, to_receive=supplies_expected(house).count(),
        to_put_away=goods_at(house, LocationKind.DOCK, LocationKind.RECEIVING).count(),
        to_fill=len(bins_to_fill(house)), to_count=len(bins_due(house, now=now)) + len(bins_emptied(house, now=now)),
    )  # fmt: skip
