"""Trouble on the road: what it is, until when somebody should act, what to do, and the buttons for it."""

from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil

from core import moments
from core.admin.chips import chip
from core.admin.columns import link
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves_admin import MovesAdmin
from desk.admin.trouble_moves import TROUBLE_MOVES, plan_of
from shipping.models import CarrierClaim, DeliveryException, Playbook, Remedy
from shipping.selectors.troubles import SOON
from shipping.statuses import ExceptionFamily, ExceptionKind


def clock(at: datetime | None, *, is_over: bool = False) -> SafeString | str:
    """How long is left; plain where nothing runs any more."""
    if at is None:
        return "—"
    moment = moments.moment(at)
    if is_over:
        return moment
    if at <= timezone.now():
        return chip(f"over for {timesince(at, depth=1)}", "bad", title=moment)
    tone = "warn" if at <= timezone.now() + SOON else "neutral"
    return chip(f"{timeuntil(at, depth=1)} left", tone, title=moment)


@admin.register(DeliveryException)
class DeliveryExceptionAdmin(MovesAdmin):
    """Trouble on the road, the most urgent first: somebody decides what becomes of the parcel."""

    when_empty = "No trouble on the road. What carriers report, and parcels nobody scans, appear here."
    list_display = ["due", "order_shown", "parcel", "kind", "family", "words", "claim_ends", "state_shown"]
    list_filter = [
        empty_filter("resolved_at", "state", "Open", "Resolved"),
        fixed_filter("family", "family", ExceptionFamily.choices),
        fixed_filter("kind", "kind", ExceptionKind.choices),
    ]
    list_select_related = ["order", "parcel"]
    search_fields = ["order__number__iexact", "parcel__number__iexact"]
    ordering = ["due_at", "id"]
    fields = [
        ("order_shown", "parcel_shown"), ("kind", "family", "state_shown"), "words", "playbook",
        ("due", "claim_ends"), "done_so_far", ("opened_at", "resolved_at", "resolved_by"), "resolution",
    ]  # fmt: skip
    readonly_fields = ["order_shown", "parcel_shown", "state_shown", "playbook", "due", "claim_ends", "done_so_far"]
    moves = TROUBLE_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="Order")
    def order_shown(self, trouble: DeliveryException) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[trouble.order_id]), trouble.order.number)

    @admin.display(description="Parcel")
    def parcel_shown(self, trouble: DeliveryException) -> SafeString:
        url = reverse("admin:fulfillment_parcel_change", args=[trouble.parcel_id])
        state = trouble.parcel.get_state_display().lower()
        return format_html("{}, {}", link(url, trouble.parcel.number), state)

    @admin.display(description="State", ordering="resolved_at")
    def state_shown(self, trouble: DeliveryException) -> SafeString:
        return chip("Resolved", "good") if trouble.resolved_at else chip("Open", "bad")

    @admin.display(description="Act by", ordering="due_at")
    def due(self, trouble: DeliveryException) -> SafeString | str:
        return clock(trouble.due_at, is_over=trouble.resolved_at is not None)

    @admin.display(description="Claim until", ordering="claim_until")
    def claim_ends(self, trouble: DeliveryException) -> SafeString | str:
        return clock(trouble.claim_until, is_over=trouble.resolved_at is not None)

    @admin.display(description="What to do")
    def playbook(self, trouble: DeliveryException) -> SafeString:
        """The playbook's lines, and where they are written."""
        lines = [line for line in plan_of(trouble).text.splitlines() if line.strip()]
        steps = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
        row = Playbook.objects.filter(family=trouble.family, kind=trouble.kind).first()
        wanted = urlencode({"family": trouble.family, "kind": trouble.kind})
        url = (
            reverse("admin:shipping_playbook_change", args=[row.pk])
            if row
            else f"{reverse('admin:shipping_playbook_add')}?{wanted}"
        )
        return format_html('<ol class="oms-steps">{}</ol>{}', steps, link(url, "Change this text"))

    @admin.display(description="Done so far")
    def done_so_far(self, trouble: DeliveryException) -> SafeString | str:
        """What was done for the parcel, and its claim."""
        done = [str(one) for one in Remedy.objects.filter(parcel_id=trouble.parcel_id).order_by("pk")]
        rows = format_html_join("", "<li>{}</li>", ((words,) for words in done))
        claim = CarrierClaim.objects.filter(parcel_id=trouble.parcel_id).first()
        if claim is not None:
            url = reverse("admin:shipping_carrierclaim_change", args=[claim.pk])
            rows += format_html("<li>Claim: {}</li>", link(url, claim.get_state_display().lower()))
        return format_html('<ul class="oms-steps">{}</ul>', rows) if rows else "Nothing yet."
