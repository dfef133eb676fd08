"""Shells: load, call, record."""

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from core.effects import effect_task
from core.errors import OmsError
from payments.models import Refund
from returns.models import Claim, Exchange
from returns.selectors.exchanges import exchanges_to_follow
from returns.selectors.overdue import orders_with_settled_returns, rests_overdue, returns_overdue
from returns.services.claim_placing import place_claim_order
from returns.services.claim_reopening import (
    claims_of_refund,
    follow_claim_order,
    follow_claim_refund,
    follow_reinstatement,
)
from returns.services.deciding import expire_return
from returns.services.exchange_counting import count_open_exchanges
from returns.services.exchange_following import follow_exchange
from returns.services.exchange_placing import place_exchange_order
from returns.services.labeling import follow_return_label
from returns.services.resting import give_up_rest
from returns.services.settling import close_settled_returns

SWEPT_AT_ONCE = 200
logger = logging.getLogger(__name__)


@effect_task(queue="default")
def count_exchanges(*, order_id: int) -> None:
    """Tell the order how many of its exchanges are open."""
    count_open_exchanges(order_id=order_id)


@effect_task(queue="default")
def close_settled(*, order_id: int) -> None:
    """A refund went through: returns that waited for it can be closed."""
    close_settled_returns(order_id=order_id)


@effect_task(queue="default")
def follow_label(*, label_id: int, status: str) -> None:
    """A carrier moved the label of a return; ``status`` makes each word an effect of its own."""
    follow_return_label(label_id=label_id)


@effect_task(queue="default")
def place_exchange(*, exchange_id: int) -> None:
    """An exchange was agreed to: its new order is placed."""
    place_exchange_order(exchange_id=exchange_id)


@effect_task(queue="default")
def follow_return(*, return_id: int) -> None:
    """A return ended or was settled: the exchange it belongs to goes on, or falls."""
    for exchange_id in Exchange.objects.filter(rma_id=return_id, ended_at=None).values_list("pk", flat=True):
        follow_exchange(exchange_id=exchange_id)


@effect_task(queue="default")
def follow_replacement(*, order_id: int) -> None:
    """An order ended: the exchange it went out for ends with it, a claim it made good comes back."""
    for exchange_id in Exchange.objects.filter(replacement_id=order_id, ended_at=None).values_list("pk", flat=True):
        follow_exchange(exchange_id=exchange_id)
    for claim_id in Claim.objects.filter(replacement_id=order_id).values_list("pk", flat=True):
        follow_claim_order(claim_id=claim_id)


@effect_task(queue="default")
def follow_reinstated(*, order_id: int) -> None:
    """An order lives again: one with the goods of a claim finds it, or ends."""
    follow_reinstatement(order_id=order_id)


@effect_task(queue="default")
def follow_canceled_refund(*, order_id: int, refund_id: int) -> None:
    """A refund is not paid: a claim that it was to make good comes back to a person."""
    for claim_id in claims_of_refund(Refund.objects.get(pk=refund_id)):
        follow_claim_refund(claim_id=claim_id, refund_id=refund_id)


@effect_task(queue="default")
def place_claimed(*, claim_id: int) -> None:
    """A claim was decided: goods that are to be sent anew are ordered."""
    place_claim_order(claim_id=claim_id)


@shared_task(name="returns.tasks.sweep_exchanges", time_limit=60)
def sweep_exchanges() -> None:
    """Woken by beat: exchanges whose money came, whose time is over, or whose both sides are done go on."""
    now = timezone.now()
    waiting = exchanges_to_follow(now=now).values_list("pk", flat=True)
    _each(waiting, lambda key: follow_exchange(exchange_id=key, now=now))


@shared_task(name="returns.tasks.sweep_returns", time_limit=60)
def sweep_returns() -> None:
    """Woken by beat: approved returns whose goods never came expire, settled ones that owe nothing close."""
    now = timezone.now()
    _each(returns_overdue(now=now).values_list("pk", flat=True), lambda key: expire_return(return_id=key))
    _each(rests_overdue(now=now).values_list("pk", flat=True), lambda key: give_up_rest(return_id=key))
    _each(orders_with_settled_returns(), lambda key: close_settled_returns(order_id=key))


def _each(keys: QuerySet[Any, int], act: Callable[[int], object]) -> None:
    """One that was moved meanwhile, or refuses for good, does not stop those behind it."""
    for key in keys[:SWEPT_AT_ONCE]:
        try:
            act(key)
        except OmsError as refusal:
            logger.info("A sweep of returns passes over %s: %s", key, refusal)
