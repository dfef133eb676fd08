from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from catalog.models import ServiceLevel
from shipping.carriers.karrio.makes import MAKES
from shipping.carriers.registry import NAMES
from shipping.models import CarrierAccount

LEVELS = tuple(level for level in ServiceLevel.values if level != ServiceLevel.PICKUP)
SHAPE = 'Write it as {"standard": ["ups_ground"]}: a list of the carrier\'s services, as texts, for each of ours.'


class CredentialsField(forms.CharField):
    """``name = value``, one to a line; nothing of it is ever put back into the page."""

    widget = UnfoldAdminTextareaWidget(attrs={"autocomplete": "off", "spellcheck": "false", "rows": 4})

    def clean(self, value: Any) -> dict[str, str]:
        given: dict[str, str] = {}
        for number, line in enumerate(str(super().clean(value) or "").splitlines(), start=1):
            name, sign, secret = line.partition("=")
            if not line.strip():
                continue
            if not (sign and name.strip() and secret.strip()):
                raise forms.ValidationError(f"Line {number} is not “name = value”.")
            given[name.strip()] = secret.strip()
        return given


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """A carrier account; new credentials replace all that were kept."""

    new_credentials = CredentialsField(
        required=False, label="New credentials", strip=False,
        help_text="One “name = value” a line, in place of all that are kept. They are encrypted and never shown again.",
    )  # fmt: skip

    class Meta:
        model = CarrierAccount
        fields = ["name", "code", "carrier", "priority", "tracking_url", "services", "options", "is_active"]

    def clean_carrier(self) -> str:
        carrier: str = self.cleaned_data["carrier"]
        if carrier not in NAMES:
            raise forms.ValidationError(f"No adapter is called that. There are: {', '.join(sorted(NAMES))}.")
        return carrier

    def clean_services(self) -> dict[str, list[str]]:
        """Our services, each with the carrier's own that answer it; anything else would be asked of nobody."""
        services = self.cleaned_data["services"] or {}
        if not isinstance(services, dict):
            raise forms.ValidationError(SHAPE)
        for level, names in services.items():
            if level not in LEVELS:
                raise forms.ValidationError(f"“{level}” is none of our services: {', '.join(LEVELS)}.")
            if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
                raise forms.ValidationError(f"{level}: {SHAPE}")
        return services

    def clean(self) -> dict[str, Any]:
        """Credentials that the carrier's adapter asks for, all of them, and none it does not know."""
        cleaned = super().clean() or self.cleaned_data
        given, make = cleaned.get("new_credentials"), MAKES.get(str(cleaned.get("carrier")))
        if given and make:
            missing = [name for name in make.credentials if name not in given]
            strange = [name for name in given if name not in (*make.credentials, *make.may_have)]
            if missing or strange:
                told = [f"missing: {', '.join(missing)}"] if missing else []
                told += [f"unknown: {', '.join(strange)}"] if strange else []
                self.add_error("new_credentials", f"{make.name}: {'; '.join(told)}.")
        return cleaned
