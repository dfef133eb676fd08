"""The admin's lists as what stands behind the figures of reports."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from reports.registry import REPORTS
from reports.selectors.behind import PARAMETER, figure_named, rows_behind


class InReport(DropdownFilter):
    """The rows one figure counts. It is there only when a report's link leads to the list."""

    title = "figure of a report"
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        name = request.GET.get(PARAMETER, "")
        figure = figure_named(name, REPORTS)
        if not name:
            return []
        return [(name, f"{figure.report.title}: {figure.measure.label}" if figure else "No figure of a report")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Raises PermissionDenied for who may not read the report."""
        name = self.value()
        if not name:
            return queryset
        figure = figure_named(str(name), REPORTS)
        if figure is None or figure.list.model != queryset.model._meta.label_lower:
            return queryset.none()
        right = "" if figure.is_total else figure.report.dimension(figure.scope.by).right
        if not request.user.has_perm(figure.report.right) or (right and not request.user.has_perm(right)):
            raise PermissionDenied
        return rows_behind(figure, queryset, now=timezone.now())
