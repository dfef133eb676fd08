from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSplitDateTimeWidget, UnfoldAdminURLInputWidget, UnfoldBooleanSwitchWidget

from accounts.selectors import actor_of
from core.admin.chips import chip
from core.admin.columns import link
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Lead, Move, always
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker, OmsError
from notifications.models import WebhookEndpoint
from notifications.services.webhooks.endpoints import (
    add_endpoint,
    change_endpoint,
    ensure_sound,
    rotate_secret,
    switch_off_endpoint,
    switch_on_endpoint,
)
from notifications.services.webhooks.replaying import replay_since
from notifications.services.webhooks.telling import send_test
from notifications.webhooks.kinds import HookKind

TYPED = ("url", "kinds", "description", "contact_email")


def is_on(endpoint: WebhookEndpoint) -> list[Blocker]:
    return [] if endpoint.is_active else [Blocker(NOT_NOW, "it is switched off.")]


def is_told(endpoint: WebhookEndpoint) -> list[Blocker]:
    """Also for one that we stopped calling it is kept until a person says no."""
    return [] if endpoint.is_active or endpoint.disabled_at else [Blocker(NOT_NOW, "it is switched off.")]


def is_off(endpoint: WebhookEndpoint) -> list[Blocker]:
    return [Blocker(NOT_NOW, "it is switched on.")] if endpoint.is_active else []


class ReplayForm(MoveForm):
    """From when on, and whether what was delivered is sent again, too."""

    since = forms.SplitDateTimeField(label="Since", widget=UnfoldAdminSplitDateTimeWidget, help_text="UTC.")
    everything = forms.BooleanField(
        label="Also what was delivered", required=False, widget=UnfoldBooleanSwitchWidget,
        help_text="Otherwise only what was given up, held back, or still waits.",
    )  # fmt: skip


class EndpointForm(forms.ModelForm):
    """What a person may type; where the name leads to is asked at each call."""

    url = forms.CharField(
        label="URL", max_length=500, widget=UnfoldAdminURLInputWidget, help_text="https, at a public address."
    )
    kinds = forms.MultipleChoiceField(
        choices=HookKind.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Nothing ticked: everything.",
    )  # fmt: skip

    class Meta:
        model = WebhookEndpoint
        fields = ("channel", *TYPED)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            ensure_sound(url=given.get("url", ""), kinds=given.get("kinds", []))
        except OmsError as error:
            self.add_error(error.context.get("field", "url"), error.message)
        return given


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(MovesAdmin):
    """Shops' servers that hear what becomes of their orders. A secret is shown once, when it is made."""

    form = EndpointForm
    list_display = ["url", "channel", "state_shown", "kinds_shown", "failing_since", "description"]
    list_filter = [fixed_filter("is_active", "state", [("1", "Switched on"), ("0", "Switched off")])]
    list_select_related = ["channel"]
    search_fields = ["url", "description", "public_id__exact"]
    ordering = ["-id"]
    readonly_fields = [
        "public_id", "state_shown", "failing_since", "disabled_at", "disabled_reason", "switched_off_by", "made_by",
        "created_at", "secrets_shown",
    ]  # fmt: skip
    when_empty = "No shop hears of its orders yet. Add an endpoint; how it works is in docs/how/webhooks.md."
    moves = {
        "test": Move(
            service=send_test, label="Send a test", icon="send", is_primary=True, find_blockers=is_on,
            right="notifications.change_webhookendpoint",
            done="A test is on its way; what came of it is among the webhooks within seconds.",
        ),
        "replay": Move(
            service=replay_since, label="Send again", icon="replay", form=ReplayForm, find_blockers=is_on,
            right="notifications.replay_webhook", question="Webhooks since a moment, under the ids they had.",
            told=lambda count: f"{count} webhooks are sent again.",
        ),
        "rotate": Move(
            service=rotate_secret, label="New secret", icon="key", find_blockers=always,
            right="notifications.rotate_webhooksecret",
            question="For a day from now on calls carry two signatures, of the old secret and of the new one.",
            told=lambda secret: f"The new secret, shown only now: {secret}",
        ),
        "switch_on": Move(
            service=switch_on_endpoint, label="Switch on", icon="toggle_on", is_primary=True, find_blockers=is_off,
            right="notifications.change_webhookendpoint",
            done="It is called again. What was held back meanwhile is sent by “Send again”.",
        ),
        "switch_off": Move(
            service=switch_off_endpoint, label="Switch off", icon="toggle_off", is_danger=True, find_blockers=is_told,
            right="notifications.change_webhookendpoint",
            question="It is not called any more, and what happens meanwhile is not kept for it.", done="Switched off.",
        ),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        found: QuerySet[WebhookEndpoint] = super().get_queryset(request)
        return found.prefetch_related("secrets")

    def get_fieldsets(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        typed = (None, {"fields": ["url", "channel", "description", "contact_email", "kinds"]})
        if obj is None:
            return [typed]
        known = ["public_id", ("state_shown", "failing_since"), ("disabled_at", "disabled_reason"),
                 "switched_off_by", "secrets_shown",
                 ("made_by", "created_at")]  # fmt: skip
        return [typed, ("How it is", {"fields": known})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """An endpoint stays with its channel: its log is about orders of that one."""
        return (*super().get_readonly_fields(request, obj), *(["channel"] if obj else []))

    def get_leads(self, request: HttpRequest, instance: Any) -> list[Lead]:
        address = reverse("admin:notifications_webhookdelivery_changelist")
        query = urlencode({"q": instance.public_id})
        return [Lead(label="Its webhooks", url=f"{address}?{query}", icon="list_alt")]

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: forms.ModelForm, change: bool) -> None:
        actor = actor_of(request.user)
        given = {name: form.cleaned_data[name] for name in TYPED}
        if change:
            change_endpoint(webhookendpoint_id=obj.pk, actor=actor, **given)
            return
        made, secret = add_endpoint(channel_id=obj.channel_id, actor=actor, **given)
        obj.pk, obj.public_id = made.pk, made.public_id
        messages.warning(request, f"The secret that signs its webhooks, shown only now: {secret}")

    @admin.display(description="State")
    def state_shown(self, endpoint: WebhookEndpoint) -> SafeString:
        if endpoint.disabled_at is not None and not endpoint.is_active:
            return chip("Disabled", "bad", title=endpoint.disabled_reason)
        if not endpoint.is_active:
            return chip("Switched off", "neutral")
        return chip("Failing", "warn") if endpoint.failing_since else chip("On", "good")

    @admin.display(description="Hears of")
    def kinds_shown(self, endpoint: WebhookEndpoint) -> str:
        count = len(endpoint.kinds)
        return f"{count} kind{'' if count == 1 else 's'}" if count else "everything"

    @admin.display(description="Secrets")
    def secrets_shown(self, endpoint: WebhookEndpoint) -> str:
        """That there are some, and until when; what they are is shown to nobody."""
        told = [
            f"given {one.created_at:%Y-%m-%d %H:%M} UTC"
            + (f", valid until {one.expires_at:%Y-%m-%d %H:%M} UTC" if one.expires_at else "")
            for one in sorted(endpoint.secrets.all(), key=lambda one: -one.pk)
        ]
        return "; ".join(told) or "None."


def endpoint_link(endpoint: WebhookEndpoint) -> SafeString:
    return link(reverse("admin:notifications_webhookendpoint_change", args=[endpoint.pk]), endpoint.url)
