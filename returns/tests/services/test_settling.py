"""What a return ends in: money less fees, store credit with a bonus, a repair; each to the last cent."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import EventNote
from core.money import ZERO
from oms.wiring import WIRING
from orders.models import Order
from payments.models import CreditAccount, CreditEntry, Payment, Refund
from payments.services.refunding import cancel_refund, grant_refund
from payments.services.settling import settle
from payments.tasks import settle_canceled
from returns.models import Disposition, Inspection, Resolution, Return, ReturnPolicy
from returns.selectors.written_off import written_off
from returns.services.going_back import send_goods_back
from returns.services.settling import close_settled_returns, settle_return
from returns.tests.factories import inspected_return, paid_and_delivered
from returns.tests.services.test_way_back import numbers, violations
from tests.fuzz.refunding import answer_all, broken, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms(shop):
    def write(**fields) -> None:
        ReturnPolicy.objects.create(channel=shop.channel, **fields)

    return write


def fees_of(ret: Return) -> list[tuple]:
    return list(ret.fees.values_list("kind", "amount"))


def test_restocking_and_the_way_back_are_taken_off_and_shown(shop, terms):
    terms(restocking_percent=10, restocking_amount="0.50", label_payer="deducted", return_shipping_fee="4.90")
    order = paid_and_delivered(shop, {0: 2})

    ret = settle_return(return_id=inspected_return(order, 2).pk, actor=SYSTEM)

    assert fees_of(ret) == [("restocking", Decimal("3.40")), ("return_shipping", Decimal("4.90"))]
    assert ret.credited_amount == Decimal("15.70")
    assert ret.lines.get().refunded_amount == Decimal(24)
    assert violations() == []


def test_fees_are_never_more_than_the_goods(shop, terms):
    terms(restocking_percent=90, restocking_amount=5, label_payer="deducted", return_shipping_fee=50)
    order = paid_and_delivered(shop, {0: 1})

    ret = settle_return(return_id=inspected_return(order).pk, actor=SYSTEM)

    assert (ret.credited_amount, fees_of(ret)) == (ZERO, [("restocking", Decimal(12))])
    # The unit was given back for nothing: it cannot be refunded a second time.
    assert order.lines.get().credited_units == 1
    assert violations() == []


def test_the_way_back_takes_no_more_than_restocking_left(shop, terms):
    terms(restocking_amount=5, label_payer="deducted", return_shipping_fee=50)

    ret = settle_return(return_id=inspected_return(paid_and_delivered(shop, {0: 1})).pk, actor=SYSTEM)

    assert (ret.credited_amount, fees_of(ret)) == (
        ZERO, [("restocking", Decimal(5)), ("return_shipping", Decimal(7))]
    )  # fmt: skip


def test_units_that_are_not_credited_cost_no_fee(shop, terms):
    terms(restocking_amount=5)
    order = paid_and_delivered(shop, {0: 2})

    ret = settle_return(
        return_id=inspected_return(order, 2, disposition=Disposition.RETURN_TO_CUSTOMER).pk, actor=SYSTEM
    )

    assert (ret.credited_amount, fees_of(ret)) == (ZERO, [])


def test_fees_are_waived_with_right_and_reason_only(shop, terms, clerk):
    terms(restocking_amount=5)
    ret = inspected_return(paid_and_delivered(shop, {0: 1}))

    with pytest.raises(NotPermitted):
        settle_return(return_id=ret.pk, actor=clerk, waive_fees_reason="Nice customer.")
    ret = settle_return(return_id=ret.pk, actor=SYSTEM, waive_fees_reason="Nice customer.")

    assert ret.credited_amount == 12
    assert ret.fees.get().waived_reason == "Nice customer."
    assert EventNote.objects.get(event__name="returns.fees_waived").text == "Nice customer."


def paid_by_cards(shop, units: dict) -> Order:
    order = paid_and_delivered(shop, units)
    Order.objects.filter(pk=order.pk).update(authorized_amount=0, captured_amount=0)
    pay(Order.objects.select_related("channel").get(pk=order.pk), [1])
    return Order.objects.select_related("channel").get(pk=order.pk)


def test_store_credit_gets_the_worth_less_fees_and_the_bonus_once(shop, terms):
    terms(restocking_amount=2, credit_bonus_percent=10)
    order = paid_by_cards(shop, {0: 2})
    ret = inspected_return(order, 1, resolution=Resolution.STORE_CREDIT)

    ret = settle_return(return_id=ret.pk, actor=SYSTEM)
    answer_all("ok")

    assert (ret.credited_amount, ret.bonus_amount) == (Decimal(10), Decimal(1))
    refund = Refund.objects.get()
    assert (refund.destination, refund.amount) == ("store_credit", Decimal(10))
    bonus = CreditEntry.objects.get(key=f"return-bonus-{ret.pk}")
    assert (bonus.amount, bonus.account.customer_id) == (Decimal(1), order.customer_id)
    assert Order.objects.get().refund_to == "tenders"
    assert violations() == []


def test_money_that_was_owed_before_goes_where_it_was_to_go(shop, terms):
    order = paid_by_cards(shop, {0: 3})
    settle_return(return_id=inspected_return(order, 1).pk, actor=SYSTEM)
    # The first one's refund was not made yet when the second one chooses store credit.
    assert not Refund.objects.exists()

    second = inspected_return(order, 1)
    settle_return(return_id=second.pk, actor=SYSTEM, resolution=Resolution.STORE_CREDIT)

    assert sorted(Refund.objects.values_list("destination", "amount")) == [
        ("store_credit", Decimal(12)), ("tenders", Decimal(12)),
    ]  # fmt: skip


def test_a_promise_taken_back_after_the_return_is_paid_as_what_the_goods_were_worth(shop):
    order = paid_by_cards(shop, {0: 3})
    promised = grant_refund(order_id=order.pk, amount=Decimal(20), reason="Sorry.", actor=SYSTEM)

    ret = settle_return(return_id=inspected_return(order, 3).pk, actor=SYSTEM)
    settle(order_id=order.pk, actor=SYSTEM)
    answer_all("ok")
    assert (ret.credited_amount, Order.objects.get().refunded_amount) == (Decimal(36), Decimal(22))
    cancel_refund(refund_id=promised.pk, actor=SYSTEM)
    settle_canceled(order_id=order.pk, refund_id=promised.pk)
    answer_all("ok")

    assert Order.objects.get().refunded_amount == Decimal(36)
    assert "payments.tasks.settle_canceled" in WIRING["payments.refund_canceled"]
    assert broken() == {}


def test_an_exchange_is_store_credit_without_a_bonus(shop, terms):
    terms(credit_bonus_percent=10)
    order = paid_by_cards(shop, {0: 1})

    ret = settle_return(return_id=inspected_return(order).pk, actor=SYSTEM, resolution=Resolution.EXCHANGE)

    assert (Refund.objects.get().destination, ret.bonus_amount) == ("store_credit", ZERO)
    assert not CreditAccount.objects.filter(entries__key__startswith="return-bonus").exists()


def test_store_credit_waits_while_a_bank_disputes_the_payment(shop):
    order = paid_by_cards(shop, {0: 1})
    ret = inspected_return(order)
    Payment.objects.filter(order=order).update(refunds_frozen=True)

    with pytest.raises(MoveRefused, match="bank complained"):
        settle_return(return_id=ret.pk, actor=SYSTEM, resolution=Resolution.STORE_CREDIT)

    assert Return.objects.get().state == "inspected"
    assert settle_return(return_id=ret.pk, actor=SYSTEM).state == "resolved"
    assert not Refund.objects.exists()


def test_an_order_of_nobody_cannot_end_in_store_credit(shop):
    order = paid_and_delivered(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(customer=None)

    ret = inspected_return(order)

    for wish, words in ((Resolution.STORE_CREDIT, "no customer"), ("a pony", "can end in")):
        with pytest.raises(InvalidInput, match=words):
            settle_return(return_id=ret.pk, actor=SYSTEM, resolution=wish)


def test_a_repair_costs_and_credits_nothing_and_closes_when_the_goods_left(shop):
    order = paid_and_delivered(shop, {0: 2})
    ret = inspected_return(order, 2, resolution=Resolution.REPAIR, disposition=Disposition.REFURBISH)
    assert numbers(shop) == (10, 2, 8)

    ret = settle_return(return_id=ret.pk, actor=SYSTEM)
    assert (ret.state, ret.credited_amount) == ("resolved", ZERO)
    assert close_settled_returns(order_id=order.pk) == 0
    assert "still here" in ret.blockers("close")[0].sentence

    send_goods_back(return_id=ret.pk, actor=SYSTEM)

    assert numbers(shop) == (8, 0, 8)
    assert close_settled_returns(order_id=order.pk) == 1
    assert set(ret.lines.values_list("disposition", flat=True)) == {"return_to_customer"}
    assert Order.objects.get().credited_amount == ZERO
    with pytest.raises(MoveRefused):
        send_goods_back(return_id=ret.pk, actor=SYSTEM)
    assert violations() == []


def test_a_repair_keeps_no_units(shop):
    ret = inspected_return(paid_and_delivered(shop, {0: 1}))

    with pytest.raises(MoveRefused, match="1 unit is to stay here"):
        settle_return(return_id=ret.pk, actor=SYSTEM, resolution=Resolution.REPAIR)


def test_what_is_scrapped_is_written_off_at_what_it_cost_when_it_was_looked_at(shop):
    sku = shop.skus[0]
    sku.unit_cost, sku.cost_currency = Decimal("3.25"), "EUR"
    sku.save()
    ret = inspected_return(paid_and_delivered(shop, {0: 2}), 2, disposition=Disposition.SCRAP)
    sku.unit_cost = Decimal(9)
    sku.save()

    value = written_off(ret.pk)

    assert (value.amounts, value.unknown_units) == ({"EUR": Decimal("6.50")}, 0)
    Inspection.objects.update(unit_cost=None, cost_currency="")
    assert written_off(ret.pk).unknown_units == 2


def test_a_settled_return_of_a_paid_order_keeps_every_promise_about_money(shop, terms):
    terms(restocking_percent=15)
    order = paid_by_cards(shop, {0: 3})

    settle_return(return_id=inspected_return(order, 2).pk, actor=SYSTEM)
    settle(order_id=order.pk, actor=SYSTEM)
    answer_all("ok")

    order.refresh_from_db()
    assert order.refunded_amount == Decimal("20.40")
    assert broken() == {}
