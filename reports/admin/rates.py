"""Exchange rates: entered by hand, or imported from a file with a preview."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from import_export import resources

from accounts.selectors import actor_of
from core.admin.base import OmsAdmin
from core.admin.exchange import ExchangeAdmin
from reports.models import ExchangeRate


class RateResource(resources.ModelResource):
    """A file's row is the rate of one day and pair; the same pair and day again replaces it."""

    class Meta:
        model = ExchangeRate
        import_id_fields = ["on", "base", "quote"]
        fields = ["on", "base", "quote", "rate", "source"]
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """The pair is found whatever case it is written in."""
        for name in ("base", "quote"):
            row[name] = str(row.get(name) or "").strip().upper()

    def before_save_instance(self, instance: ExchangeRate, row: Any, **kwargs: Any) -> None:
        user = kwargs.get("user")
        instance.entered_by = actor_of(user).label if user is not None else "import"


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ExchangeAdmin, OmsAdmin):
    """What reports convert by. A wrong rate is corrected here; figures are converted anew each time."""

    resource_classes = [RateResource]
    when_empty = "No rate yet: reports show each currency by itself. Add rates by hand, or import a CSV file of them."
    list_display = ["on", "base", "quote", "rate_shown", "source", "entered_by"]
    search_fields = ["base__iexact", "quote__iexact"]
    search_help_text = "A currency: EUR"
    ordering = ["-on", "base", "quote"]
    is_deletable = True
    readonly_fields = ["entered_by", "entered_at"]

    def save_model(self, request: HttpRequest, obj: ExchangeRate, form: forms.ModelForm, change: bool) -> None:
        obj.entered_by = actor_of(request.user).label
        super().save_model(request, obj, form, change)

    @admin.display(description="Rate", ordering="rate")
    def rate_shown(self, one: ExchangeRate) -> str:
        """Without the zeros the column is filled up with."""
        return f"{one.rate.normalize():f}"
