from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core.admin.base import OmsAdmin
from core.admin.chips import chip
from core.admin.columns import pre
from core.admin.filters import fixed_filter
from notifications.admin.frames import mail_frame
from notifications.content.rendering import Source, render, source_in_files
from notifications.content.sample import sample_context
from notifications.errors import BadTemplate
from notifications.models import Template
from notifications.selectors.templates import words_of
from notifications.statuses import Locale, MailEvent

PARTS = ("subject", "text", "html")


class TemplateForm(forms.ModelForm):
    """Begins with the words that are used now; words equal to the file's are not kept as the shop's own."""

    class Meta:
        model = Template
        fields = ("subject", "text", "html", "is_active")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "subject": UnfoldAdminTextInputWidget(),
            "text": UnfoldAdminTextareaWidget(attrs={"rows": 16}),
            "html": UnfoldAdminTextareaWidget(attrs={"rows": 22}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = words_of(self.instance)
        self.initial.update({part: getattr(used, part) for part in PARTS})

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        ours = source_in_files(self.instance.event, self.instance.locale)
        for part in PARTS:
            words = str(given.get(part) or "").replace("\r\n", "\n")
            given[part] = "" if words.strip() == getattr(ours, part).strip() else words
        self.ensure_renders(Source(*(given[part] or getattr(ours, part) for part in PARTS)))
        return given

    def ensure_renders(self, source: Source) -> None:
        try:
            render(source, sample_context(self.instance.locale))
        except BadTemplate as error:
            self.add_error(error.context["field"], error.message)


@admin.register(Template)
class TemplateAdmin(OmsAdmin):
    """What customers read. Empty the fields to get our own words back."""

    form = TemplateForm
    list_display = ["event", "locale", "words_shown", "is_active", "changed_at"]
    list_filter = [
        fixed_filter("event", "event", MailEvent.choices), fixed_filter("locale", "language", Locale.choices),
    ]  # fmt: skip
    readonly_fields = ["event", "locale", "preview", "preview_text", "names"]
    fieldsets = [
        (None, {"fields": [("event", "locale"), "is_active", "subject", "text", "html"]}),
        ("Preview with an imaginary order", {"fields": ["preview", "preview_text"]}),
        ("What a template may name", {"fields": ["names"], "classes": ["collapse"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Words")
    def words_shown(self, template: Template) -> SafeString:
        return chip("The shop's own", "info") if template.is_own else chip("Ours", "neutral")

    @admin.display(description="Mail")
    def preview(self, template: Template) -> SafeString:
        rendered = render(words_of(template), sample_context(template.locale))
        return format_html("<p><strong>{}</strong></p>{}", rendered.subject, mail_frame(rendered.html))

    @admin.display(description="Text")
    def preview_text(self, template: Template) -> SafeString:
        return pre(render(words_of(template), sample_context(template.locale)).text)

    @admin.display(description="Names")
    def names(self, template: Template) -> str:
        return ", ".join(sorted(sample_context(template.locale)))
