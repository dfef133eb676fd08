"""Choose what the floor works on."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from core.errors import OmsError
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.selectors.releasing import release_list
from fulfillment.services.releasing import BATCH_LIMIT, ReleaseReport, release_next, release_work

DEFAULT_COUNT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def release(floor: Floor) -> HttpResponse:
    if floor.request.method == "POST":
        try:
            report = _release(floor)
        except OmsError as error:
            messages.error(floor.request, error.message)
        else:
            _tell(floor, report)
            return floor.go("pick")
    return floor.show(
        "release.html", section="release", works=release_list(floor.warehouse.pk), count=DEFAULT_COUNT,
        limit=BATCH_LIMIT,
    )  # fmt: skip


def _release(floor: Floor) -> ReleaseReport:
    asked = floor.request.POST
    warehouse_id, actor = floor.warehouse.pk, floor.actor
    if "next" in asked:
        text = asked.get("count", "")
        count = int(text) if text.isdecimal() and text.isascii() else DEFAULT_COUNT
        return release_next(warehouse_id=warehouse_id, count=max(1, count), actor=actor)
    chosen = [int(key) for key in asked.getlist("work") if key.isdecimal()][:BATCH_LIMIT]
    return release_work(warehouse_id=warehouse_id, work_ids=chosen, actor=actor)


def _tell(floor: Floor, report: ReleaseReport) -> None:
    count = len(report.released)
    orders = "1 order" if count == 1 else f"{count} orders"
    messages.success(floor.request, f"{orders} released as batch {report.batch}.")
    for one in report.refused[:5]:
        messages.warning(floor.request, f"{one.number} stays: {one.reason}")
