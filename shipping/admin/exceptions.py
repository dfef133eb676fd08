from collections.abc import Callable, Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from core.admin.chips import chip
from core.admin.columns import link
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from fulfillment.statuses import ParcelState
from shipping.admin.signatures import signature_picture
from shipping.models import DeliveryException, ProofOfDelivery
from shipping.services.exceptions import RIGHT, declare_lost, declare_returned, resolve_exception
from shipping.statuses import ExceptionKind


def only_when_open(exception: DeliveryException) -> Iterator[Blocker]:
    if exception.resolved_at is not None:
        yield Blocker(NOT_NOW, "it is resolved.")


def only_on_the_road(exception: DeliveryException) -> Iterator[Blocker]:
    yield from only_when_open(exception)
    if exception.parcel.state != ParcelState.SHIPPED:
        yield Blocker(NOT_NOW, f"its parcel is {exception.parcel.get_state_display().lower()}.")


def decision(
    service: Callable[..., object], label: str, icon: str, question: str, done: str, **options: object
) -> Move:
    return Move(
        service=service, label=label, icon=icon, question=question, done=done, needs_reason=True, right=RIGHT,
        **{"find_blockers": only_on_the_road, **options},  # type: ignore[arg-type]
    )  # fmt: skip


@admin.register(DeliveryException)
class DeliveryExceptionAdmin(MovesAdmin):
    """Trouble on the road, the oldest first: somebody decides what becomes of the parcel."""

    when_empty = "No trouble on the road. What carriers report appears here."
    list_display = ["opened_at", "order_shown", "parcel", "kind", "words", "state_shown"]
    list_filter = [
        empty_filter("resolved_at", "state", "Open", "Resolved"),
        fixed_filter("kind", "kind", ExceptionKind.choices),
    ]
    list_select_related = ["order", "parcel"]
    search_fields = ["order__number__iexact", "parcel__number__iexact"]
    ordering = ["id"]
    fields = [
        ("order_shown", "parcel"), ("kind", "state_shown"), "words", "opened_at", ("resolved_at", "resolved_by"),
        "resolution",
    ]  # fmt: skip
    moves = {
        "resolve": decision(
            resolve_exception, "Resolve", "done", "What was decided? The parcel stays what it is.", "Resolved.",
            find_blockers=only_when_open, is_primary=True,
        ),
        "declare_lost": decision(
            declare_lost, "Give up as lost", "search_off", "Its units count as lost; the order waits no longer.",
            "The parcel is lost.", is_danger=True,
        ),
        "declare_returned": decision(
            declare_returned, "It came back", "undo", "The parcel is in our house again.", "The parcel is back.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="Order")
    def order_shown(self, exception: DeliveryException) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[exception.order_id]), exception.order.number)

    @admin.display(description="State", ordering="resolved_at")
    def state_shown(self, exception: DeliveryException) -> SafeString:
        return chip("Resolved", "good") if exception.resolved_at else chip("Open", "bad")


@admin.register(ProofOfDelivery)
class ProofOfDeliveryAdmin(ReadOnlyAdmin):
    """Who took the parcels."""

    list_display = ["delivered_at", "parcel", "signed_by", "location"]
    list_select_related = ["parcel"]
    search_fields = ["parcel__number__iexact"]
    ordering = ["-id"]
    fields = ["parcel", "delivered_at", "signed_by", "location", "signature_shown"]

    @admin.display(description="Signature")
    def signature_shown(self, proof: ProofOfDelivery) -> SafeString:
        return signature_picture(proof)
