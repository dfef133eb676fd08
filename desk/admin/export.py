from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path

from core.admin.downloads import csv_download
from reports.exports.orders import order_rows


class Exporting:
    """Any filtered list of orders is a report: its rows as CSV, streamed."""

    list_before_template = "desk/order_list_before.html"

    def get_urls(self) -> list[URLPattern]:
        admin: Any = self
        view = admin.admin_site.admin_view(self.csv_view)
        return [path("csv/", view, name="orders_order_csv"), *super().get_urls()]  # type: ignore[misc]

    def csv_view(self, request: HttpRequest) -> StreamingHttpResponse:
        admin: Any = self
        if not admin.has_view_permission(request):
            raise PermissionDenied
        queryset = admin.get_changelist_instance(request).get_queryset(request)
        return csv_download(order_rows(queryset), name="orders")
