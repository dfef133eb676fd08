"""What the office types about prices and tax, checked where it is typed."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from catalog.models import Channel, InvoicePolicy, Price, TaxRate
from core.money import UnknownCurrency, exponent


class PriceForm(forms.ModelForm):
    """A price is in its channel's currency, else no order would ever find it."""

    class Meta:
        model = Price
        fields = ["sku", "channel", "currency", "amount", "valid_from", "valid_to"]

    def clean_currency(self) -> str:
        return check_currency(self.cleaned_data["currency"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        channel, currency = given.get("channel"), given.get("currency")
        if channel is not None and currency and currency != channel.currency:
            self.add_error(
                "currency", f"{channel.name} sells in {channel.currency}; a price in {currency} would never be used."
            )
        return given


class TaxRateForm(forms.ModelForm):
    """A rate of a country, or of a region of it."""

    class Meta:
        model = TaxRate
        fields = ["tax_class", "country", "region", "percent", "valid_from", "valid_to"]

    def clean_country(self) -> str:
        return check_country(self.cleaned_data["country"])

    def clean_region(self) -> str:
        return str(self.cleaned_data["region"]).strip()


def check_country(text: str) -> str:
    """The code in capitals. Raises ValidationError when it is not two letters."""
    country = text.strip().upper()
    if len(country) != 2 or not (country.isascii() and country.isalpha()):
        raise forms.ValidationError(f"“{text}” is not a country code of two letters, such as DE.")
    return country


def check_currency(text: str) -> str:
    """The code in capitals. Raises ValidationError when ISO 4217 does not know it."""
    currency = text.strip().upper()
    try:
        exponent(currency)
    except UnknownCurrency as error:
        raise forms.ValidationError(error.message) from error
    return currency


_NEEDED_FOR_INVOICES = {
    "invoices_from": "Say from which day on orders are invoiced here.",
    "seller_name": "An invoice names the firm that sells.",
    "seller_address": "An invoice names the seller's address.",
}


class ChannelForm(forms.ModelForm):
    """A channel whose currency and clock exist; else every order in it would fail."""

    def clean_currency(self) -> str:
        return check_currency(self.cleaned_data["currency"])

    def clean_country(self) -> str:
        return check_country(self.cleaned_data["country"])

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise forms.ValidationError(f"“{zone}” is no time zone. Write it like Europe/Berlin.")
        return zone

    def clean_invoice_prefix(self) -> str:
        """Raises ValidationError when another channel's invoices are numbered alike."""
        prefix = str(self.cleaned_data["invoice_prefix"]).strip().upper()
        wanted = prefix or str(self.cleaned_data.get("code", "")).upper()
        for other in Channel.objects.exclude(pk=self.instance.pk):
            if other.invoice_series.upper() == wanted:
                raise forms.ValidationError(f"The invoices of {other.name} begin with “{wanted}” already.")
        return prefix

    def clean(self) -> dict[str, Any]:
        """An invoice says who sells; and what was invoiced elsewhere before is not invoiced again."""
        given = super().clean() or {}
        self._check_scores(given)
        if given.get("invoice_on") == InvoicePolicy.NONE:
            return given
        for name, sentence in _NEEDED_FOR_INVOICES.items():
            if not given.get(name):
                self.add_error(name, sentence)
        return given

    def _check_scores(self, given: dict[str, Any]) -> None:
        """Scores go from 0 to 100, and nothing is declined that would not have been reviewed."""
        review, decline = given.get("review_at_score"), given.get("decline_at_score")
        for name, score in (("review_at_score", review), ("decline_at_score", decline)):
            if score is not None and not 1 <= score <= 100:
                self.add_error(name, "A score is 1 to 100; at 0 every order would wait.")
        if review is not None and decline is not None and decline < review:
            self.add_error("decline_at_score", f"This must be at least the {review} at which a person is asked.")
