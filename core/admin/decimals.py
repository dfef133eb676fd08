"""Amounts and rates to read and to type, written as people write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

from core.money import tidy


class TidyDecimal(forms.DecimalField):
    """Shows the amount tidily; what somebody typed stays as typed."""

    def prepare_value(self, value: Any) -> Any:
        return tidy(value) if isinstance(value, Decimal) and value.is_finite() else value


TIDY: dict[Any, dict[str, Any]] = {models.DecimalField: {"form_class": TidyDecimal}}
