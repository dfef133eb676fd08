"""Random histories of orders and money, through the services; the journal is closed between their steps."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.models import SKU
from core.actors import SYSTEM
from core.errors import OmsError
from customers.models import Customer
from orders.intake.requests import DiscountRequest, TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.recording.credit import LineCredit, record_credit
from orders.services.recording.returning import record_return_received
from orders.tests.factories import Shop
from payments.gateways.contract import DisputeNews
from payments.models import Payment, PaymentTransaction
from payments.services.disputing import record_dispute
from payments.services.issuing import grant_store_credit, issue_gift_card
from payments.services.receiving import record_payment_received
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.statuses import DisputeKind, DisputeState
from payments.tests.factories import confirmed_by_workers, creditworthy, ship, work
from reports.models import JournalDay
from reports.services.closing import close_next_day, open_journal


class History:
    """Steps by chance; a step that the house refuses leaves nothing, as for everybody."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.chance = shop, random.Random(seed)
        self.parcels = iter(range(1, 1000))
        creditworthy(10_000)
        SKU.objects.update(unit_cost=Decimal("3.3333"), cost_currency=shop.channel.currency)

    def run(self, steps: int) -> None:
        """The books are opened in the middle of a history, which goes on, and closed now and then."""
        every: list[Callable[[], object]] = [
            self.place, self.ship, self.ship, self.pay, self.refund, self.give_back, self.dispute, self.cancel,
            self.recost, self.adjust,
        ]  # fmt: skip
        self.place()
        self.ship()
        now = timezone.now()
        open_journal(day=now.date() - timedelta(days=1), actor=SYSTEM, now=now + timedelta(days=1))
        for step in [self.place, *self.chance.choices(every, k=steps)]:
            try:
                step()
            except OmsError:
                continue
            finally:
                work()
            if self.chance.random() < 0.3:
                close()
        close()

    def place(self) -> Order:
        discounts = [DiscountRequest(label="Off", amount=Decimal("1.37"))] if self.chance.random() < 0.5 else []
        units = {index: self.chance.randint(1, 3) for index in self.chance.sample(range(3), 2)}
        return confirmed_by_workers(self.shop, units, tenders=self.tenders(), discounts=discounts)

    def tenders(self) -> list[TenderRequest]:
        customer, currency = Customer.objects.get(email="ada@example.com"), self.shop.channel.currency
        kind = self.chance.choice(["card", "on_account", "store_credit", "gift_card", "bank_transfer"])
        if kind == "card":
            return []
        if kind == "store_credit":
            grant_store_credit(
                customer_id=customer.pk, amount=Decimal("8.50"), currency=currency, reason="sorry", actor=SYSTEM
            )
            return [TenderRequest(kind=kind), TenderRequest(kind="on_account")]
        if kind == "gift_card":
            _, code = issue_gift_card(amount=Decimal(11), currency=currency, reason="a present", actor=SYSTEM)
            return [TenderRequest(kind=kind, token=code), TenderRequest(kind="card", token="tok_visa")]
        return [TenderRequest(kind=kind)]

    def orders(self) -> Iterator[Order]:
        found = list(Order.objects.order_by("pk"))
        self.chance.shuffle(found)
        return iter(found)

    def ship(self) -> None:
        for order in self.orders():
            left = {line.position: line.allocated - line.released for line in order.lines.all()}
            units = {position: self.chance.randint(1, count) for position, count in left.items() if count}
            if units and order.state in ("confirmed", "processing"):
                ship(order, units, next(self.parcels))
                return

    def pay(self) -> None:
        for payment in Payment.objects.filter(kind__in=["on_account", "bank_transfer"]).order_by("?"):
            open_amount = payment.amount - payment.captured_amount
            if open_amount > 0:
                record_payment_received(payment_id=payment.pk, amount=open_amount, reference="bank", actor=SYSTEM)
                return

    def refund(self) -> None:
        order = next(self.orders())
        refund = grant_refund(order_id=order.pk, amount=Decimal("2.22"), reason="scratched", actor=SYSTEM)
        approve_refund(refund_id=refund.pk, actor=SYSTEM)
        request_refund(refund_id=refund.pk, actor=SYSTEM)

    def give_back(self) -> None:
        for order in self.orders():
            line = order.lines.filter(shipped__gt=0, returned=0).first()
            if line is not None:
                record_return_received(order_id=order.pk, units={line.pk: 1}, was_requested=False, actor=SYSTEM)
                worth = LineCredit(1, Decimal("6.00"), Decimal(1))
                record_credit(
                    order_id=order.pk, amount=worth.amount, actor=SYSTEM, reason="back", lines={line.pk: worth}
                )
                return

    def dispute(self) -> None:
        captures = PaymentTransaction.objects.filter(kind="capture", outcome="succeeded", gateway="sandbox")
        capture = captures.filter(disputes=None).first()
        if capture is not None:
            news = DisputeNews(
                reference=f"dp_{capture.pk}", capture=capture.gateway_reference, kind=DisputeKind.CHARGEBACK,
                state=DisputeState.NEEDS_RESPONSE, amount=capture.amount, currency=capture.currency, withdrawn=True,
            )  # fmt: skip
            record_dispute(gateway="sandbox", news=news)

    def cancel(self) -> None:
        cancel_order(order_id=next(self.orders()).pk, actor=SYSTEM, reason="regret")

    def recost(self) -> None:
        SKU.objects.filter(pk=self.shop.skus[0].pk).update(unit_cost=Decimal(self.chance.randint(1, 900)) / 100)

    def adjust(self) -> None:
        self.shop.receive(2, index=1)


def close() -> JournalDay:
    """The next day, however early it is."""
    return close_next_day(actor=SYSTEM, now=timezone.now() + timedelta(days=400))
