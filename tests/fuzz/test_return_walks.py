"""Whatever comes back, however it is counted, judged, settled or called off, the books keep their promises."""

from collections import Counter
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Count, Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.actors import SYSTEM
from core.errors import OmsError
from core.money import ZERO
from orders.intake.requests import LineRequest
from orders.models import Order
from orders.selectors.worth import payable
from orders.tests.factories import Shop, delivered_order, open_shop
from payments.models import CreditEntry, Payment
from payments.services.refunding import grant_refund
from payments.services.settling import settle
from returns.models import Disposition, Reception, Resolution, Return, ReturnPolicy, ReturnState
from returns.selectors.receipts import receipt_sheet
from returns.services.checking_in import Rest, book_receipt, open_receipt, scan_into_receipt
from returns.services.deciding import approve_return, cancel_return, expire_return, reject_return
from returns.services.going_back import send_goods_back
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.resting import give_up_rest
from returns.services.settling import close_settled_returns, settle_return
from tests.fuzz import refunding

pytestmark = pytest.mark.django_db
CHOICE = st.integers(0, 9)
SHORT = {"max_examples": 4, "stateful_step_count": 12}
LONG = 1000
# What a thousand walks must have reached; without it they prove nothing about that end.
FAR_ENOUGH = frozenset({
    "closed refund", "closed store_credit", "closed exchange", "closed repair", "canceled refund", "expired refund",
    "rejected refund", "blind", "two boxes", "fees", "bonus",
})  # fmt: skip


