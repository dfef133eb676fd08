"""How long what is kept: the office chooses within bounds, sees what would go, and what went."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldBooleanSwitchWidget

from core.actors import Actor
from core.admin.base import ReadOnlyAdmin
from core.admin.move_form import MoveForm
from core.admin.moves import Move, Preview, always
from core.admin.moves_admin import MovesAdmin
from core.admin.people import NamesPeople, person
from core.models import RetentionRule
from core.services.retention import ensure_rules, retention_of, run_rule, set_rule, would_go


class RuleForm(MoveForm):
    """How many days, within the bounds of the kind."""

    days = forms.IntegerField(label="Days", min_value=0, widget=UnfoldAdminIntegerFieldWidget)
    is_active = forms.BooleanField(label="Follow it every night", required=False, widget=UnfoldBooleanSwitchWidget)

    def __init__(self, *args: Any, instance: RetentionRule, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        del self.fields["reason"]
        bounds = retention_of(instance)
        self.fields["days"].initial, self.fields["is_active"].initial = instance.days, instance.is_active
        self.fields["days"].help_text = f"Between {bounds.least} and {bounds.most}."


class RunForm(MoveForm):
    """Nothing to say: the count before it is asked for speaks for itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


def dry_run(rule: RetentionRule, _: Actor, __: Any) -> Preview:
    """What would go now."""
    count = would_go(rule, now=timezone.now())
    return Preview(
        rows=[(retention_of(rule).label, f"{count} rows")],
        notes=["What is under legal hold is not counted and stays."],
    )


@admin.register(RetentionRule)
class RetentionRuleAdmin(NamesPeople, ReadOnlyAdmin, MovesAdmin):
    """One rule per kind of record."""

    list_display = ["title", "days", "bounds", "is_active", "last_run_at", "last_rows"]
    ordering = ["kind"]
    fields = ["title", ("days", "bounds"), "is_active", ("last_run_at", "last_rows"), ("changed_by_name", "changed_at")]
    readonly_fields = [
        "title", "days", "bounds", "is_active", "last_run_at", "last_rows", "changed_by_name", "changed_at",
    ]  # fmt: skip
    label_columns = ("changed_by",)
    moves = {
        "set": Move(
            service=set_rule, label="Change", icon="edit", form=RuleForm, right="core.change_retentionrule",
            find_blockers=always, done="The rule holds from now on.",
        ),
        "run": Move(
            service=run_rule, label="Count, then erase", icon="auto_delete", form=RunForm,
            right="core.run_retention", is_danger=True, find_blockers=always, preview=dry_run,
            told=lambda gone: f"{gone} rows went.",
            question="You see how many rows would go before any does.",
        ),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[RetentionRule]:
        """A kind that an app has just declared has its rule at once."""
        ensure_rules()
        rules: QuerySet[RetentionRule] = super().get_queryset(request)
        return rules

    @admin.display(description="What", ordering="kind")
    def title(self, rule: RetentionRule) -> str:
        return retention_of(rule).label

    @admin.display(description="Bounds")
    def bounds(self, rule: RetentionRule) -> str:
        found = retention_of(rule)
        return f"{found.least}–{found.most} days"

    @admin.display(description="Changed by", empty_value="—")
    def changed_by_name(self, rule: RetentionRule) -> str | None:
        return person(rule, "changed_by") or None
