"""Import with preview and export, for those with the right to change or to see the rows."""

from typing import Any

from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV
from unfold.contrib.import_export.forms import ExportForm, ImportForm


class ExchangeAdmin(ImportExportModelAdmin):
    """Mixed in before the list's own class; the library leaves both open to everyone otherwise."""

    import_form_class = ImportForm
    export_form_class = ExportForm
    formats = [CSV]
    import_error_display = ["message", "row", "field"]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_export_formats(self) -> list[Any]:
        return self.formats
