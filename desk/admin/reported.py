"""Every list that a report's figure may lead to knows how to show what it counts."""

from typing import Any

from django.apps import apps
from django.contrib import admin

from reports.admin.following import InReport
from reports.registry import REPORTS


def lists_behind_reports() -> set[str]:
    """The models, by label."""
    return {behind.model for report in REPORTS.values() for behind in report.behind.values()}


def offer_figures() -> None:
    """Give each of these lists the filter; pages of lower floors do not know of reports."""
    for label in sorted(lists_behind_reports()):
        page: Any = type(admin.site.get_model_admin(apps.get_model(label)))
        if InReport not in page.list_filter:
            page.list_filter = [*page.list_filter, InReport]
