"""Run subscriptions that are due: each period once, however many clocks tick, and missed ones together as one."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from core.effects import NewEffect, insert_effects
from core.errors import InvalidInput, NotFound, NotPermitted
from core.service import service
from orders.selectors.views import visible
from reports.models import Export, Subscription, SubscriptionRun
from reports.services.requesting import Wish, request_export
from reports.services.subscribing import clock_of
from reports.statuses import RunOutcome

logger = logging.getLogger(__name__)
AT_ONCE = 200
TELL = "reports.tasks.mail_skipped"
REFUSALS = (NotPermitted, NotFound, InvalidInput)


def run_due_subscriptions(*, now: datetime | None = None) -> int:
    """How many subscriptions had their turn, each in a transaction of its own; safe to repeat and to be killed."""
    now = now or timezone.now()
    due = Subscription.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", flat=True)
    return sum(_run_one(pk, now) for pk in list(due[:AT_ONCE]))


def _run_one(subscription_id: int, now: datetime) -> bool:
    """One that the database refuses does not stop the others; it is tried again at the next look."""
    try:
        return run_subscription(subscription_id=subscription_id, now=now)
    except DatabaseError:
        logger.exception("Subscription %s could not be run", subscription_id)
        return False


@service
def run_subscription(*, subscription_id: int, now: datetime) -> bool:
    """Whether it was this hand that ran the latest period that is due; earlier ones that were missed are part of it."""
    waiting = Subscription.objects.select_for_update(of=("self",), skip_locked=True)
    subscription = waiting.select_related("user", "view").filter(pk=subscription_id, next_at__lte=now).first()
    if subscription is None:
        return False
    clock = clock_of(subscription, subscription.user)
    period = clock.period_of(clock.latest_until(now))
    subscription.next_at = clock.next_after(now)
    subscription.save(update_fields=["next_at"])
    run, is_new = SubscriptionRun.objects.get_or_create(
        subscription=subscription, period=period, defaults={"outcome": RunOutcome.SKIPPED}
    )
    if is_new:
        _run(subscription, run)
    return is_new


def _run(subscription: Subscription, run: SubscriptionRun) -> None:
    try:
        run.export = _export(subscription)
        run.outcome = RunOutcome.EXPORTED
    except REFUSALS as error:
        run.reason = error.message[:400]
    run.save(update_fields=["export", "outcome", "reason"])
    if run.outcome == RunOutcome.SKIPPED and run.reason != _reason_before(run):
        key = f"{TELL}:{run.pk}"
        insert_effects([NewEffect(task=TELL, queue="mail", key=key, payload={"run_id": run.pk})])


def _export(subscription: Subscription) -> Export:
    user, view = subscription.user, subscription.view
    if not user.is_active:
        raise NotPermitted("The account is not active any more.", right="")
    if not visible(user.pk).filter(pk=view.pk).exists():
        raise NotPermitted("The view is not shared with you any more. Save one of your own.", right="")
    wish = Wish(list_name=view.list_name, query=view.query, columns=view.columns, title=view.name)
    # A refusal undoes what was asked for and nothing of the run around it.
    with transaction.atomic():
        return request_export(wish=wish, user=user, subscription_id=subscription.pk)


def _reason_before(run: SubscriptionRun) -> str:
    """Why the period before was left out; empty when it was not. The same reason is told once."""
    earlier = SubscriptionRun.objects.filter(subscription_id=run.subscription_id, period__lt=run.period)
    return earlier.order_by("-period").values_list("reason", flat=True).first() or ""
