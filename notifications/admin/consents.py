from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import CharField, ModelForm
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.selectors import actor_of
from core.actors import Actor
from core.admin.filters import EmptyFilter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker, InvalidInput
from customers.models import Customer
from notifications.models import TextConsent
from notifications.services.consenting import RIGHT, allow_texts, e164, refuse_texts


class EndedFilter(EmptyFilter):
    title, parameter_name, column = "state", "has_withdrawn_at", "withdrawn_at"
    empty_label, filled_label = "In force", "Withdrawn"


class ConsentForm(ModelForm):
    """The phone as people write it; it is kept as E.164."""

    phone = CharField(
        max_length=40, help_text="With its country, such as +49 151 23456789.", widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = TextConsent
        fields = ("customer", "phone")

    def clean_customer(self) -> Customer:
        customer: Customer = self.cleaned_data["customer"]
        if customer.erased_at is not None:
            raise ValidationError("This customer is erased: nothing can be written for them any more.")
        return customer

    def clean_phone(self) -> str:
        try:
            return e164(self.cleaned_data["phone"])
        except InvalidInput as error:
            self.add_error("phone", error.message)
            return ""


def withdraw_consent(*, textconsent_id: int, actor: Actor) -> None:
    """No more texts to the customer of this yes. Raises NotPermitted."""
    consent = TextConsent.objects.get(pk=textconsent_id)
    refuse_texts(customer_id=consent.customer_id, actor=actor)


def in_force(consent: TextConsent) -> list[Blocker]:
    return [Blocker(NOT_NOW, "it was withdrawn.")] if consent.withdrawn_at else []


@admin.register(TextConsent)
class TextConsentAdmin(MovesAdmin):
    """Who agreed to texts, where and when. Customers say yes for an order, and no, by the link in every mail."""

    form = ConsentForm
    list_display = ["customer", "order", "phone", "given_at", "given_by", "withdrawn_at"]
    list_filter = [EndedFilter]
    list_select_related = ["customer", "order"]
    search_fields = ["phone__exact", "customer__number__iexact"]
    search_help_text = "Phone as +49…, or the customer's number"
    autocomplete_fields = ["customer"]
    ordering = ["-id"]
    when_empty = "Nobody agreed to texts yet. Customers do by the link at the foot of every mail."
    moves = {
        "withdraw": Move(
            service=withdraw_consent,
            label="Withdraw", icon="sms_failed", is_danger=True, right=RIGHT, find_blockers=in_force,
            question="The customer gets no more texts.", done="Withdrawn.",
        ),
    }  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: TextConsent | None = None) -> list[Any]:
        if obj is None:
            return ["customer", "phone"]
        return ["customer", "order", "phone", ("given_by", "given_at"), ("withdrawn_by", "withdrawn_at")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RIGHT))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: TextConsent, form: ModelForm, change: bool) -> None:
        made = allow_texts(customer_id=obj.customer_id, phone=obj.phone, actor=actor_of(request.user))
        obj.pk = made.pk
        messages.info(request, f"Texts go to {made.phone} from now on.")
