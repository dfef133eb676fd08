"""Orders whose money is all under way, and everything their gateway will tell about it."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from core.actors import SYSTEM
from core.money import ZERO
from orders.models import Order
from orders.services.placing import place_orders
from orders.tests.factories import Shop
from payments.models import GatewayEvent, MoneyTask, Payment, PaymentTransaction, Refund, RefundAllocation
from payments.services.starting import start_payments

WORDS = {"authorization": "auth", "capture": "cap", "void": "void", "refund": "ref"}
HALF = Decimal("0.50")


@dataclass(frozen=True)
class Story:
    """How the money of one order went: what was asked for, and what the gateway says of each, in its order."""

    captures: tuple[str, ...] = ("succeeded", "succeeded")
    authorization: str = "succeeded"
    asks_customer: bool = False
    refunds: bool = False
    disputes: bool = False
    voids_rest: bool = False


STORIES = (
    Story(),
    Story(asks_customer=True, refunds=True),
    Story(captures=("succeeded",), voids_rest=True),
    Story(captures=("succeeded", "failed")),
    Story(authorization="declined", captures=()),
    Story(disputes=True),
    Story(refunds=True),
)


@dataclass(frozen=True)
class Told:
    """One order, and the authorization that its money began with."""

    story: Story
    authorization: PaymentTransaction


class World:
    """Orders in three acts: nobody promises to collect what is not authorized, nor to give back what was not collected.

    Each act promises its movements when it is played, and tells what the gateway says of them in the order of what
    happened. Played again after a rollback, it tells the same.
    """

    def __init__(self, shop: Shop, events: int) -> None:
        self.orders: list[Told] = []
        self.strangers = 0
        expected = 0
        while expected < events:
            self.strangers += 1
            expected += 2 + self._place(shop)

    def _place(self, shop: Shop) -> int:
        """Twenty more orders; how many events they will tell."""
        stories = [STORIES[(len(self.orders) + nr) % len(STORIES)] for nr in range(20)]
        outcomes = place_orders([shop.request() for _ in stories], actor=SYSTEM)
        for story, outcome in zip(stories, outcomes, strict=True):
            (payment,) = start_payments(order_id=outcome.order_id, actor=SYSTEM)
            self.orders.append(Told(story, PaymentTransaction.objects.get(payment=payment)))
        return sum(events_of(story) for story in stories)

    @property
    def acts(self) -> tuple[Callable[[], list[dict]], ...]:
        return (self.authorize, self.collect, self.give_back)

    def authorize(self) -> list[dict]:
        told = []
        for each in self.orders:
            if each.story.asks_customer:
                told.append(about(each.authorization, "requires_action"))
            told.append(about(each.authorization, each.story.authorization))
        for nr in range(self.strangers):
            told.append(event_of("charge.updated", {"id": f"ch_{nr}"}))
            told.append(event_of("capture.succeeded", thing("cap", f"stranger-{nr}", Decimal(7), "succeeded")))
        return told

    def collect(self) -> list[dict]:
        told = []
        for each in self.orders:
            payment = each.authorization.payment
            parts = parts_of(payment.amount)
            for outcome, part in zip(each.story.captures, parts, strict=False):
                told.append(about(promise(payment, "capture", part, each.authorization), outcome))
            if each.story.disputes:
                told.append(contested(told[-1]["data"]))
            if each.story.voids_rest:
                told.append(about(promise(payment, "void", parts[1], each.authorization), "succeeded"))
        return told

    def give_back(self) -> list[dict]:
        captures = PaymentTransaction.objects.filter(kind="capture").order_by("pk")
        return [
            about(promise_refund(captures.filter(payment=each.authorization.payment)[0]), "succeeded")
            for each in self.orders
            if each.story.refunds
        ]


def events_of(story: Story) -> int:
    return 1 + len(story.captures) + story.asks_customer + story.refunds + story.disputes + story.voids_rest


def parts_of(amount: Decimal) -> tuple[Decimal, Decimal]:
    first = (amount * HALF).quantize(Decimal("0.01"))
    return first, amount - first


def promise(payment: Payment, kind: str, amount: Decimal, parent: PaymentTransaction) -> PaymentTransaction:
    return PaymentTransaction.objects.create(
        payment=payment, kind=kind, amount=amount, currency=payment.currency, parent=parent, gateway=payment.gateway,
        key=f"{kind}-{payment.pk}-{payment.transactions.count()}",
    )  # fmt: skip


def contested(capture: dict) -> dict:
    return event_of("dispute.opened", {"id": f"dp_{capture['id']}", "capture": capture["id"]})


def promise_refund(capture: PaymentTransaction) -> PaymentTransaction:
    """Half of a capture is on its way back."""
    amount, order = parts_of(capture.amount)[0], capture.payment.order
    refund = Refund.objects.create(
        number=f"R-{order.number}", order=order, state="requested", amount=amount, currency=order.currency,
        reason="Goodwill", granted_by="user:1", approved_by="user:2",
    )  # fmt: skip
    back = promise(capture.payment, "refund", amount, capture)
    RefundAllocation.objects.create(refund=refund, transaction=back, amount=amount)
    return back


def about(transaction: PaymentTransaction, status: str) -> dict:
    return event_of(f"{transaction.kind}.{status}", thing_of(transaction, status))


def thing_of(transaction: PaymentTransaction, status: str) -> dict:
    word = WORDS[transaction.kind]
    return {**thing(word, transaction.key, transaction.amount, status), "id": reference_of(transaction)}


def reference_of(transaction: PaymentTransaction) -> str:
    return f"{WORDS[transaction.kind]}_{transaction.key}"


def thing(word: str, key: str, amount: Decimal, status: str) -> dict:
    return {
        "id": f"{word}_{key}", "status": status, "amount": f"{amount:.2f}", "currency": "EUR", "idempotency_key": key,
        "message": "The issuer said no." if status in ("failed", "declined") else None,
    }  # fmt: skip


def event_of(kind: str, data: dict) -> dict:
    return {"id": f"evt_{kind}_{data['id']}", "type": kind, "data": data}


def signed(body: dict, secret: str, *, at: float | None = None) -> tuple[bytes, dict[str, str]]:
    """The bytes and the header of a webhook as the sandbox sends it."""
    raw, stamp = json.dumps(body).encode(), str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
    return raw, {"Sandbox-Signature": f"t={stamp},v1={digest}"}


def state_of_the_books() -> dict[str, list]:
    """Everything that webhooks may move, without times and surrogate keys."""
    amounts = ("authorized_amount", "voided_amount", "captured_amount", "refunded_amount", "charged_back_amount")
    funds = ("authorized_amount", "captured_amount", "refunded_amount", "payment_status", "state")
    return {
        "transactions": list(
            PaymentTransaction.objects.order_by("key").values_list("key", "outcome", "gateway_reference", "error")
        ),
        "payments": list(
            Payment.objects.order_by("pk").values_list("number", "state", "gateway_reference", "action_url", *amounts)
        ),
        "orders": list(Order.objects.order_by("pk").values_list("number", *funds)),
        "refunds": list(Refund.objects.order_by("number").values_list("number", "state")),
        "events": [
            (name, at is not None, parked, waits)
            for name, at, parked, waits in GatewayEvent.objects.order_by("event_id").values_list(
                "event_id", "applied_at", "parked", "waits_for"
            )
        ],
        "tasks": list(MoneyTask.objects.order_by("cause").values_list("kind", "cause")),
    }  # fmt: skip


def money_moved() -> Decimal:
    return sum(Payment.objects.values_list("captured_amount", flat=True), ZERO)
