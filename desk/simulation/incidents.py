"""What goes wrong with money in any house, each once, so that no desk of the demo is empty.

Orders of its own (``tales``) tell most of it. Nothing is done twice: each story looks first.
"""

import csv
import io
import logging
from collections.abc import Callable, Mapping
from decimal import Decimal

import httpx
from django.conf import settings
from django.utils import timezone

from core.errors import OmsError
from desk.simulation.cases import have_cases
from desk.simulation.mishaps import meet_trouble
from desk.simulation.script import JUNIOR, PAY_CLERK, Script
from desk.simulation.tales import STORY, payment_of, reference_of, tell_tales
from orders.services.canceling import expire_order
from payments.bank_csv import parse_statement
from payments.gateways.registry import gateway_named
from payments.models import (
    BankLine,
    CreditGrant,
    Dispute,
    LateMoney,
    PaymentTransaction,
    PayoutFile,
    Refund,
    RiskReview,
)
from payments.references import payment_reference
from payments.services.bank_lines import keep_bank_lines
from payments.services.collecting import request_capture
from payments.services.disputing import record_dispute
from payments.services.issuing import grant_store_credit
from payments.services.payouts import import_payouts
from payments.services.receiving import record_payment_received
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.services.reviewing import decline_order
from payments.statuses import Outcome, PaymentState, ReviewState, TransactionKind

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10


def have_incidents(script: Script) -> int:
    """One turn of the stories; tells what happened. When everything is to be finished, nothing goes wrong."""
    if script.is_thorough:
        return 0
    happened = 0
    for story in STORIES:
        try:
            happened += story(script)
        except (OmsError, httpx.HTTPError) as refusal:
            logger.info("%s has to wait: %s", story.__name__, refusal)
    return happened


def decline_the_thief(script: Script) -> int:
    """One of the two suspects is declined; what is known of it goes on the deny list."""
    reviews = RiskReview.objects.filter(order__external_id=reference_of(script, "thief"), state=ReviewState.OPEN)
    for review in reviews:
        reason = "The number belongs to somebody else."
        decline_order(review_id=review.pk, reason=reason, deny=["email", "card"], actor=PAY_CLERK)
    return len(reviews)


def pay_late(script: Script) -> int:
    """A transfer arrives two days after its order expired."""
    payment = payment_of(script, "late")
    if payment is None or LateMoney.objects.exists():
        return 0
    if payment.order.expired_at is None:
        expire_order(order_id=payment.order_id, actor=PAY_CLERK)
        return 1
    record_payment_received(payment_id=payment.pk, amount=payment.amount, reference="late transfer", actor=PAY_CLERK)
    return 1


def read_statement(script: Script) -> int:
    """The bank's statement: one payment too small, one without a reference, one that is rent."""
    payment = payment_of(script, "short")
    if payment is None or BankLine.objects.exists():
        return 0
    day = timezone.localdate().isoformat()
    lines = (
        f"{day},{payment.amount - 1},EUR,{payment_reference(payment.number)},{payment.order.customer},1",
        f"{day},39.90,EUR,Thank you for the cups,Greta Vogel,2",
        f"{day},-1200.00,EUR,Rent warehouse,Harbor Estates,3",
    )
    head = "booked_on,amount,currency,text,payer,bank_id\n"
    statement = parse_statement((head + "\n".join(lines)).encode())
    return keep_bank_lines(lines=statement, file_name="statement.csv", actor=PAY_CLERK).new


def fail_a_refund(script: Script) -> int:
    """A goodwill that the bank of a closed card does not take."""
    payment = payment_of(script, "failing")
    if payment is None or Refund.objects.filter(order_id=payment.order_id).exists():
        return 0
    if payment.state == PaymentState.AUTHORIZED and not payment.capturing_amount:
        request_capture(payment_id=payment.pk, amount=payment.open_amount, actor=PAY_CLERK)
        return 1
    if payment.state != PaymentState.CAPTURED:
        return 0
    refund = grant_refund(order_id=payment.order_id, amount=Decimal(2), reason="Came late.", actor=PAY_CLERK)
    approve_refund(refund_id=refund.pk, actor=PAY_CLERK)
    request_refund(refund_id=refund.pk, actor=PAY_CLERK)
    return 1


def give_credit(script: Script) -> int:
    """Store credit for a customer who waited long, and a larger one that a second person has to look at."""
    payment = payment_of(script, "short")
    if payment is None or payment.order.customer_id is None or CreditGrant.objects.exists():
        return 0
    for amount, reason in ((Decimal(10), "A parcel came late."), (Decimal(1500), "A year of trouble.")):
        grant_store_credit(
            customer_id=payment.order.customer_id, amount=amount, currency=payment.currency, reason=reason,
            actor=JUNIOR,
        )  # fmt: skip
    return 2


def complain(script: Script) -> int:
    """A bank contests one capture and warns of another, through the simulator's own controls."""
    if not settings.GATEWAY_URL or Dispute.objects.exists():
        return 0
    captures = PaymentTransaction.objects.filter(
        script.is_ours("payment__order_id"), kind=TransactionKind.CAPTURE, outcome=Outcome.SUCCEEDED, gateway="sandbox"
    ).exclude(payment__order__external_id__startswith=STORY)  # fmt: skip
    found = list(captures.order_by("pk").values_list("gateway_reference", flat=True)[:2])
    if len(found) < 2:
        return 0
    first, second = found
    _told("disputes", {"capture": first, "reason": "product_not_received"}, kind="dispute.opened")
    _told("fraud-warnings", {"capture": second}, kind="fraud_warning.created")
    return 2


def _told(what: str, body: Mapping[str, str], *, kind: str) -> None:
    """The webhook comes by itself where a web server runs; without one it is read here, and twice is once."""
    address = f"{settings.GATEWAY_URL}/_control/{what}"
    thing = httpx.post(address, json=dict(body), timeout=TIMEOUT_SECONDS).raise_for_status().json()
    told = gateway_named("sandbox").read({"data": thing}, kind)
    if told.dispute is not None:
        record_dispute(gateway="sandbox", news=told.dispute)


def pay_out(script: Script) -> int:
    """A payout file whose first line is a cent short and that has a line nobody knows."""
    if not settings.GATEWAY_URL or PayoutFile.objects.exists() or not Dispute.objects.exists():
        return 0
    address = f"{settings.GATEWAY_URL}/v1/balance.csv"
    answer = httpx.get(address, headers={"Authorization": "Bearer demo"}, timeout=TIMEOUT_SECONDS).raise_for_status()
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    if not rows:
        return 0
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows([*_spoiled(rows), *rows[1:]])
    name = f"payout-{timezone.localdate():%Y-%m-%d}.csv"
    import_payouts(shape="sandbox", file_name=name, raw=text.getvalue().encode(), actor=PAY_CLERK)
    return 1


def _spoiled(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    first = rows[0]
    short = {**first, "amount": str(Decimal(first["amount"]) - Decimal("0.01"))}
    stray = {**first, "id": "txn_stray", "source": "cap_stray", "amount": "25.00", "fee": "0.60", "net": "24.40"}
    return [{**short, "net": str(Decimal(short["amount"]) - Decimal(short["fee"]))}, stray]


STORIES: tuple[Callable[[Script], int], ...] = (
    tell_tales, decline_the_thief, pay_late, read_statement, fail_a_refund, give_credit, complain, pay_out, have_cases,
    meet_trouble,
)  # fmt: skip
