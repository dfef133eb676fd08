"""Amounts to type, written as people write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

_CENTS = Decimal("0.01")


class TidyDecimal(forms.DecimalField):
    """Shows 25.00 where the column keeps 25.0000; what is finer than a cent stays as fine as it is."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal) or not value.is_finite():
            return value
        coarse = value.quantize(_CENTS)
        return coarse if coarse == value else value.normalize()


TIDY: dict[Any, dict[str, Any]] = {models.DecimalField: {"form_class": TidyDecimal}}