class ReturnWalk(RuleBasedStateMachine):
    """One savepoint per walk, over an order of three lines that arrived and is paid by a card and a transfer."""

    def __init__(self, *, shop: Shop, order_id: int, done: Counter[str]) -> None:
        super().__init__()
        self.shop, self.order_id, self.done = shop, order_id, done
        self.frame = transaction.atomic()
        self.frame.__enter__()

    @initialize(percent=st.sampled_from([0, 0, 15, 100]), way_back=st.sampled_from([0, 0, 3]))
    def write_policy(self, percent, way_back):
        ReturnPolicy.objects.create(
            channel=self.shop.channel, restocking_percent=percent, return_shipping_fee=way_back,
            label_payer="deducted" if way_back else "customer", credit_bonus_percent=5,
        )  # fmt: skip

    def order(self) -> Order:
        return Order.objects.select_related("channel").get(pk=self.order_id)

    def one(self, choice: int, *states: str) -> Return | None:
        found = list(Return.objects.filter(state__in=states).order_by("pk"))
        return found[choice % len(found)] if found else None

    @rule(choice=CHOICE, units=st.integers(1, 3), wish=st.sampled_from(Resolution.values))
    def ask(self, choice, units, wish):
        lines = list(self.order().lines.order_by("position"))
        with suppress(OmsError):
            request_return(
                order_id=self.order_id, units={lines[choice % len(lines)].pk: units}, reason_code="changed_mind",
                resolution=wish, actor=SYSTEM,
            )  # fmt: skip

    @rule(choice=CHOICE, end=st.sampled_from(["approve", "approve", "cancel", "reject", "expire"]))
    def decide(self, choice, end):
        ret = self.one(choice, "requested", "approved")
        acts: dict[str, Any] = {
            "approve": approve_return, "expire": expire_return,
            "cancel": partial(cancel_return, reason="No."), "reject": partial(reject_return, reason="No."),
        }  # fmt: skip
        with suppress(OmsError):
            if ret is not None:
                acts[end](return_id=ret.pk, actor=SYSTEM)

    @rule(choice=CHOICE, came=st.integers(0, 3), rest=st.sampled_from(list(Reception)))
    def receive(self, choice, came, rest):
        ret = self.one(choice, "requested", "approved", "in_transit", "received")
        if ret is None:
            return
        parts = {}
        for line in ret.lines.filter(reception="awaiting"):
            here = min(came, line.quantity)
            parts[line.pk] = [(Reception.RECEIVED, here), (rest, line.quantity - here)]
        with suppress(OmsError):
            receive_return(return_id=ret.pk, parts=parts, actor=SYSTEM)

    @rule(choice=CHOICE, which=st.integers(0, 2), units=st.integers(1, 3), is_blind=st.booleans(), house=CHOICE)
    def check_in(self, choice, which, units, is_blind, house):
        ret = None if is_blind else self.one(choice, "requested", "approved", "in_transit", "received")
        warehouse = self.shop.warehouses[house % len(self.shop.warehouses)]
        with suppress(OmsError):
            box = open_receipt(
                order_id=self.order_id, return_id=ret.pk if ret else None, warehouse_id=warehouse.pk, actor=SYSTEM
            )
            scan_into_receipt(
                receipt_id=box.pk, scan_id=uuid4().hex, code=self.shop.skus[which].code, quantity=units, actor=SYSTEM
            )
            seen = str(receipt_sheet(box).units)
            book_receipt(receipt_id=box.pk, seen=seen, rest=list(Rest)[choice % 3], actor=SYSTEM)

    @rule(choice=CHOICE, fate=st.sampled_from(list(Disposition)), other=st.sampled_from(list(Disposition)))
    def inspect(self, choice, fate, other):
        ret = self.one(choice, "received")
        if ret is not None:
            self.judge(ret, fate, other)

    def judge(self, ret: Return, fate: Disposition, other: Disposition) -> None:
        judgments = {
            line.pk: [
                Judgment(disposition=fate, quantity=1), Judgment(disposition=other, quantity=line.quantity - 1)
            ]
            for line in ret.lines.all() if line.waits_for_inspection
        }  # fmt: skip
        with suppress(OmsError):
            inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)

    @rule(choice=CHOICE)
    def give_up(self, choice):
        ret = self.one(choice, "received")
        with suppress(OmsError):
            if ret is not None:
                give_up_rest(return_id=ret.pk, actor=SYSTEM)

    @rule(choice=CHOICE, wish=st.sampled_from(["", "", *Resolution.values]), waive=st.sampled_from(["", "", "Sorry."]))
    def settle(self, choice, wish, waive):
        ret = self.one(choice, "inspected")
        with suppress(OmsError):
            if ret is not None:
                settle_return(
                    return_id=ret.pk, resolution=wish, waive_fees_reason=waive, override_reason="Any.", actor=SYSTEM
                )

    @rule(choice=CHOICE)
    def send_repaired(self, choice):
        ret = self.one(choice, "resolved")
        with suppress(OmsError):
            if ret is not None:
                send_goods_back(return_id=ret.pk, actor=SYSTEM)

    @rule(choice=CHOICE, units=st.integers(1, 3), cents=st.integers(1, 900),
          kind=st.sampled_from(["units", "charge", "goodwill"]))  # fmt: skip
    def refund_some(self, choice, units, cents, kind):
        refunding.grant_some(self.order(), choice, units, cents, kind=kind)

    @rule(choice=CHOICE, act=st.sampled_from(["approve", "request", "cancel"]))
    def decide_refund(self, choice, act):
        refunding.decide(self.order(), choice, act)

    @rule(word=st.sampled_from(["ok", "ok", "declined"]))
    def work(self, word):
        settle(order_id=self.order_id, actor=SYSTEM)
        refunding.answer_all(word)
        close_settled_returns(order_id=self.order_id)

    @invariant()
    def books_are_sound(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        assert refunding.broken() == {}

    @invariant()
    def no_unit_comes_back_twice(self):
        order = self.order()
        refunding.ensure_units_are_exact(order)
        for line in order.lines.all():
            came = line.return_lines.filter(reception="received").aggregate(units=Sum("quantity"))["units"] or 0
            assert came == line.returned <= line.shipped

    def teardown(self):
        try:
            if not connection.needs_rollback:
                self.finish()
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    def finish(self):
        """Everything open is brought to its end, the rest is given back: what was captured is back, to the cent."""
        for ret in Return.objects.filter(ended_at=None).order_by("pk"):
            self.bring_to_end(ret)
        settle(order_id=self.order_id, actor=SYSTEM)
        refunding.send_everything(self.order())
        refunding.grant_the_rest(self.order())
        refunding.send_everything(self.order())
        if left := payable(self.order()):
            grant_refund(order_id=self.order_id, amount=left, reason="The fees, too.", actor=SYSTEM)
            refunding.send_everything(self.order())
        close_settled_returns(order_id=self.order_id)
        order = self.order()
        assert (order.refunded_amount, payable(order), order.open_returns) == (order.captured_amount, ZERO, 0)
        for payment in Payment.objects.filter(order=order):
            assert payment.refunded_amount == payment.captured_amount
        self.books_are_sound()
        self.no_unit_comes_back_twice()
        bonus = CreditEntry.objects.filter(key__startswith="return-bonus").aggregate(sum=Sum("amount"))["sum"]
        assert (bonus or ZERO) == sum(Return.objects.values_list("bonus_amount", flat=True), Decimal(0))

        self.note_how_far()

    def note_how_far(self) -> None:
        for ret in Return.objects.annotate(boxes=Count("receipts"), taken=Count("fees")):
            self.done[f"{ret.state} {ret.resolution}"] += 1
            found = {
                "blind": ret.is_blind, "two boxes": ret.boxes > 1, "fees": ret.taken, "bonus": ret.bonus_amount,
            }  # fmt: skip
            self.done.update(name for name, is_so in found.items() if is_so)

    def bring_to_end(self, ret: Return) -> None:
        if ret.state in (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT):
            cancel_return(return_id=ret.pk, actor=SYSTEM, reason="The end.")
            return
        if ret.state == ReturnState.RECEIVED:
            with suppress(OmsError):
                give_up_rest(return_id=ret.pk, actor=SYSTEM)
            self.judge(Return.objects.get(pk=ret.pk), Disposition.QUARANTINE, Disposition.QUARANTINE)
            with suppress(OmsError):
                inspect_return(return_id=ret.pk, judgments={}, actor=SYSTEM)
        if Return.objects.get(pk=ret.pk).state == ReturnState.INSPECTED:
            settle_return(return_id=ret.pk, resolution="refund", override_reason="The end.", actor=SYSTEM)
        with suppress(OmsError):
            send_goods_back(return_id=ret.pk, actor=SYSTEM)


@pytest.mark.slow
def test_whatever_comes_back_ends_at_captured_and_no_unit_comes_twice(pytestconfig):
    shop = open_shop()
    for index in range(3):
        shop.receive(20, index=index)
    wanted = [
        LineRequest(sku_code=sku.code, quantity=units, unit_price=price, price_reason="Any")
        for sku, units, price in zip(
            shop.skus, (3, 2, 1), (Decimal("3.333"), Decimal("19.99"), Decimal("0.015")), strict=True
        )
    ]
    order = delivered_order(shop, lines=wanted, tenders=[])
    refunding.pay(Order.objects.select_related("channel").get(pk=order.pk), [3, 1])
    profile = pytestconfig.getoption("--hypothesis-profile")
    form = settings.get_profile(profile) if profile else settings(settings.get_profile("walks"), **SHORT)

    done: Counter[str] = Counter()
    run_state_machine_as_test(partial(ReturnWalk, shop=shop, order_id=order.pk, done=done), settings=form)

    print(dict(done.most_common()))  # how far the walks came
    assert done
    if form.max_examples >= LONG:
        assert FAR_ENOUGH - done.keys() == set()
