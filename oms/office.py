"""The office's site: the theme's own, without the work for what no page of ours shows."""

from functools import cache, partial
from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin import sites
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from unfold.settings import get_config
from unfold.sites import UnfoldAdminSite


@cache
def theme() -> dict[str, Any]:
    """The theme's settings over its own; it would lay them together thirty times a page."""
    merged: dict[str, Any] = get_config()
    return merged


class OfficeSite(UnfoldAdminSite):  # type: ignore[misc]
    """Pages do not pay for what they do not show."""

    # As everywhere in the house where there is nothing to say.
    empty_value_display = "—"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Every page has this list of all tables at hand, hardly one reads it: it asks every table for its rights."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def _get_config(self, key: str, *args: Any) -> Any:
        return self._get_value(value, *args) if (value := theme().get(key)) else None

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """As ``desk.navigation`` gives it, without the theme's own work on items that are ready."""
        groups: list[dict[str, Any]] = self._get_value(self._get_config("SIDEBAR", request)["navigation"], request)
        return groups


class ThemeConfig(AppConfig):
    """Instead of the theme's own: it stands before ``django.contrib.admin``, whose tables register at this site."""

    name = "unfold"

    def ready(self) -> None:
        admin.site = sites.site = OfficeSite()
