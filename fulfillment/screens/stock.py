"""The stock page of the floor: what waits to be received, put away, filled and counted."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from fulfillment.screens.page import Floor, on_the_floor
from inventory.selectors.arrivals import supplies_expected

SECTION = "stock"


@require_safe
@on_the_floor
def home(floor: Floor) -> HttpResponse:
    return floor.show("stock/home.html", section=SECTION, to_receive=supplies_expected(floor.warehouse.pk).count())
