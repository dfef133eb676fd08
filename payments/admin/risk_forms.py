"""What the office types about fraud, checked where it is typed."""

from typing import Any

from django import forms

from core.money import UnknownCurrency, exponent, quantize
from payments.models import DenyKind, DenyListEntry, DisposableDomain, FraudRule
from payments.models.risk import AMOUNTS, VELOCITIES
from payments.selectors.marks import NETWORK_BITS, address_value, plain_domain, plain_email, plain_ip, plain_phone

LONGEST_WINDOW_HOURS = 24 * 30
DAY_HOURS = 24


class FraudRuleForm(forms.ModelForm):
    """A rule as the office types it; what its kind does not ask for is set back."""

    class Meta:
        model = FraudRule
        fields = ["name", "kind", "channel", "threshold", "currency", "window_hours", "score", "is_active"]

    def clean_score(self) -> int:
        score = int(self.cleaned_data["score"])
        if not 1 <= score <= 100:
            raise forms.ValidationError("A score is 1 to 100; switch the rule off instead of giving it 0.")
        return score

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind", "")
        if kind in AMOUNTS:
            self._check_amount(given)
        else:
            given["currency"] = ""
        if kind in VELOCITIES:
            self._check_count(given)
        else:
            given["window_hours"] = DAY_HOURS
            self.errors.pop("window_hours", None)
        if kind not in (*AMOUNTS, *VELOCITIES):
            given["threshold"] = 0
            self.errors.pop("threshold", None)
        return given

    def _check_amount(self, given: dict[str, Any]) -> None:
        amount, channel = given.get("threshold"), given.get("channel")
        currency = str(given.get("currency") or "").strip().upper()
        given["currency"] = currency
        if amount is not None and amount <= 0:
            self.add_error("threshold", "Give an amount above 0; the rule strikes above it.")
        if not currency:
            return
        try:
            decimals = exponent(currency)
        except UnknownCurrency as error:
            self.add_error("currency", error.message)
            return
        if channel and channel.currency != currency:
            self.add_error("currency", f"{channel.name} sells in {channel.currency}.")
        if amount is not None and quantize(amount, currency) != amount:
            self.add_error("threshold", f"{currency} has {decimals} decimals; {amount} has more.")

    def _check_count(self, given: dict[str, Any]) -> None:
        count, hours = given.get("threshold"), given.get("window_hours")
        if count is not None and (count < 1 or count != int(count)):
            self.add_error("threshold", "Give a whole number of orders that is still usual, at least 1.")
        if hours is not None and not 1 <= hours <= LONGEST_WINDOW_HOURS:
            self.add_error("window_hours", f"Give 1 to {LONGEST_WINDOW_HOURS} hours.")


class DisposableDomainForm(forms.ModelForm):
    """A domain in its plain form."""

    class Meta:
        model = DisposableDomain
        fields = ["domain"]

    def clean_domain(self) -> str:
        return check_domain(self.cleaned_data["domain"])


class DenyListEntryForm(forms.ModelForm):
    """An entry in the form in which orders are looked up."""

    class Meta:
        model = DenyListEntry
        fields = ["kind", "value", "reason", "expires_at"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind, value = given.get("kind"), str(given.get("value") or "").strip()
        if kind and value:
            try:
                given["value"] = plain_value(kind, value)
            except forms.ValidationError as error:
                self.add_error("value", error)
        return given


def plain_value(kind: str, value: str) -> str:
    """What was typed, as an order's mark is spelled. Raises ValidationError with how to write it."""
    if kind == DenyKind.EMAIL:
        if value.count("@") != 1 or not value.partition("@")[0]:
            raise forms.ValidationError("Write an e-mail address, such as name@example.com.")
        return plain_email(value)
    if kind == DenyKind.DOMAIN:
        return check_domain(value)
    if kind == DenyKind.IP:
        return _plain_ip(value)
    if kind == DenyKind.PHONE:
        phone = plain_phone(value)
        if len(phone) < 6:
            raise forms.ValidationError("Write a phone number, such as +49 30 1234567.")
        return phone
    if kind == DenyKind.ADDRESS and value.count("|") != 2:
        raise forms.ValidationError("Write country | postal code | street and number: DE | 10117 | Ring 1.")
    return _plain_address(value) if kind == DenyKind.ADDRESS else value


def check_domain(text: str) -> str:
    """The domain in its plain form. Raises ValidationError when it is none."""
    domain = plain_domain(text)
    if "." not in domain or not all(part.replace("-", "").isalnum() for part in domain.split(".")):
        raise forms.ValidationError(f"“{text}” is not a domain, such as example.com.")
    return domain


def _plain_address(value: str) -> str:
    country, postal_code, line1 = value.split("|")
    return address_value(country, postal_code, line1)


def _plain_ip(value: str) -> str:
    try:
        plain = plain_ip(value)
    except ValueError as error:
        raise forms.ValidationError("Write an IP address, such as 203.0.113.7, or a network.") from error
    bits = NETWORK_BITS[6 if ":" in plain else 4]
    if "/" in plain and not plain.endswith(f"/{bits}"):
        raise forms.ValidationError(f"Only networks of /{bits} are looked up; add several of them.")
    return plain
