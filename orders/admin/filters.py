from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from catalog.models import Channel
from core.admin.filters import FixedFilter, fixed_filter
from orders.admin.choices import LateFilter
from orders.models import Order
from orders.statuses import DisplayStatus, FulfillmentStatus, Intake, OrderState, PaymentStatus, ReturnStatus

CHANNELS = "names-of-channels"
PAYMENT_PROBLEMS = [PaymentStatus.EXPIRED, PaymentStatus.OVERPAID, PaymentStatus.DISPUTED]


def _channels() -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in Channel.objects.order_by("name").values_list("pk", "name")]


class ChannelFilter(DropdownFilter):
    """By every channel there is; their names are kept a while, as every list and every search would ask for them."""

    title = "channel"
    parameter_name = "channel__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        names: Sequence[tuple[str, str]] | None = cache.get_or_set(CHANNELS, _channels, settings.COUNTS_KEPT_SECONDS)
        return names or ()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen and not chosen.isdecimal():
            raise IncorrectLookupParameters(f"“{chosen}” is not the key of a channel.")
        return queryset.filter(channel_id=chosen) if chosen else queryset


class QueueFilter(FixedFilter):
    """What waits for a person; each is found by an index."""

    title = "queue"
    parameter_name = "queue"
    values = (
        ("needs_review", "Needs review"),
        ("payment_problem", "Payment problems"),
        ("late_backorder", "Backorders past promise"),
    )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "needs_review":
                return needs_review(queryset)
            case "payment_problem":
                failed = Q(display_status=DisplayStatus.PAYMENT_FAILED)
                return queryset.filter(failed | Q(payment_status__in=PAYMENT_PROBLEMS))
            case "late_backorder":
                return late_backorders(queryset)
            case _:
                return queryset


class ShownUnless(FixedFilter):
    """A filter that leaves rows out until it is asked for them; a search finds them all the same."""

    all_option: ClassVar[Sequence[str]] = ()

    def hidden(self) -> Q:
        """What is not shown by default."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "yes":
                return queryset.filter(self.hidden())
            case "all":
                return queryset
            case _:
                return queryset if request.GET.get(SEARCH_VAR) else queryset.exclude(self.hidden())


class ArchivedFilter(ShownUnless):
    """The archive is left out unless it is asked for."""

    title = "archived"
    parameter_name = "archived"
    all_option: ClassVar[Sequence[str]] = ("", "Not archived")
    values = (("yes", "Archived"), ("all", "All"))

    def hidden(self) -> Q:
        return Q(archived_at__isnull=False)


class PracticeFilter(ShownUnless):
    """What trainees practice on is left out unless it is asked for."""

    title = "practice"
    parameter_name = "practice"
    all_option: ClassVar[Sequence[str]] = ("", "Not practice")
    values = (("yes", "Practice"), ("all", "All"))

    def hidden(self) -> Q:
        return Q(is_practice=True)


def needs_review(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders the review rules have not looked at yet."""
    return orders.filter(awaits_review=True)


def late_backorders(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders that wait for goods and whose promised day is over."""
    return orders.filter(display_status=DisplayStatus.BACKORDERED, promised_on__lt=timezone.localdate())


ORDER_FILTERS = [
    fixed_filter("display_status", "status", DisplayStatus.choices),
    QueueFilter,
    ChannelFilter,
    fixed_filter("state", "commitment", OrderState.choices),
    fixed_filter("payment_status", "payment", PaymentStatus.choices),
    fixed_filter("fulfillment_status", "fulfillment", FulfillmentStatus.choices),
    fixed_filter("return_status", "return", ReturnStatus.choices),
    fixed_filter("intake", "way in", Intake.choices),
    fixed_filter("is_on_hold__exact", "hold", [("1", "On hold"), ("0", "Not on hold")]),
    ArchivedFilter,
    PracticeFilter,
    LateFilter,
]
