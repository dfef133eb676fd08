"""Choose what the floor works on."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods

from core.errors import OmsError
from fulfillment.models import PickBatch
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.screens.wishes import choices_of, kind_of, number_in, wish_of
from fulfillment.selectors.loads import limits_of
from fulfillment.selectors.neighbors import neighbors_among
from fulfillment.selectors.releasing import release_list
from fulfillment.services.releasing import BATCH_LIMIT, ReleaseReport, release_next, release_work

DEFAULT_COUNT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def release(floor: Floor) -> HttpResponse:
    """What waits, narrowed by the address; a POST releases the next of it or the chosen."""
    if floor.request.method == "POST":
        try:
            report = _release(floor)
        except OmsError as error:
            messages.error(floor.request, error.message)
        else:
            _tell(floor, report)
            return floor.go("pick")
    asked = floor.request.POST if floor.request.method == "POST" else floor.request.GET
    works = release_list(floor.warehouse.pk, wanted=wish_of(asked, floor.warehouse, timezone.now()))
    neighbors = neighbors_among(works)
    return floor.show(
        "release.html", section="release", rows=[(work, neighbors.get(work.pk, 0)) for work in works],
        count=number_in(floor.request.GET, "next") or DEFAULT_COUNT, is_asked="next" in floor.request.GET,
        limit=BATCH_LIMIT, choices=choices_of(floor.warehouse, asked),
        limits=limits_of(floor.warehouse.pk), is_lead=floor.actor.may("fulfillment.lead_floor"),
    )  # fmt: skip


def _release(floor: Floor) -> ReleaseReport:
    asked = floor.request.POST
    warehouse_id, actor, kind = floor.warehouse.pk, floor.actor, kind_of(asked)
    if "next" in asked:
        count = number_in(asked, "count") or DEFAULT_COUNT
        wanted = wish_of(asked, floor.warehouse, timezone.now())
        return release_next(warehouse_id=warehouse_id, count=max(1, count), wanted=wanted, kind=kind, actor=actor)
    chosen = [int(key) for key in asked.getlist("work") if key.isdecimal()][:BATCH_LIMIT]
    return release_work(warehouse_id=warehouse_id, work_ids=chosen, kind=kind, actor=actor)


def _tell(floor: Floor, report: ReleaseReport) -> None:
    count = len(report.released)
    orders = "1 order" if count == 1 else f"{count} orders"
    noun = "batch" if len(report.batches) == 1 else f"{len(report.batches)} batches:"
    rows = ((_address(floor, one), one) for one in report.batches)
    links = format_html_join(", ", '<a class="inline" href="{}">{}</a>', rows)
    messages.success(floor.request, format_html("{} released as {} {}.", orders, noun, links))
    for one in report.refused[:5]:
        messages.warning(floor.request, f"{one.number} stays: {one.reason}")


def _address(floor: Floor, batch: PickBatch) -> str:
    return reverse("warehouse:batch", args=[floor.warehouse.code, batch.pk])
