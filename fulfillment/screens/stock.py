"""The stock page of the floor: what waits to be received, put away, filled and counted."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from fulfillment.screens.page import Floor, link_above, on_the_floor
from inventory.selectors.floor_figures import floor_figures

SECTION = "stock"


@require_safe
@on_the_floor
def home(floor: Floor) -> HttpResponse:
    figures = floor_figures(floor.warehouse.pk, now=timezone.now())
    returns = link_above("returns:dock", floor.warehouse.code)
    return floor.show("stock/home.html", section=SECTION, figures=figures, returns=returns)
