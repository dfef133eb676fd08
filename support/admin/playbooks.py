from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin, OmsInline, ReadOnlyAdmin
from core.admin.columns import link, pre
from core.admin.filters import fixed_filter
from core.admin.people import NamesPeople, person
from support.canned.variables import VARIABLES
from support.models import CannedAnswer, CaseKind, CasePlaybook, PlaybookRun, PlaybookStep


class CannedAnswerForm(forms.ModelForm):  # type: ignore[type-arg]
    """The text with every place it may have listed under it."""

    class Meta:
        model = CannedAnswer
        fields = ["name", "kind", "locale", "text", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = format_html_join("", "<li><code>{{{}}}</code> {}</li>", VARIABLES.items())
        self.fields["text"].help_text = format_html(
            'What stands in braces is filled in from the case:<ul class="oms-list">{}</ul>', places
        )


@admin.register(CannedAnswer)
class CannedAnswerAdmin(OmsAdmin):
    """Words for answers that are given often."""

    form = CannedAnswerForm
    when_empty = "Add the words you write most often; they are offered beside every answer box."
    list_display = ["name", "kind_shown", "locale", "is_active"]
    list_filter = [fixed_filter("kind", "kind", CaseKind.choices)]
    search_fields = ["name"]
    ordering = ["name"]

    @admin.display(description="Kind", ordering="kind")
    def kind_shown(self, answer: CannedAnswer) -> str:
        return answer.get_kind_display() if answer.kind else "Every kind"


class PlaybookStepInline(OmsInline):
    model = PlaybookStep
    tab = False
    fields = ["position", "act", "mode", "canned", "amount", "priority"]


@admin.register(CasePlaybook)
class CasePlaybookAdmin(OmsAdmin):
    """What the house does about a kind of case: steps that are made all or none."""

    when_empty = "Add one, as “Arrived damaged”: claim, send anew or refund, answer, resolve."
    list_display = ["name", "kind_shown", "steps_shown", "is_active"]
    ordering = ["name"]
    inlines = [PlaybookStepInline]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("steps")

    @admin.display(description="Kind", ordering="kind")
    def kind_shown(self, playbook: CasePlaybook) -> str:
        return playbook.get_kind_display() if playbook.kind else "Every kind"

    @admin.display(description="Steps")
    def steps_shown(self, playbook: CasePlaybook) -> str:
        return ", ".join(step.get_act_display().lower() for step in playbook.steps.all())


@admin.register(PlaybookRun)
class PlaybookRunAdmin(NamesPeople, ReadOnlyAdmin):
    """Which playbooks were run, by whom, and what came of each step."""

    when_empty = "Playbooks are run on a case's page."
    label_columns = ["ran_by"]
    list_display = ["ran_at", "case_shown", "name", "by"]
    list_select_related = ["case"]
    search_fields = ["case__number__exact"]
    search_help_text = "Number of the case"
    ordering = ["-id"]
    fields = ["ran_at", "case_shown", "name", "by", "made_shown"]
    readonly_fields = fields

    @admin.display(description="Case")
    def case_shown(self, run: PlaybookRun) -> SafeString:
        return link(reverse("admin:support_case_change", args=[run.case_id]), run.case.number)

    @admin.display(description="By")
    def by(self, run: PlaybookRun) -> str:
        return person(run, "ran_by")

    @admin.display(description="What was made")
    def made_shown(self, run: PlaybookRun) -> SafeString:
        return pre("\n".join(each["made"] for each in run.made))
