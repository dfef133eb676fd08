"""The doors of the money desks: each makes what it is tried on, in the transaction that the test rolls back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from payments.models import (
    BankLine,
    DenyListEntry,
    DisposableDomain,
    Dispute,
    FraudRule,
    GatewayEvent,
    LateMoney,
    MoneyTask,
    Payment,
    PaymentTransaction,
    Refund,
    RiskAssessment,
    RiskReview,
)

NOBODY: frozenset[str] = frozenset()
ADMIN = frozenset({"admin"})
MANAGES = ADMIN | {"manager"}
PAYS = MANAGES | {"payments"}
SENDS = PAYS | {"returns"}
APPROVES = MANAGES | {"csr-lead"}
GRANTS = SENDS | {"csr", "csr-lead"}
REINSTATES = PAYS | {"csr-lead"}
HOLDS = PAYS | {"csr", "csr-lead", "warehouse-lead"}


@dataclass(frozen=True)
class House:
    """An order paid by card and by transfer, with a refund at every stage."""

    order: Order
    card: Payment
    transfer: Payment
    granted: Refund
    approved: Refund


Door = Callable[[House], tuple[str, dict]]


@dataclass(frozen=True)
class Row:
    """An act, its right, the roles that hold it, and its doors; without a door it cannot be done there at all.

    A right with a dot is one of another app.
    """

    act: str
    right: str
    roles: frozenset[str]
    office: Door | None = None
    api: Door | None = None
    scope: str = ""

    @property
    def full_right(self) -> str:
        return self.right if "." in self.right else f"payments.{self.right}"


def moved(make: Callable[[House], Model], name: str, **given: str) -> Door:
    """The button ``name`` on the page of a row made for it."""

    def door(house: House) -> tuple[str, dict]:
        row = make(house)
        return reverse(f"admin:payments_{row._meta.model_name}_move", args=[row.pk, name]), given

    return door


def changed(make: Callable[[House], Model]) -> Door:
    """The form of a row made for it."""

    def door(house: House) -> tuple[str, dict]:
        row = make(house)
        return reverse(f"admin:payments_{row._meta.model_name}_change", args=[row.pk]), {}

    return door


def added(name: str) -> Door:
    return lambda _: (reverse(f"admin:payments_{name}_add"), {})


def held(house: House, **columns: Any) -> PaymentTransaction:
    """One euro reserved on the card."""
    Payment.objects.filter(pk=house.card.pk).update(authorized_amount=1)
    return written(house, kind="authorization", **columns)


def captured(house: House, **columns: Any) -> PaymentTransaction:
    """It is collected, or asked for."""
    return written(house, kind="capture", parent=held(house), **columns)


def written(house: House, **columns: Any) -> PaymentTransaction:
    told = {"outcome": "succeeded", "gateway_reference": uuid4().hex, **columns}
    return PaymentTransaction.objects.create(
        payment=house.card, amount=1, currency="EUR", key=uuid4().hex, gateway="sandbox", **told
    )  # fmt: skip


def dispute(kind: str) -> Callable[[House], Model]:
    return lambda house: Dispute.objects.create(
        order=house.order, payment=house.card, capture=captured(house), kind=kind, gateway="sandbox",
        reference="dp_1", amount=1, currency="EUR",
    )  # fmt: skip


def review(state: str) -> Callable[[House], Model]:
    def make(house: House) -> Model:
        found = RiskAssessment.objects.create(order=house.order, score=50, verdict="review")
        due = timezone.now() if state == "waiting_proof" else None
        return RiskReview.objects.create(order=house.order, assessment=found, state=state, proof_due_at=due)

    return make


def late_money(house: House) -> Model:
    return LateMoney.objects.create(order=house.order, transaction=captured(house), amount=1, currency="EUR")


def bank_line(_: House) -> Model:
    return BankLine.objects.create(key="k", state="waiting", booked_on=date(2026, 5, 4), amount=1, currency="EUR")


def task(kind: str, cause: str = "sandbox:cap_1", **columns: str) -> Callable[[House], Model]:
    return lambda _: MoneyTask.objects.create(
        kind=kind, cause=cause, facts="What is known.", amount=1, currency="EUR", gateway="sandbox", **columns
    )  # fmt: skip


def unknown(house: House) -> Model:
    return task("unknown", f"transaction:{captured(house, outcome='unknown', gateway_reference='').pk}")(house)


def mismatch(house: House) -> Model:
    """The gateway moved something else than a capture was asked for, and nobody decided."""
    asked = captured(house, outcome="unknown", gateway_reference="")
    return task("contradiction", f"transaction:{asked.pk}", movement="capture", gateway_reference="cap_2")(house)


def failed_refund(house: House) -> Model:
    return task("failed_refund", f"refund:{house.approved.pk}")(house)


def parked(_: House) -> Model:
    return GatewayEvent.objects.create(source="sandbox", event_id="evt_1", kind="news", body={}, parked="No use.")


def expiring(act: str) -> Door:
    """The button on the radar of what expires."""

    def door(house: House) -> tuple[str, dict]:
        authorization = held(house, expires_at=timezone.now())
        return reverse("desk:expiring-act", args=[authorization.pk]), {"act": act}

    return door


def delayed(house: House) -> Model:
    Payment.objects.filter(pk=house.card.pk).update(delayed_amount=1)
    return house.card


def authorize_now_from_the_order(house: House) -> tuple[str, dict]:
    delayed(house)
    url = reverse("admin:orders_order_move", args=[house.order.pk, "authorize_now"])
    return url, {"payment_id": str(house.card.pk)}


CAPTURED = {"gateway_reference": "cap_1", "movement": "capture"}
ASKED = {"write_off_asked_by": "user:0", "write_off_reason": "small"}
DESK_ROWS = (
    Row("authorize what waits for goods", "authorize_payment", PAYS, moved(delayed, "authorize_now")),
    Row("authorize it from the order", "authorize_payment", PAYS, authorize_now_from_the_order),
    Row("write a bank line down", "receive_payment", PAYS, moved(bank_line, "apply", payment_number="P-transfer")),
    Row("put a bank line aside", "receive_payment", PAYS, moved(bank_line, "dismiss", reason="rent")),
    Row("take a bank statement in", "receive_payment", PAYS, added("bankline")),
    Row("import a payout file", "import_payoutfile", PAYS, added("payoutfile")),
    Row("apply a parked webhook", "reapply_gatewayevent", PAYS, moved(parked, "reapply")),
    Row("take a money task", "work_moneytask", PAYS, moved(task("orphan"), "take")),
    Row("close a money task", "work_moneytask", PAYS, moved(task("orphan"), "close", reason="done by hand")),
    Row("ask about an unknown movement", "work_moneytask", PAYS, moved(unknown, "ask_again")),
    Row("match an orphan", "receive_payment", PAYS, moved(task("orphan", **CAPTURED), "match", order_number="x")),
    Row("write down what a gateway moved", "receive_payment", PAYS, moved(mismatch, "accept_moved")),
    Row("say that it stands", "receive_payment", PAYS, moved(mismatch, "accept_asked", reason="put right")),
    Row("say that it is undone", "receive_payment", PAYS, moved(mismatch, "accept_nothing", reason="taken back")),
    Row("give an orphan back", "request_refund", SENDS, moved(task("orphan", **CAPTURED), "give_back")),
    Row("send a failed refund again", "request_refund", SENDS, moved(failed_refund, "send_again")),
    Row("ask to write off", "ask_write_off", PAYS, moved(task("orphan"), "ask_write_off", reason="small")),
    Row("agree to a write-off", "approve_write_off", MANAGES, moved(task("orphan", **ASKED), "approve_write_off")),
    Row("give late money back", "request_refund", SENDS, moved(late_money, "give_back")),
    Row("reinstate for late money", "orders.reinstate_order", REINSTATES,
        moved(late_money, "reinstate", reason="goods are there")),
    Row("reinstate and backorder", "orders.reinstate_order", REINSTATES,
        moved(late_money, "reinstate_and_wait", reason="the customer waits")),
    Row("authorize what expires again", "authorize_payment", PAYS, expiring("reauthorize")),
    Row("capture what expires", "capture_payment", PAYS, expiring("capture")),
    Row("let go of what expires", "void_payment", PAYS, expiring("release")),
    Row("hold what expires", "orders.add_orderhold", HOLDS, expiring("hold")),
    Row("answer a dispute", "answer_dispute", PAYS, moved(dispute("chargeback"), "evidence", text="The proof.")),
    Row("close a warning", "answer_dispute", PAYS, moved(dispute("warning"), "dismiss", reason="a known customer")),
    Row("accept a suspected order", "accept_order", PAYS, moved(review("open"), "accept", reason="called back")),
    Row("decline a suspected order", "decline_order", PAYS, moved(review("open"), "decline", reason="a stolen card")),
    Row("ask for proof", "ask_for_proof", PAYS, moved(review("open"), "ask_proof", reason="who is it?", days="2")),
    Row("take proof", "ask_for_proof", PAYS, moved(review("waiting_proof"), "take_proof", reason="a passport")),
    Row("add to the deny list", "add_denylistentry", PAYS, added("denylistentry")),
    Row("change the deny list", "change_denylistentry", PAYS, changed(
        lambda _: DenyListEntry.objects.create(kind="email", value="x@example.com", reason="r", added_by="user:1")
    )),
    Row("add a disposable domain", "add_disposabledomain", PAYS, added("disposabledomain")),
    Row("change disposable domains", "change_disposabledomain", PAYS, changed(
        lambda _: DisposableDomain.objects.create(domain="throwaway.example")
    )),
    Row("change a fraud rule", "change_fraudrule", PAYS, changed(
        lambda _: FraudRule.objects.create(name="Above 1", kind="amount_above", threshold=1, score=10)
    )),
)  # fmt: skip
