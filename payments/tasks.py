"""What workers do about money. Shells: load, call, record."""

from celery import shared_task
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import BULK, NewEffect, Undo, effect_task, insert_effects
from orders.services.making import make_or_refuse
from payments.models import Refund
from payments.selectors.credit import credit_expiring
from payments.selectors.promised import lowers_the_price
from payments.selectors.radar import authorizations_to_meet
from payments.selectors.unsettled import payments_lapsing, transactions_unsettled
from payments.services import (
    assessing,
    bank_lines,
    billing,
    collecting,
    comparing,
    counting,
    delaying,
    expiring,
    expiring_credit,
    following,
    lapsing,
    late,
    payouts,
    renewing,
    reviewing,
    settling,
    starting,
    tending,
)
from payments.services.asking import give_back_at_gateway, move_money
from payments.services.evidence import hand_in_evidence
from payments.services.patience import asking_turn
from payments.services.refunding import request_refund
from payments.services.webhooks import apply_notice

# More than ever should wait; each is one row, and a repeat within the window is none.
SWEEP = 20_000
REFUND = Undo("Send a refund", right="payments.request_refund")


@effect_task(queue="default", undo=REFUND)
def refund_later(*, order_id: int, token: str, user_id: int, seen_seq: int, refund_id: int) -> None:
    """Promise the refund to the gateway as a person asked, now that the window is over."""
    make_or_refuse(
        order_id=order_id, undo=REFUND, act="refund", token=token, user_id=user_id, seen_seq=seen_seq,
        make=lambda actor, _: request_refund(refund_id=refund_id, actor=actor),
    )  # fmt: skip


@effect_task(queue="default")
def count_open_money(*, order_id: int) -> None:
    """Tell the order how many of its refunds and tasks of the money inbox wait for a person."""
    counting.count_open_money(order_id=order_id)


@effect_task(queue="default")
def start_payments(*, order_id: int) -> None:
    """Make payments of the order's tenders; then look whether anything is due at all."""
    starting.start_payments(order_id=order_id, actor=SYSTEM)
    assessing.check_risk(order_id=order_id, actor=SYSTEM)


@effect_task(queue="payments")
def authorize_payment(*, transaction_id: int, attempt: int) -> None:
    """Reserve the money at the gateway, once per key."""
    move_money(transaction_id=transaction_id, is_repeat=attempt > 1)


@effect_task(queue="payments")
def capture_payment(*, transaction_id: int, attempt: int) -> None:
    """Collect one promised capture; the gateway collects once per key."""
    move_money(transaction_id=transaction_id, is_repeat=attempt > 1)


@effect_task(queue="payments")
def void_payment(*, transaction_id: int, attempt: int) -> None:
    """Let reserved money go."""
    move_money(transaction_id=transaction_id, is_repeat=attempt > 1)


@effect_task(queue="payments")
def refund_payment(*, transaction_id: int, attempt: int) -> None:
    """Give captured money back, once per key."""
    move_money(transaction_id=transaction_id, is_repeat=attempt > 1)


@effect_task(queue="default")
def check_risk(*, order_id: int) -> None:
    """Ask the fraud rules once the funds are secured."""
    assessing.check_risk(order_id=order_id, actor=SYSTEM)


@effect_task(queue="default")
def follow_review(*, order_id: int) -> None:
    """End the fraud review of an order that waits for it no more."""
    reviewing.follow_order(order_id=order_id)


@effect_task(queue="payments")
def submit_evidence(*, dispute_id: int, order_id: int) -> None:
    """Hand the evidence of a dispute in at its gateway."""
    hand_in_evidence(dispute_id=dispute_id)


@effect_task(queue="default")
def collect(*, order_id: int) -> None:
    """Promise captures for what is due by now."""
    collecting.collect(order_id=order_id, actor=SYSTEM)


@effect_task(queue="default")
def settle(*, order_id: int) -> None:
    """Void and refund down to what the order still costs."""
    settling.settle(order_id=order_id, actor=SYSTEM)


@effect_task(queue="default")
def settle_canceled(*, order_id: int, refund_id: int) -> None:
    """A promise is taken back: what it stood for of a returned order's price goes back another way."""
    if lowers_the_price(Refund.objects.get(pk=refund_id)):
        settling.settle(order_id=order_id, actor=SYSTEM)


@effect_task(queue="default")
def bill(*, order_id: int) -> None:
    """Write the invoice or the credit notes that the order lacks by now."""
    billing.bill(order_id=order_id, actor=SYSTEM)


@effect_task(queue="default")
def follow_change(*, order_id: int) -> None:
    """Ask for more or give back what an edited order costs less; then look whether anything is missing at all."""
    following.follow_change(order_id=order_id, actor=SYSTEM)
    assessing.check_risk(order_id=order_id, actor=SYSTEM)


@effect_task(queue="default")
def apply_webhook(*, event_id: int) -> None:
    """Apply one stored webhook of a gateway."""
    apply_notice(event_id=event_id)


