"""Pack: find the work by its tote, scan every unit, weigh, close."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_POST

from core.borders import crosses_border
from core.errors import OmsError
from fulfillment.models import FulfillmentOrder, Parcel
from fulfillment.screens.asked import number_of, scan_id_of
from fulfillment.screens.cartons import WEIGHT_REASONS, close_form, drawn, weight_reason
from fulfillment.screens.page import Floor, link_above, on_the_floor
from fulfillment.selectors.bench import Bench, bench_of, work_by_code, work_in, work_to_pack
from fulfillment.selectors.neighbors import beside
from fulfillment.selectors.prints import printed_words
from fulfillment.services.closing import cancel_parcel, close_parcel, repack_parcel
from fulfillment.services.packing import pack_unit, start_parcel, undo_last_pack
from fulfillment.statuses import Paper, ParcelState

SHOWN = 100
CUSTOMS = (Paper.INVOICE, Paper.CN22)
HAS_LABEL = (ParcelState.LABELED, ParcelState.MANIFESTED, ParcelState.SHIPPED)


@dataclass(frozen=True)
class ClosedParcel:
    """A closed parcel with the addresses of its papers and of asking for a label again; empty where there is none.

    ``customs`` are the names and addresses of the papers for a border that it crosses.
    """

    parcel: Parcel
    pdf: str
    zpl: str
    retry: str
    customs: Sequence[tuple[str, str]] = ()
    printed: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def pack(floor: Floor) -> HttpResponse:
    """The queue at the bench; a scanned tote or number opens its work."""
    feedback, message = "", ""
    if floor.request.method == "POST":
        code = floor.request.POST.get("code", "")
        work = work_by_code(floor.warehouse.pk, code)
        if work is not None:
            return floor.go("bench", work.pk)
        feedback = "wrong"
        message = f"Nothing at the bench is called {code.strip() or 'that'}. Scan the tote again."
    works = work_to_pack(floor.warehouse.pk)[:SHOWN]
    return floor.show("pack.html", section="pack", works=works, feedback=feedback, message=message)


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_floor
def bench(floor: Floor, work_id: int) -> HttpResponse:
    """One work at the bench; a POST is a scan into the open parcel.

    Who looks again by itself says how many labels it waits for (``awaits``), and gets nothing while that holds: what
    is typed or chosen beside them stays.
    """
    work = _work(floor, work_id)
    if floor.request.method != "POST":
        awaits = floor.request.GET.get("awaits")
        is_same = awaits is not None and awaits == str(_awaited(bench_of(work).closed))
        return HttpResponse(status=204) if is_same else _show(floor, work)
    asked = floor.request.POST
    try:
        quantity = number_of(asked)
        parcel = start_parcel(fulfillment_order_id=work.pk, actor=floor.actor)
        outcome = pack_unit(
            parcel_id=parcel.pk, scan_id=scan_id_of(asked), code=asked.get("code", ""), quantity=quantity,
            actor=floor.actor,
        )  # fmt: skip
    except OmsError as error:
        return _show(floor, work, feedback="wrong", message=error.message)
    return _show(floor, work, feedback="right" if outcome.ok else "wrong", message=outcome.message)


@require_POST
@on_the_floor
def close(floor: Floor, work_id: int) -> HttpResponse:
    """Weighed and closed: the label follows. What is refused stays in the form, with the reason."""
    work = _work(floor, work_id)
    asked = floor.request.POST
    parcel = work.parcels.filter(state=ParcelState.PACKING).first()
    box = asked.get("packaging", "")
    try:
        if parcel is not None:
            close_parcel(
                parcel_id=parcel.pk, weight_grams=number_of(asked, "weight_grams", default=0),
                packaging_id=int(box) if box.isdecimal() else None, weight_reason=weight_reason(asked),
                actor=floor.actor,
            )  # fmt: skip
            follows = "It waits at the counter." if work.order.pickup_warehouse_id else "Its label is on the way."
            messages.success(floor.request, f"Parcel {parcel.number} is closed. {follows}")
    except OmsError as error:
        return _show(floor, work, feedback="wrong", message=error.message, asked=asked, error=error)
    return floor.go("bench", work.pk)


@require_POST
@on_the_floor
def change(floor: Floor, work_id: int, parcel_id: int, move: str) -> HttpResponse:
    """Undo the last scan, open a parcel again, or take it apart."""
    work = _work(floor, work_id)
    moves = {"undo": undo_last_pack, "repack": repack_parcel, "cancel": cancel_parcel}
    if move not in moves or not Parcel.objects.filter(pk=parcel_id, fulfillment_order=work).exists():
        raise Http404("No such parcel or move.")
    try:
        moves[move](parcel_id=parcel_id, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    return floor.go("bench", work.pk)


def _work(floor: Floor, work_id: int) -> FulfillmentOrder:
    work = work_in(floor.warehouse.pk, work_id)
    if work is None:
        raise Http404("No such work in this warehouse.")
    return work


def _show(
    floor: Floor,
    work: FulfillmentOrder,
    *,
    feedback: str = "",
    message: str = "",
    asked: QueryDict | None = None,
    error: OmsError | None = None,
) -> HttpResponse:
    fresh = _work(floor, work.pk)
    bench = bench_of(fresh)
    is_card = bool(floor.request.headers.get("HX-Request"))
    if feedback == "right" and not bench.left:
        feedback = "done"
    return floor.show(
        "bench_card.html" if is_card else "bench.html", section="pack", bench=bench, work=fresh, feedback=feedback,
        message=message, labels=_labels(floor, bench), awaits=_awaited(bench.closed),
        beside=None if is_card else beside(fresh), cartons=drawn(bench),
        close=close_form(bench, asked=asked, error=error), weight_reasons=WEIGHT_REASONS,
    )  # fmt: skip


def _awaited(closed: Sequence[Parcel]) -> int:
    """How many parcels have their label still to come."""
    return sum(parcel.state == ParcelState.PACKED for parcel in closed)


def _labels(floor: Floor, bench: Bench) -> list[ClosedParcel]:
    """Closed parcels with what shipping offers for them, by name alone."""
    printed = printed_words([parcel.pk for parcel in bench.closed])
    return [
        ClosedParcel(
            parcel,
            pdf=_label_link(parcel, "pdf"),
            zpl=_label_link(parcel, "zpl"),
            retry=link_above("shipping:retry_label", floor.warehouse.code, parcel.pk)
            if parcel.state == ParcelState.LABEL_FAILED
            else "",
            customs=_customs(floor, bench.work, parcel),
            printed=printed.get(parcel.pk, ""),
        )
        for parcel in bench.closed
    ]


def _customs(floor: Floor, work: FulfillmentOrder, parcel: Parcel) -> list[tuple[str, str]]:
    destination = work.order.shipping_address.country if work.order.shipping_address else ""
    if parcel.state not in HAS_LABEL or not crosses_border(floor.warehouse.country, destination):
        return []
    papers = [(str(paper.label), link_above("shipping:customs_paper", parcel.pk, paper.value)) for paper in CUSTOMS]
    return [(name, address) for name, address in papers if address]


def _label_link(parcel: Parcel, form: str) -> str:
    return link_above("shipping:label_file", parcel.pk, form) if parcel.state in HAS_LABEL else ""
