"""The choice of a carrier: written down with its price and its reason, and made anew after a refusal."""

from uuid import uuid4

from django.utils import timezone

from core.actors import Actor
from core.events import publish
from core.fsm import perform
from core.money import quantize
from core.service import service
from shipping.carriers.contract import Rate
from shipping.errors import NoCarrier
from shipping.events import LabelRequested
from shipping.locks import lock_label
from shipping.models import CarrierAccount, ShippingLabel
from shipping.selectors.accounts import active_accounts
from shipping.selectors.instructions import service_of
from shipping.services.labels import choose_anew
from shipping.statuses import LabelState


@service
def record_choice(
    *, label_id: int, account_id: int, service: str, reason: str, quote: Rate | None = None
) -> ShippingLabel:
    """Carrier and service of a label that nobody was asked for yet. The first choice stands."""
    label = lock_label(label_id)
    if label.state != LabelState.REQUESTED or label.chosen_at is not None or label.sent_at is not None:
        return label
    label.account = CarrierAccount.objects.get(pk=account_id)
    label.service, label.choice_reason, label.chosen_at = service, reason[:300], timezone.now()
    if quote is not None:
        label.quoted_amount, label.quoted_currency = quantize(quote.amount, quote.currency), quote.currency
    label.save(update_fields=["account", "service", "choice_reason", "chosen_at", "quoted_amount", "quoted_currency"])
    return label


@service
def try_next_carrier(*, shippinglabel_id: int, actor: Actor) -> ShippingLabel:
    """Ask the next carrier for a label that one refused, under a key of its own.

    Raises NotPermitted, MoveRefused while the label has not failed, and NoCarrier when nobody is left.
    """
    label = lock_label(shippinglabel_id)
    perform(label, "retry", actor=actor)
    level = service_of(label.order)
    label.passed_over = [*label.passed_over, label.account_id]
    left = [one for one in active_accounts(label.order) if one.pk not in label.passed_over and one.services_for(level)]
    if not left:
        raise NoCarrier(f"No other active carrier offers “{level}”: mend what this one refused, and try again.")
    label.account, label.service, label.purchase_key = left[0], level, uuid4()
    choose_anew(label)
    label.save()
    publish(LabelRequested(order_id=label.order_id, label_id=label.pk, tries=label.tries), actor=actor)
    return label
