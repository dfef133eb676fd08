"""The context of a mail about texts to a phone."""

from collections.abc import Mapping
from typing import Any

from notifications.content.order import base_context
from notifications.models import TextConsent
from orders.models import Order


def phone_given(order: Order, locale: str, *, consent_id: int) -> Mapping[str, Any]:
    """Where texts about the order go; told as well when it was withdrawn meanwhile, for somebody had given it."""
    return {**base_context(order, locale), "phone": TextConsent.objects.get(pk=consent_id).ending}
