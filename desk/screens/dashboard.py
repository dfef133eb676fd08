"""The office's first page: what waits for this user now, and for managers how the day goes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.money import format_money
from desk.navigation import address_of
from desk.screens.sections import MANAGER, ORDERS, SECTIONS, Section, own_sections, unshipped_by_age
from desk.screens.work_lists import Counted, WorkList, clock_text, count_lists, may_see
from desk.selectors.figures import ChartDay, MonthFigures, Sales, month_figures, orders_by_day, sales

READING = "reports.view_reports"
# Orders come whole, so does the axis they are counted on.
CHART_OPTIONS = json.dumps(
    {"responsive": True, "maintainAspectRatio": False, "scales": {"y": {"ticks": {"precision": 0}}}}
)


@dataclass(frozen=True)
class Figure:
    """One number with its name, what it is compared with or how long it waits, and the list behind it."""

    name: str
    value: str
    url: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Shown:
    """A section as the page shows it."""

    section: Section
    figures: Sequence[Figure]
    next_url: str

    @property
    def is_empty(self) -> bool:
        return all(figure.value == "0" for figure in self.figures)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The sections of the user's roles, or the one asked for; at most twelve queries with the page's frame."""
    now = timezone.now()
    open_to_user = [section for section in SECTIONS if _is_open(section, request)]
    chosen = _chosen(request, open_to_user)
    day = _manager_figures(now) if MANAGER in chosen else {}
    extra = unshipped_by_age(now) if MANAGER in chosen else ()
    counted = count_lists([*(work for section in chosen for work in section.lists), *extra], request)
    return {
        **context, **day, "now": now,
        "sections": [_shown(section, counted, extra if section is MANAGER else (), now=now) for section in chosen],
        "tabs": [(section, section in chosen) for section in open_to_user], "is_all": len(chosen) > 1,
        "has_call_box": request.user.has_perm("orders.view_order"),
    }  # fmt: skip


def _is_open(section: Section, request: HttpRequest) -> bool:
    if section is MANAGER:
        return request.user.has_perm(READING)
    return any(may_see(work, request) for work in section.lists)


def _chosen(request: HttpRequest, open_to_user: Sequence[Section]) -> list[Section]:
    """The section asked for; else those of the user's roles; else the first that is open."""
    asked = [section for section in open_to_user if section.code == request.GET.get("section")]
    if asked:
        return asked
    roles = request.user.groups.values_list("name", flat=True)
    own = [section for section in own_sections(roles) if section in open_to_user]
    return own or list(open_to_user[:1])


def _shown(section: Section, counted: Iterable[Counted], extra: Sequence[WorkList], *, now: datetime) -> Shown:
    wanted = {work.address for work in (*section.lists, *extra)}
    figures = [_figure(each, now=now) for each in counted if each.of.address in wanted]
    return Shown(section, figures, address_of(section.next_step[1]))


def _figure(counted: Counted, *, now: datetime) -> Figure:
    work = counted.of
    clock = clock_text(counted, now=now)
    is_over = bool(work.until and counted.first and counted.rows and counted.first <= now)
    tone = ("alarm" if is_over else work.tone) if counted.rows else ""
    return Figure(work.name, f"{counted.rows}", counted.url, clock or work.note, tone)


def _manager_figures(now: datetime) -> dict[str, Any]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    days = orders_by_day(now=now)
    month = month_figures(now=now)
    return {
        "figures_today": [*today_figures(sales(now=now, midnight=midnight), midnight=midnight), on_time_figure(month)],
        "month": month, "chart_rows": days.days, "chart_at": days.counted_at, "chart": json.dumps(chart_of(days.days)),
        "chart_options": CHART_OPTIONS,
    }  # fmt: skip


def today_figures(today: Sales, *, midnight: datetime) -> Sequence[Figure]:
    """Orders and their value by currency, each beside the same weekday until the same hour."""
    since = midnight.isoformat().replace("+", "%2B")
    link = address_of(f"{ORDERS}?placed_at__gte={since}")
    figures = [Figure("Orders today", str(today.orders), link, f"{today.orders_before} a week ago by now")]
    for currency, value, before in today.values:
        note = f"without what was called off; {format_money(before, currency)} a week ago by now"
        figures.append(Figure(f"Value today, {currency}", format_money(value, currency), link, note))
    return figures


def on_time_figure(month: MonthFigures) -> Figure:
    """The share of parcels that kept their promise, over thirty days."""
    percent = month.on_time_percent
    if percent is None:
        return Figure("On time", "—", address_of("desk:on-time"), "no promise was due in thirty days")
    note = f"{month.on_time} of {month.due} parcels in thirty days, as of {timezone.localtime(month.counted_at):%H:%M}"
    return Figure("On time", f"{percent} %", address_of("desk:on-time"), note)


def chart_of(days: Sequence[ChartDay]) -> dict[str, Any]:
    """Both colors stand out on light and on dark ground."""
    return {
        "labels": [f"{each.day:%-d %b}" for each in days],
        "datasets": [
            {"label": "Orders", "data": [each.orders for each in days], "backgroundColor": "#3b82f6"},
            {"label": "A week before", "data": [each.orders_before for each in days], "backgroundColor": "#94a3b8"},
        ],
    }
