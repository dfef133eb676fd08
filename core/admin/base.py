"""What every list and page of the office has in common."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from unfold.admin import ModelAdmin, TabularInline
from unfold.paginator import InfinitePaginator


class OmsAdmin(ModelAdmin):
    """A list that never counts its table, and rows that are not deleted by accident.

    ``when_empty`` says what to do when the list has no rows.
    """

    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = True
    is_deletable = False
    when_empty = ""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_deletable and bool(super().has_delete_permission(request, obj))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        page: HttpResponse = super().changelist_view(request, {"title": title, **(extra_context or {})})
        return page

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, change: bool = False,
        form_url: str = "", obj: Model | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Without anything to type there is nothing to save, and the form's own history stays empty."""
        if not add and not can_type(context, may_change=self.has_change_permission(request, obj)):
            names = ("show_save", "show_save_and_continue", "show_save_and_add_another", "show_history")
            context = {**context, **dict.fromkeys(names, False)}
        page: HttpResponse = super().render_change_form(request, context, add, change, form_url, obj)
        return page


def can_type(context: Mapping[str, Any], *, may_change: bool) -> bool:
    """Whether a form or one of its tables has a field that is not only shown."""
    form = context["adminform"]
    named = {name for fieldset in form for line in fieldset for name in line.fields}
    if may_change and named - set(form.readonly_fields):
        return True
    tables = context.get("inline_admin_formsets", ())
    return any(table.has_add_permission or table.has_change_permission for table in tables)


class ReadOnlyAdmin(OmsAdmin):
    """Rows that services write and people only read."""

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
    hide_title = True
    per_page = 25

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
