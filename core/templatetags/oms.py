"""What templates of all screens share."""

from decimal import Decimal

from django import template
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from core.money import format_money

register = template.Library()


@register.simple_tag
def money(amount: Decimal | None, currency: str) -> str:
    """The amount in its currency's own form; a dash when there is none."""
    return "—" if amount is None else format_money(amount, currency)


@register.simple_tag
def page_url(row: Model) -> str:
    """The office's page of a row, or an empty link where it has none."""
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""
