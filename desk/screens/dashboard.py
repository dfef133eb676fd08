"""The office's first page: what is going on, and where somebody is needed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.money import format_money
from desk.navigation import address_of
from desk.selectors.figures import OPEN_STATES, WAITING, Sales, open_orders, placed_by_day, sales, trouble

ORDERS = "admin:orders_order_changelist"
OPEN = f"{ORDERS}?state__in={','.join(OPEN_STATES)}"
DAY = timedelta(days=1)
# Figures that are no orders: who may see the list behind them.
MACHINES = {
    "Labels refused": "fulfillment.view_parcel", "Dead effects": "core.view_effect", "Open alerts": "core.view_alert",
    "Money inbox": "payments.work_moneytask", "Review desk": "payments.accept_order",
}  # fmt: skip
PRIVATE = ("Money inbox", "Review desk")


@dataclass(frozen=True)
class Figure:
    """One number with its name, what it is compared with, and the list behind it."""

    name: str
    value: str
    url: str = ""
    note: str = ""
    tone: str = ""


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Figures the user may see; at most twelve queries with the page's frame."""
    if not request.user.has_perm("orders.view_order"):
        return context
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    chart = placed_by_day(now=now)
    return {
        **context,
        "figures_today": today_figures(sales(now=now, midnight=midnight), midnight=midnight),
        "figures_care": opened(care_figures(open_orders(now=now), trouble(), now=now), request),
        "chart": json.dumps(chart_of(chart)),
        "chart_rows": chart,
        "chart_options": json.dumps({"responsive": True, "maintainAspectRatio": False}),
    }


def opened(figures: Sequence[Figure], request: HttpRequest) -> Sequence[Figure]:
    """A figure leads somewhere only for those who may see the list behind it; money is counted for them alone."""
    may = {figure.name: request.user.has_perm(MACHINES.get(figure.name, "orders.view_order")) for figure in figures}
    shown = [figure for figure in figures if may[figure.name] or figure.name not in PRIVATE]
    return [figure if may[figure.name] else replace(figure, url="") for figure in shown]


def today_figures(today: Sales, *, midnight: datetime) -> Sequence[Figure]:
    since = midnight.isoformat().replace("+", "%2B")
    link = address_of(f"{ORDERS}?placed_at__gte={since}")
    figures = [Figure("Orders today", str(today.orders), link, f"{today.orders_before} a week ago")]
    for currency, value, before in today.values:
        note = f"{format_money(before, currency)} a week ago"
        figures.append(Figure(f"Value today, {currency}", format_money(value, currency), link, note))
    return figures


def care_figures(orders: dict[str, int], machines: dict[str, int], *, now: datetime) -> Sequence[Figure]:
    waiting = f"{OPEN}&fulfillment_status__in={','.join(WAITING)}"
    day, three = (f"{(now - days).isoformat()}".replace("+", "%2B") for days in (DAY, 3 * DAY))
    rows = (
        ("On hold", orders["on_hold"], f"{OPEN}&is_on_hold__exact=1", "", "alarm"),
        ("Payment failed", orders["payment_failed"], f"{OPEN}&display_status=payment_failed", "", "alarm"),
        ("Awaiting payment", orders["awaiting_payment"], f"{OPEN}&display_status=awaiting_payment", "", ""),
        ("Backordered", orders["backordered"], f"{OPEN}&display_status=backordered", "", "care"),
        ("Ready to release", orders["to_release"], f"{OPEN}&display_status=to_release", "", ""),
        ("Unshipped, new", orders["fresh"], f"{waiting}&placed_at__gt={day}", "up to a day old", ""),
        ("Unshipped, aging", orders["aging"], f"{waiting}&placed_at__lte={day}&placed_at__gt={three}",
         "one to three days old", "care"),
        ("Unshipped, old", orders["old"], f"{waiting}&placed_at__lte={three}", "over three days old", "alarm"),
        ("Returns open", orders["returns"], f"{OPEN}&open_returns__gt=0", "", ""),
        ("Labels refused", machines["labels_failed"], "admin:fulfillment_parcel_changelist?state=label_failed", "",
         "alarm"),
        ("Money inbox", machines["money"], "admin:payments_moneytask_changelist?has_closed_at=empty", "", "alarm"),
        ("Review desk", machines["reviews"], "admin:payments_riskreview_changelist?has_finished_at=empty", "", "alarm"),
        ("Dead effects", machines["dead_effects"], "admin:core_effect_changelist?state=dead", "", "alarm"),
        ("Open alerts", machines["alerts"], "admin:core_alert_changelist?has_closed_at=empty", "", "alarm"),
    )  # fmt: skip
    return [
        Figure(name, str(count), address_of(url), note, tone if count else "") for name, count, url, note, tone in rows
    ]


def chart_of(days: Sequence[tuple[Any, int, int]]) -> dict[str, Any]:
    return {
        "labels": [f"{day:%-d %b}" for day, _, _ in days],
        "datasets": [
            {"label": "Placed", "data": [placed for _, placed, _ in days], "backgroundColor": "#60a5fa"},
            {"label": "Of them shipped", "data": [shipped for _, _, shipped in days], "backgroundColor": "#16a34a"},
        ],
    }