@effect_task(queue="payments")
def ask_again(*, transaction_id: int) -> None:
    """Ask the gateway what became of a transaction, and finish it."""
    move_money(transaction_id=transaction_id, is_repeat=True)


@effect_task(queue="default")
def authorize_arrived(*, order_id: int) -> None:
    """Ask the card for money that waited for goods which are there now."""
    delaying.authorize_what_arrived(order_id=order_id, actor=SYSTEM)


@effect_task(queue="default")
def follow_reinstatement(*, order_id: int) -> None:
    """What came late pays an order that lives again."""
    late.follow_reinstatement(order_id=order_id, actor=SYSTEM)


@effect_task(queue="default")
def meet_expiry(*, authorization_id: int) -> None:
    """Do about reserved money that is about to run out what its channel wants done."""
    renewing.meet_expiry(authorization_id=authorization_id, now=timezone.now())


@effect_task(queue="default")
def record_lapses(*, payment_id: int) -> None:
    """Let go of authorizations that ran out, and ask anew while the order needs the money."""
    lapsing.record_lapses(payment_id=payment_id, now=timezone.now())


@effect_task(queue="payments")
def expire_unpaid(*, order_id: int) -> None:
    """End an order nobody paid for, once the gateway said that no money is on its way."""
    expiring.expire_unpaid(order_id=order_id)


@effect_task(queue="default")
def match_bank_line(*, line_id: int) -> None:
    """Write a line of the bank down on its payment, or have it wait for a person."""
    bank_lines.match_bank_line(line_id=line_id)


@effect_task(queue="default")
def expire_gift_card(*, account_id: int) -> None:
    """Take what is left off a card whose time is over."""
    expiring_credit.expire_credit(account_id=account_id, now=timezone.now())


@shared_task(name="payments.tasks.sweep_gift_cards", time_limit=20)
def sweep_gift_cards() -> None:
    """Woken by beat every hour. One effect per card past its time, at most once an hour each."""
    now = timezone.now()
    expired = [
        NewEffect(
            task=expire_gift_card.name, queue=expire_gift_card.queue, payload={"account_id": pk}, priority=BULK,
            key=f"{expire_gift_card.name}:{pk}:{now:%Y%m%d%H}",
        )
        for pk in credit_expiring(now=now).values_list("pk", flat=True)[:SWEEP]
    ]  # fmt: skip
    insert_effects(expired)


@shared_task(name="payments.tasks.reconcile", time_limit=20)
def reconcile() -> None:
    """Woken by beat. Asks about money under way for too long, ever more seldom; looks for lapses and for tasks."""
    now = timezone.now()
    stamp = f"{now:%Y%m%d%H}{now.minute // 10}"
    asked = [
        NewEffect(
            task=ask_again.name, queue=ask_again.queue,
            key=f"{ask_again.name}:{transaction.pk}:{asking_turn(now=now, since=transaction.created_at)}",
            payload={"transaction_id": transaction.pk}, order_id=transaction.payment.order_id, priority=BULK,
        )
        for transaction in transactions_unsettled(now=now)[:SWEEP]
    ]  # fmt: skip
    lapsed = [
        NewEffect(
            task=record_lapses.name, queue=record_lapses.queue, key=f"{record_lapses.name}:{payment.pk}:{stamp}",
            payload={"payment_id": payment.pk}, order_id=payment.order_id,
        )
        for payment in payments_lapsing(now=now)[:SWEEP]
    ]  # fmt: skip
    insert_effects([*asked, *lapsed])
    tending.tend_money_inbox(now=now)


@effect_task(queue="default")
def look_at_refund(*, refund_id: int) -> None:
    """Put a refund that failed before a person."""
    tending.look_at_refund(refund_id=refund_id)


@effect_task(queue="payments")
def give_orphan_back(*, task_id: int) -> None:
    """Give money that belongs to no order back, once per attempt."""
    give_back_at_gateway(moneytask_id=task_id)


@effect_task(queue="default")
def match_payout_rows(*, file_id: int, first_line: int, last_line: int) -> None:
    """Match a thousand lines of a payout file with our books."""
    payouts.match_lines(file_id=file_id, first_line=first_line, last_line=last_line)


@effect_task(queue="payments")
def compare_page(*, comparison_id: int) -> None:
    """Read the next page of a gateway's list beside our ledger."""
    comparing.compare_page(comparison_id=comparison_id)


@shared_task(name="payments.tasks.compare_with_gateways", time_limit=20)
def compare_with_gateways() -> None:
    """Woken by beat each night."""
    comparing.start_comparisons(now=timezone.now())


@shared_task(name="payments.tasks.sweep_expiries", time_limit=20)
def sweep_expiries() -> None:
    """Woken by beat. Looks once an hour at each authorization within its channel's notice."""
    now = timezone.now()
    insert_effects([
        NewEffect(
            task=meet_expiry.name, queue=meet_expiry.queue, priority=BULK, order_id=order_id,
            key=f"{meet_expiry.name}:{key}:{now:%Y%m%d%H}", payload={"authorization_id": key},
        )
        for key, order_id in authorizations_to_meet(now=now)[:SWEEP]
    ])  # fmt: skip
