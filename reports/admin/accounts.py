from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from core.admin.base import OmsAdmin
from reports.models import JournalAccount


@admin.register(JournalAccount)
class JournalAccountAdmin(OmsAdmin):
    """The chart of accounts: a code for each kind, and lines of their own for gateways, methods and tax rates."""

    when_empty = "Each kind needs one line without detail; closing a day adds those that lack."
    list_display = ["code", "name", "kind", "detail"]
    search_fields = ["code__istartswith", "name__icontains"]
    search_help_text = "Code or name"
    ordering = ["code", "kind", "detail"]
    fields = ["kind", "detail", "code", "name"]
    is_deletable = True

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The line that holds for all of a kind stays."""
        is_own = obj is None or bool(getattr(obj, "detail", ""))
        return is_own and super().has_delete_permission(request, obj)
