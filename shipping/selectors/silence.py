"""Parcels on the road of which nothing was heard, measured by how patient we are with their service."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least

from catalog.models import ServiceLevel
from fulfillment.statuses import ParcelState
from shipping.models import DeliveryException, ServicePatience, ShippingLabel, TrackingEvent
from shipping.models.patience import CLAIM_DAYS, SILENT_DAYS
from shipping.statuses import SETTLED_STATUSES, ExceptionKind, LabelState, TrackingStatus

# By our own service, where the admin says nothing.
SILENT_BY_SERVICE = {ServiceLevel.EXPRESS: 2, ServiceLevel.EXPEDITED: 3}
# What waits at a counter is scanned by nobody; carriers keep it for a week and more.
COUNTER_DAYS = 10
# So long before the claim's deadline somebody looks, however patient the service is.
BEFORE_CLAIM = timedelta(days=3)
FRESH = timedelta(days=1)


def quiet_labels(*, now: datetime) -> QuerySet[Any]:
    """Labels of parcels away without a scan for too long, with ``last_scan_at`` and ``claim_until``."""
    # Nobody is as impatient as a day: what left later need not be looked at.
    long_away = on_the_road().filter(parcel__shipped_at__lte=now - FRESH)
    return with_clocks(long_away).filter(quiet_at__lte=now)


def silent_labels(*, now: datetime) -> QuerySet[Any]:
    """Quiet ones whose silence nobody was told of yet; those whose claim ends first come first."""
    told = DeliveryException.objects.filter(
        parcel_id=OuterRef("parcel_id"), kind=ExceptionKind.SILENT, opened_at__gte=OuterRef("last_scan_at")
    )
    return quiet_labels(now=now).exclude(Exists(told)).order_by("claim_until", "pk")


def on_the_road() -> QuerySet[ShippingLabel]:
    labels = ShippingLabel.objects.filter(state=LabelState.PURCHASED, parcel__state=ParcelState.SHIPPED)
    return labels.exclude(tracking_status__in=SETTLED_STATUSES)


def claim_until(parcel_id: int) -> datetime | None:
    """Until when the parcel's carrier takes a claim; None for a parcel that did not leave."""
    labels = ShippingLabel.objects.filter(
        state=LabelState.PURCHASED, parcel_id=parcel_id, parcel__shipped_at__isnull=False
    )
    return with_clocks(labels).values_list("claim_until", flat=True).first()


def with_clocks(labels: QuerySet[ShippingLabel]) -> QuerySet[Any]:
    """When it was scanned last, when that is too long ago, and until when a claim is taken. One query for the rules."""
    rules = list(ServicePatience.objects.all())
    newest = TrackingEvent.objects.filter(label=OuterRef("pk")).values("label").annotate(at=Max("at")).values("at")
    shipped = F("parcel__shipped_at")
    return labels.annotate(
        last_scan_at=Greatest(shipped, Coalesce(Subquery(newest), shipped)),
        claim_until=later(shipped, _days(rules, "claim_days", Value(CLAIM_DAYS))),
    ).annotate(
        quiet_at=Least(
            later(F("last_scan_at"), _patient_days(rules)),
            Greatest(F("claim_until") - Value(BEFORE_CLAIM), F("last_scan_at") + Value(FRESH)),
            output_field=DateTimeField(),
        ),
    )  # fmt: skip


def _patient_days(rules: list[ServicePatience]) -> Case:
    by_service = [When(_asks_for(service), then=Value(days)) for service, days in SILENT_BY_SERVICE.items()]
    usual = Case(*by_service, default=Value(SILENT_DAYS))
    days = _days(rules, "silent_days", usual)
    waits = Q(tracking_status=TrackingStatus.AVAILABLE_FOR_PICKUP)
    return Case(When(waits, then=Greatest(days, Value(COUNTER_DAYS))), default=days)


def _days(rules: list[ServicePatience], field: str, usual: Value | Case) -> Case:
    ordered = sorted(rules, key=lambda rule: (not rule.service, rule.account_id is None, rule.pk))
    return Case(*_whens(ordered, field), default=usual)


def _whens(rules: list[ServicePatience], field: str) -> Iterator[When]:
    for rule in rules:
        # Always true: a rule for every carrier and every service.
        condition = Q(pk__isnull=False)
        if rule.account_id is not None:
            condition &= Q(account_id=rule.account_id)
        if rule.service:
            condition &= _asks_for(rule.service)
        yield When(condition, then=Value(getattr(rule, field)))


def _asks_for(service: str) -> Q:
    """Our service, as the order's method names it, or the carrier's own."""
    return Q(service=service) | Q(order__shipping_method__service=service)


def later(start: F, days: Case | Value) -> ExpressionWrapper:
    """``start`` and so many days, in the database."""
    span = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    return ExpressionWrapper(start + span, output_field=DateTimeField())
