from django.core.exceptions import ValidationError
from django.db import models

from support.canned.variables import unknown_variables
from support.models.case import CaseKind


class Language(models.TextChoices):
    EN = "en", "English"
    DE = "de", "German"


def only_known_variables(text: str) -> None:
    """Raises ValidationError that names what stands in braces and is none of ours."""
    if unknown := unknown_variables(text):
        named = ", ".join(f"{{{name}}}" for name in unknown)
        raise ValidationError(f"Nothing is known to fill in for {named}. The variables are listed below.")


class CannedAnswer(models.Model):
    """Words for an answer that is given often, with places that the case fills in."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(
        max_length=12, choices=CaseKind.choices, blank=True, help_text="Empty: offered for every kind of case."
    )
    locale = models.CharField("language", max_length=5, choices=Language.choices, default=Language.EN)
    text = models.TextField(max_length=8000, validators=[only_known_variables])
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
