"""What every list and page of the office has in common."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, ClassVar

from django.contrib.admin import ShowFacets, display
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from unfold.admin import ModelAdmin, TabularInline
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

from core.admin.decimals import TIDY
from core.admin.keyset import KeysetChangeList, has_keyset
from core.admin.keyset.jumping import key_meant
from core.admin.keyset.sorting import order_of
from core.admin.parts import answer_with, parts_address, take_part
from core.admin.row_form import RowForm, as_row
from core.lists.rows import action_box


class OmsAdmin(ModelAdmin):
    """A list that never counts its table, and rows that are not deleted by accident.

    ``when_empty`` says what to do when the list has no rows. ``jump_moment`` is the column that rises with the key,
    ``jump_number`` the one rows are called by: one may go straight to a date or a number in the list.
    Who searches looks for one row: ``search_per_page`` of them come first, and sooner.
    ``list_only`` are the columns that the rows of a long list show, where the table has many more.
    ``parts`` are templates of what the page has and fetches later, by the part's name.
    """

    formfield_overrides = TIDY
    paginator = InfinitePaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    jump_moment: ClassVar[str] = ""
    jump_number: ClassVar[str] = ""
    list_only: ClassVar[Sequence[str]] = ()
    parts: ClassVar[Mapping[str, str]] = {}
    list_per_page = 50
    search_per_page = 20
    list_filter_submit = True
    is_deletable = False
    when_empty = ""

    @display(description=ModelAdmin.action_checkbox.short_description)
    def action_checkbox(self, obj: Model) -> SafeString:
        return action_box(obj.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_deletable and bool(super().has_delete_permission(request, obj))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Pages by place; a short list that is sorted by a name of another table, say, keeps pages by number."""
        return KeysetChangeList if has_keyset(self, request) else ChangeList

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[ModelForm]:  # type: ignore[type-arg]
        form: type[ModelForm] = super().get_changelist_form(request, **{"form": RowForm, **kwargs})  # type: ignore[type-arg]
        return form

    def get_sortable_by(self, request: HttpRequest) -> Sequence[str]:
        """Where pages are found by place, the columns that an index leads to."""
        columns: Sequence[str] = super().get_sortable_by(request)
        if not has_keyset(self, request):
            return columns
        return [name for name in columns if order_of(self.model, [self._sorting_of(name)]) is not None]

    def _sorting_of(self, name: str) -> Any:
        shown = getattr(self, name, None) or getattr(self.model, name, None)
        return getattr(shown, "admin_order_field", None) or name

    def jump_to(self, text: str) -> int | None:
        """The key of the row to go to: of the last one of a day, or of the one called so."""
        return key_meant(self.model, text, moment=self.jump_moment, number=self.jump_number)

    @property
    def jump_label(self) -> str:
        return "Go to a date or number" if self.jump_moment else "Go to a number"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if part := take_part(request):
            return answer_with(part, self, request, extra_context or {})
        title = capfirst(str(self.opts.verbose_name_plural))
        more = {"title": title, "parts_address": parts_address(request), **(extra_context or {})}
        page: HttpResponse = super().changelist_view(request, more)
        return page

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, change: bool = False,
        form_url: str = "", obj: Model | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Without anything to type there is nothing to save, and the form's own history stays empty.

        What the database will write down by itself is not shown before it has.
        """
        if add:
            context["adminform"].fieldsets = without(context["adminform"].fieldsets, self._written_later(request))
        if not add and not can_type(context, may_change=self.has_change_permission(request, obj)):
            names = ("show_save", "show_save_and_continue", "show_save_and_add_another", "show_history")
            context = {**context, **dict.fromkeys(names, False)}
        page: HttpResponse = super().render_change_form(request, context, add, change, form_url, obj)
        return page

    def _written_later(self, request: HttpRequest) -> set[str]:
        """Columns that are only shown and get their value from the database."""
        shown = set(self.get_readonly_fields(request))
        return {field.name for field in self.opts.concrete_fields if field.name in shown and field.has_db_default()}


def without(fieldsets: Iterable[tuple[Any, dict[str, Any]]], names: Set[str]) -> list[tuple[Any, dict[str, Any]]]:
    """The parts of a form without these fields; several names may stand in one line."""
    left = []
    for title, options in fieldsets:
        lines = [[line] if isinstance(line, str) else list(line) for line in options["fields"]]
        kept = [[name for name in line if name not in names] for line in lines]
        left.append((title, {**options, "fields": [line if len(line) > 1 else line[0] for line in kept if line]}))
    return [(title, options) for title, options in left if options["fields"]]


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

    formfield_overrides = TIDY
    extra = 0
    tab = True

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"form": as_row(self.form), **kwargs})


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
