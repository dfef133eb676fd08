"""The form that gives credit away."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import User
from accounts.selectors import actor_of
from core.money import UnknownCurrency, exponent, quantize
from customers.models import Customer
from payments.credit_words import CreditKind
from payments.models import CreditGrant
from payments.services.issuing import grant_store_credit, issue_gift_card


class GrantForm(forms.ModelForm):
    """Whom, how much, why. A gift card may be for nobody in particular."""

    kind = forms.ChoiceField(label="Kind", choices=CreditKind.choices, widget=UnfoldAdminSelectWidget)
    customer = forms.CharField(
        label="Customer", required=False, widget=UnfoldAdminTextInputWidget,
        help_text="Number or e-mail. Store credit needs one; a gift card does not.",
    )  # fmt: skip
    amount = forms.DecimalField(min_value=Decimal("0.001"), max_digits=15, widget=UnfoldAdminDecimalFieldWidget)
    currency = forms.CharField(max_length=3, initial="EUR", widget=UnfoldAdminTextInputWidget)
    expires_on = forms.DateField(
        label="Last day", required=False, widget=UnfoldAdminSingleDateWidget, help_text="Of a gift card; empty: none."
    )
    reason = forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget, help_text="Kept with the account.")

    class Meta:
        model = CreditGrant
        fields = ("amount", "reason")

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        try:
            exponent(currency)
        except UnknownCurrency as error:
            raise forms.ValidationError(error.message) from error
        return currency

    def clean_customer(self) -> Customer | None:
        said = self.cleaned_data["customer"].strip()
        if not said:
            return None
        found = Customer.objects.filter(erased_at=None)
        customers = list((found.filter(email__iexact=said) if "@" in said else found.filter(number__iexact=said))[:2])
        if len(customers) != 1:
            told = "Several customers have this e-mail; give the number." if customers else "Nobody is found by this."
            raise forms.ValidationError(told)
        return customers[0]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        is_card = given.get("kind") == CreditKind.GIFT_CARD
        if not is_card and "customer" in given and given["customer"] is None:
            self.add_error("customer", "Store credit is somebody's: give the customer's number or e-mail.")
        if not is_card and given.get("expires_on"):
            self.add_error("expires_on", "Store credit does not expire; leave the day empty.")
        if given.get("expires_on") and given["expires_on"] < timezone.localdate():
            self.add_error("expires_on", "This day is over.")
        amount, currency = given.get("amount"), given.get("currency")
        if amount is not None and currency and amount != quantize(amount, currency):
            self.add_error("amount", f"{currency} has {exponent(currency)} decimals.")
        return given

    def issue(self, user: User) -> tuple[CreditGrant, str]:
        """The grant, and the code of a new gift card. Raises NotPermitted."""
        given = self.cleaned_data
        customer = given["customer"]
        wish = {
            "amount": given["amount"], "currency": given["currency"], "reason": given["reason"],
            "actor": actor_of(user),
        }  # fmt: skip
        if given["kind"] == CreditKind.STORE_CREDIT:
            return grant_store_credit(customer_id=customer.pk, **wish), ""
        ends = _end_of(given["expires_on"]) if given["expires_on"] else None
        return issue_gift_card(customer_id=customer.pk if customer else None, expires_at=ends, **wish)


def _end_of(day: datetime.date) -> datetime.datetime:
    """The last day counts whole, in the office's zone."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))
