from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import Actor
from core.admin.base import ReadOnlyInline
from core.admin.chips import chip
from core.admin.columns import pre
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Lead, Move, always
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker, InvalidInput, OmsError
from notifications.admin.frames import mail_frame, phone_frame
from notifications.content.kinds import names_of
from notifications.content.sample import sample_context
from notifications.errors import BadTemplate
from notifications.models import Template, TemplateVersion
from notifications.selectors.templates import words_of
from notifications.services.composing import worded
from notifications.services.wording import (
    PARTS,
    RIGHT,
    ensure_words_sound,
    own_words,
    preview_words,
    reset_words,
    restore_words,
    save_words,
    send_preview,
)
from notifications.statuses import Locale, MailEvent, Medium


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
        given |= own_words(self.instance, {part: given.get(part, "") for part in PARTS})
        words = {part: given[part] for part in PARTS}
        same = Template(
            event=self.instance.event, locale=self.instance.locale, medium=self.instance.medium, **words
        )  # fmt: skip
        try:
            ensure_words_sound(same)
        except BadTemplate as error:
            self.add_error(error.context["field"] if error.context["field"] in self.fields else None, error.message)
        return given


def has_own(template: Template) -> list[Blocker]:
    return [] if template.is_own else [Blocker(NOT_NOW, "its words are ours already.")]


def has_versions(template: Template) -> list[Blocker]:
    return [] if template.versions.exists() else [Blocker(NOT_NOW, "nobody wrote other words yet.")]


class RestoreForm(MoveForm):
    """Which of the versions."""

    version_id = forms.TypedChoiceField(label="Version", coerce=int, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version_id"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.saved_at:%Y-%m-%d %H:%M} by {one.saved_by}") for one in self.instance.versions.all()[:50]
        ]


class TestForm(MoveForm):
    """Of which order; empty is the imaginary one."""

    number = forms.CharField(
        label="Order", required=False, widget=UnfoldAdminTextInputWidget, help_text="Empty: an imaginary order."
    )


def send_to_oneself(*, template_id: int, number: str, actor: Actor) -> str:
    """The address it went to. Raises InvalidInput for somebody without an address."""
    address = User.objects.filter(pk=actor.user_id or 0).values_list("email", flat=True).first()
    if not address:
        raise InvalidInput("Your own account has no e-mail address: enter one under Staff.", field="number")
    template = Template.objects.get(pk=template_id)
    send_preview(template=template, number=number, to=address, actor=actor)
    return str(address)


class VersionInline(ReadOnlyInline):
    model = TemplateVersion
    fields = ["saved_at", "saved_by", "subject"]
    readonly_fields = ["saved_at"]


@admin.register(Template)
class TemplateAdmin(MovesAdmin):
    """What customers read, by event, language and medium. Empty the fields to get our own words back."""

    form = TemplateForm
    list_display = ["event", "medium", "locale", "words_shown", "is_active", "changed_at"]
    list_filter = [
        fixed_filter("event", "event", MailEvent.choices), fixed_filter("locale", "language", Locale.choices),
        fixed_filter("medium", "medium", Medium.choices),
    ]  # fmt: skip
    inlines = [VersionInline]
    readonly_fields = ["event", "locale", "medium", "preview", "preview_text", "names"]
    moves = {
        "test": Move(
            service=send_to_oneself, label="Send me a test", icon="outgoing_mail", form=TestForm, right=RIGHT,
            find_blockers=always, question="To your own address, by mail; its links lead nowhere.",
            told=lambda address: f"Sent to {address}.",
        ),
        "restore": Move(
            service=restore_words, label="Take an earlier version", icon="history", form=RestoreForm, right=RIGHT,
            find_blockers=has_versions, done="These words are used from now on.",
        ),
        "reset": Move(
            service=reset_words, label="Our words again", icon="settings_backup_restore", is_danger=True, right=RIGHT,
            find_blockers=has_own, question="The shop's own words are kept among the versions.",
            done="Our own words are used from now on.",
        ),
    }  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Template | None = None) -> Any:
        is_text = obj is not None and obj.medium == Medium.SMS
        typed = ["text"] if is_text else ["subject", "text", "html"]
        shown = ["preview_text"] if is_text else ["preview", "preview_text"]
        return [
            (None, {"fields": [("event", "locale", "medium"), "is_active", *typed]}),
            ("What these words may name", {"fields": ["names"]}),
            ("Preview with an imaginary order", {"fields": shown}),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name=self.url_name("preview")), *super().get_urls()]

    def get_leads(self, request: HttpRequest, instance: Any) -> list[Lead]:
        url = reverse(f"admin:{self.url_name('preview')}", args=[instance.pk])
        return [Lead(label="Preview with an order", url=url, icon="preview", is_primary=True)]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The message as the customer of an order would get it."""
        template = self.get_object(request, object_id)
        if template is None or not self.has_view_permission(request, template):
            raise Http404("No such message.")
        number = request.GET.get("order", "").strip()
        context = {
            **self.admin_site.each_context(request), "title": f"Preview: {template}", "opts": self.opts,
            "original": template, "number": number, "change_url": self.change_url(template), "error": "",
        }  # fmt: skip
        if number:
            try:
                found = preview_words(template, number=number)
            except OmsError as error:
                context["error"] = error.message
            else:
                is_text = template.medium == Medium.SMS
                frame = phone_frame(found.text) if is_text else mail_frame(found.html)
                context |= {"found": found, "frame": frame, "is_text": is_text}
        return TemplateResponse(request, "admin/notifications/preview.html", context)

    def save_model(self, request: HttpRequest, obj: Template, form: forms.ModelForm, change: bool) -> None:
        words = {part: form.cleaned_data[part] for part in PARTS}
        save_words(template_id=obj.pk, is_active=obj.is_active, actor=actor_of(request.user), **words)

    @admin.display(description="Words")
    def words_shown(self, template: Template) -> SafeString:
        return chip("The shop's own", "info") if template.is_own else chip("Ours", "neutral")

    @admin.display(description="Mail")
    def preview(self, template: Template) -> SafeString:
        found = worded(words_of(template), sample_context(template.locale), medium=template.medium)
        return format_html("<p><strong>{}</strong></p>{}", found.subject, mail_frame(found.html))

    @admin.display(description="Text")
    def preview_text(self, template: Template) -> SafeString:
        text = worded(words_of(template), sample_context(template.locale), medium=template.medium).text
        return phone_frame(text) if template.medium == Medium.SMS else pre(text)

    @admin.display(description="Names")
    def names(self, template: Template) -> SafeString:
        """Each name with a sample of what it stands for."""
        sample = sample_context(template.locale)
        told = [f"{name}: {shown(sample[name])}" for name in sorted(names_of(template.event)) if name in sample]
        return pre("\n".join(told))


def shown(value: Any) -> str:
    """A sample in one line; of a list its first row, of a table its names."""
    if isinstance(value, list):
        return f"list of {shown(value[0])}" if value else "list"
    if isinstance(value, dict):
        return "{ " + ", ".join(value) + " }"
    return str(value)
