"""What every list and page of the office has in common."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.paginator import InfinitePaginator


class OmsAdmin(ModelAdmin):
    """A list that never counts its table, and rows that are not deleted by accident."""

    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = True
    is_deletable = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_deletable and bool(super().has_delete_permission(request, obj))


class ReadOnlyAdmin(OmsAdmin):
    """Rows that services write and people only read."""

    show_history = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OmsInline(TabularInline):
    """Rows edited on their parent's page."""

    extra = 0
    tab = True


class ReadOnlyInline(OmsInline):
    """Rows shown on their parent's page and written by services alone."""

    can_delete = False
    show_change_link = False
    per_page = 25

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
