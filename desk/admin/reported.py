"""Every list that a report's figure may lead to knows how to show what it counts."""

from typing import Any

from django.contrib import admin

from reports.admin.following import InReport
from reports.registry import REPORTS


def lists_behind_reports() -> set[str]:
    """The models, by label."""
    return {behind.model for report in REPORTS.values() for behind in report.behind.values()}


def offer_figures() -> None:
    """Give each of these lists the filter; pages of lower floors do not know of reports."""
    wanted = lists_behind_reports()
    for model, one in admin.site._registry.items():
        page: Any = type(one)
        if model._meta.label_lower in wanted and InReport not in page.list_filter:
            page.list_filter = [*page.list_filter, InReport]
