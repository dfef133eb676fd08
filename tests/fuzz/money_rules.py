"""What comes back, and money in both directions."""

from decimal import Decimal
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from core.actors import SYSTEM
from orders.models import Order
from payments.models import Payment, PaymentTransaction, Refund
from payments.services.expiring import expire_unpaid
from payments.services.receiving import record_paid_back, record_payment_received
from payments.services.refunding import approve_refund, cancel_refund, grant_refund, request_refund
from payments.services.retrying import request_void
from returns.models import Disposition, Return
from returns.services.deciding import approve_return, cancel_return, reject_return
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.settling import settle_return
from tests.fuzz.choosing import CHOICE, UNITS, attempt, mostly, nth, some_units, when

NEXT = {"requested": approve_return, "approved": receive_return, "inspected": settle_return}


def shipped():
    return Order.objects.filter(lines__shipped__gt=0).distinct()


def unpaid():
    return Order.objects.filter(state="placed", payment_status="pending")


class MoneyRules(RuleBasedStateMachine):
    @when(lambda: Payment.objects.filter(gateway=""))
    @rule(choice=CHOICE, part=st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(2)]))
    def transfer_arrives(self, choice, part):
        payment = nth(Payment.objects.filter(gateway=""), choice)
        attempt(
            record_payment_received, payment_id=payment.pk, reference=uuid4().hex, actor=SYSTEM,
            amount=(payment.amount * part).quantize(Decimal("0.01")),
        )  # fmt: skip

    @when(unpaid)
    @rule(choice=CHOICE)
    def time_to_pay_is_over(self, choice):
        expire_unpaid(order_id=nth(unpaid(), choice).pk)

    @when(lambda: Payment.objects.exclude(gateway=""))
    @rule(choice=CHOICE)
    def void(self, choice):
        attempt(request_void, payment_id=nth(Payment.objects.exclude(gateway=""), choice).pk, actor=SYSTEM)

    @when(lambda: Order.objects.filter(captured_amount__gt=0))
    @rule(choice=CHOICE, cents=st.integers(1, 9000))
    def refund(self, choice, cents):
        order = nth(Order.objects.filter(captured_amount__gt=0), choice)
        attempt(grant_refund, order_id=order.pk, amount=Decimal(cents) / 100, reason="goodwill", actor=SYSTEM)

    @when(Refund.objects.all)
    @rule(choice=CHOICE, act=st.sampled_from([approve_refund, request_refund, request_refund, cancel_refund]))
    def decide_refund(self, choice, act):
        refund = mostly(Refund.objects.all(), choice, state__in=["granted", "approved"])
        attempt(act, refund_id=refund.pk, actor=SYSTEM)

    @when(lambda: PaymentTransaction.objects.filter(kind="refund", payment__gateway=""))
    @rule(choice=CHOICE)
    def pay_back_by_hand(self, choice):
        found = nth(PaymentTransaction.objects.filter(kind="refund", payment__gateway=""), choice)
        attempt(record_paid_back, transaction_id=found.pk, reference=uuid4().hex, actor=SYSTEM)

    @when(shipped)
    @rule(choice=CHOICE, line=CHOICE, units=UNITS)
    def ask_to_return(self, choice, line, units):
        order = nth(shipped(), choice)
        wish = some_units(order, line, units)
        attempt(request_return, order_id=order.pk, units=wish, reason_code="changed_mind", actor=SYSTEM)

    @when(Return.objects.all)
    @rule(choice=CHOICE, act=st.sampled_from(list(NEXT.values())))
    def move_return(self, choice, act):
        ret = mostly(Return.objects.all(), choice, state__in=NEXT)
        attempt(NEXT.get(ret.state, act), return_id=ret.pk, actor=SYSTEM)

    @when(lambda: Return.objects.filter(state__in=["requested", "approved"]))
    @rule(choice=CHOICE, act=st.sampled_from([reject_return, cancel_return]))
    def end_return(self, choice, act):
        ret = Return.objects.order_by("pk")[choice % 2 : choice % 2 + 1].first() or Return.objects.get()
        attempt(act, return_id=ret.pk, actor=SYSTEM, reason="not like this")

    @when(shipped)
    @rule(choice=CHOICE, units=UNITS, disposition=st.sampled_from(["restock", "quarantine", "scrap"]))
    def return_goods(self, choice, units, disposition):
        """Asked, received and judged in one go; what is refused on the way stays where it is."""
        self.ask_to_return(choice=choice, line=choice, units=units)
        ret = Return.objects.order_by("pk").last()
        for act in (approve_return, receive_return):
            if ret is not None:
                attempt(act, return_id=ret.pk, actor=SYSTEM)
        if Return.objects.filter(state="received").exists():
            self.inspect(choice=0, disposition=disposition)

    @when(lambda: Return.objects.filter(state="received"))
    @rule(choice=CHOICE, disposition=st.sampled_from(["restock", "quarantine", "scrap"]))
    def inspect(self, choice, disposition):
        ret = nth(Return.objects.filter(state="received"), choice)
        judgments = {
            line.pk: [Judgment(disposition=Disposition(disposition), quantity=line.quantity)]
            for line in ret.lines.filter(reception="received")
        }
        attempt(inspect_return, return_id=ret.pk, judgments=judgments, actor=SYSTEM)
