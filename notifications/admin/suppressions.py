from typing import Any

from django.contrib import admin
from django.forms import EmailField, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminEmailInputWidget

from accounts.selectors import actor_of
from core.admin.columns import link
from core.admin.filters import EmptyFilter, fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from notifications.models import Suppression
from notifications.services.suppressing import lift_suppression, suppress_address
from notifications.statuses import SuppressedFor


class SuppressionForm(ModelForm):
    """The address as people write it; it is kept in lower case, as addresses are compared."""

    address = EmailField(max_length=320, widget=UnfoldAdminEmailInputWidget)

    class Meta:
        model = Suppression
        fields = ("address", "covers", "note")

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).strip().lower()


class LiftedFilter(EmptyFilter):
    title, parameter_name, column = "state", "has_lifted_at", "lifted_at"
    empty_label, filled_label = "In force", "Lifted"


def in_force(suppression: Suppression) -> list[Blocker]:
    return [Blocker(NOT_NOW, "it was lifted.")] if suppression.lifted_at else []


@admin.register(Suppression)
class SuppressionAdmin(MovesAdmin):
    """Addresses that get no mails, or only those an order needs."""

    form = SuppressionForm
    list_display = ["address", "covers", "reason", "note", "created_at", "lifted_at"]
    list_filter = [LiftedFilter, fixed_filter("reason", "reason", SuppressedFor.choices)]
    search_fields = ["address__iexact"]
    search_help_text = "The whole address"
    ordering = ["-id"]
    when_empty = "Every address may be written to. What comes back for good, or is called spam, appears here by itself."
    moves = {
        "lift": Move(
            service=lift_suppression, label="Write to it again", icon="mark_email_read", is_danger=True,
            right="notifications.lift_suppression", find_blockers=in_force,
            question="The next mail goes out again. Should it come back, the address is suppressed anew.",
            done="The address gets mails again.",
        ),
    }  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Suppression | None = None) -> list[Any]:
        if obj is None:
            return ["address", "covers", "note"]
        return [
            ("address", "covers"), ("reason", "note"), "message_shown", ("entered_by", "created_at"),
            ("lifted_by", "lifted_at"),
        ]  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_change_permission(request, obj))

    def save_model(self, request: HttpRequest, obj: Suppression, form: ModelForm, change: bool) -> None:
        made = suppress_address(
            address=obj.address, covers=obj.covers, note=obj.note, actor=actor_of(request.user)
        )  # fmt: skip
        obj.pk = made.pk

    @admin.display(description="Message")
    def message_shown(self, suppression: Suppression) -> SafeString | str:
        if suppression.message_id is None:
            return "—"
        return link(
            reverse("admin:notifications_message_change", args=[suppression.message_id]), str(suppression.message)
        )
