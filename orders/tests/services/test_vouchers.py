"""Vouchers: what they take off, when they are refused and why, and where their uses go."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from catalog.tests.factories import ChannelFactory
from core.actors import SYSTEM
from core.models import Event
from customers.tests.factories import CustomerFactory
from orders.errors import VoucherRefused
from orders.intake.requests import CustomerRequest, DiscountRequest
from orders.models import Order, Voucher
from orders.services.canceling import cancel_lines, cancel_order, expire_order
from orders.services.drafts import create_draft, place_draft, replace_draft
from orders.services.placing import place_orders
from orders.services.reinstating import reinstate_order
from orders.tests.factories import placed_order
from orders.tests.voucher_factories import FixedVoucherFactory, ShippingVoucherFactory, VoucherFactory

pytestmark = pytest.mark.django_db


def uses(voucher: Voucher) -> int:
    return Voucher.objects.get(pk=voucher.pk).used_count


def buyer(name: str, **values) -> CustomerRequest:
    return CustomerRequest(name=name, email=f"{name}@example.com", **values)


def refusal(shop, code: str, **options) -> str:
    (outcome,) = place_orders([shop.request(voucher_codes=[code], **options)], actor=SYSTEM)
    assert (outcome.error.code, outcome.error.context["field"]) == ("voucher_refused", "voucher_codes")
    return outcome.error.message


def test_a_percentage_is_shared_over_the_lines_and_its_use_is_counted(shop):
    voucher = VoucherFactory(code="Welcome", max_uses=3)

    order = placed_order(shop, {0: 1, 1: 1, 2: 1}, voucher_codes=["wElCome "])

    assert [line.discount_amount for line in order.lines.all()] == [1, 2, 3]
    assert (order.discount_total, order.tax_total, order.total) == (6, Decimal("11.80"), Decimal("70.80"))
    discount = order.discounts.get()
    assert (discount.code, discount.label, discount.percent) == ("Welcome", voucher.name, 10)
    redemption = order.redemptions.get()
    assert (redemption.amount, redemption.customer, redemption.given_back_at) == (6, order.customer, None)
    assert uses(voucher) == 1


def test_a_voucher_never_takes_more_than_the_goods_cost(shop):
    voucher = FixedVoucherFactory()

    order = placed_order(shop, {0: 1}, voucher_codes=[voucher.code])

    assert (order.discount_total, order.charges_total, order.total) == (10, 5, 6)


def test_free_shipping_leaves_the_charge_in_sight_at_nothing(shop):
    voucher = ShippingVoucherFactory(code="SHIP")

    order = placed_order(shop, {0: 1}, voucher_codes=["SHIP"])

    charge = order.charges.get()
    assert (charge.label, charge.amount, charge.tax_amount) == ("Standard (free with SHIP)", 0, 0)
    assert (order.total, order.discount_total, order.redemptions.get().amount) == (12, 0, 5)
    assert uses(voucher) == 1


def test_each_discount_is_of_what_the_ones_before_it_left(shop):
    tenth, fixed = VoucherFactory(), FixedVoucherFactory(amount=Decimal(5))
    half = DiscountRequest(label="Regular", percent=Decimal(50), code="REG")

    order = placed_order(shop, {2: 2}, discounts=[half], voucher_codes=[fixed.code, tenth.code])

    amounts = list(order.discounts.order_by("pk").values_list("code", "amount"))
    assert amounts == [("REG", 30), (fixed.code, 5), (tenth.code, Decimal("2.5"))]
    assert order.lines.get().discount_amount == Decimal("37.5")


def test_what_does_not_hold_is_refused_with_its_reason(shop):
    now = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    elsewhere = VoucherFactory(code="AWAY")
    elsewhere.channels.add(ChannelFactory())
    VoucherFactory(code="OFF", is_active=False)
    VoucherFactory(code="LATE", valid_to=now)
    VoucherFactory(code="SOON", valid_from=datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC))
    VoucherFactory(code="RICH", minimum=Decimal(50), currency="EUR")
    VoucherFactory(code="HERS", customer=CustomerFactory())
    VoucherFactory(code="GONE", max_uses=1, used_count=1)
    FixedVoucherFactory(code="YEN", currency="JPY")

    assert "“NOPE” is unknown" in refusal(shop, "NOPE")
    assert "is switched off" in refusal(shop, "OFF")
    assert "expired on 2026-11-01 at 00:00" in refusal(shop, "LATE")
    assert "is not valid before 2099-01-01" in refusal(shop, "SOON")
    assert "is not for Web shop" in refusal(shop, "AWAY")
    assert "needs goods for at least €50.00; these cost €20.00" in refusal(shop, "RICH", units={0: 2})
    assert "is for another customer" in refusal(shop, "HERS")
    assert "is used up: it could be redeemed once" in refusal(shop, "GONE")
    assert "is in JPY; Web shop sells in EUR" in refusal(shop, "YEN")
    assert Order.objects.count() == 0


def test_a_voucher_that_would_do_nothing_is_not_used_up(shop):
    free = [DiscountRequest(label="Gift", percent=Decimal(100))]

    assert "takes nothing off" in refusal(shop, VoucherFactory().code, discounts=free)
    assert "shipping is free already" in refusal(shop, ShippingVoucherFactory().code, shipping_method="")
    assert [voucher.used_count for voucher in Voucher.objects.all()] == [0, 0]


def test_a_second_voucher_for_free_shipping_is_refused_and_neither_is_used_up(shop):
    ShippingVoucherFactory(code="SHIP")
    ShippingVoucherFactory(code="AGAIN")

    (outcome,) = place_orders([shop.request(voucher_codes=["SHIP", "AGAIN"])], actor=SYSTEM)

    assert outcome.error.context["voucher"] == "AGAIN"
    assert "shipping is free already" in outcome.error.message
    assert [voucher.used_count for voucher in Voucher.objects.all()] == [0, 0]


def test_the_same_voucher_twice_on_an_order_is_refused(shop):
    VoucherFactory(code="ONE")

    (outcome,) = place_orders([shop.request(voucher_codes=["ONE", " one"])], actor=SYSTEM)

    assert outcome.error.context["field"] == "voucher_codes"
    assert "is given twice" in outcome.error.message


def test_a_batch_uses_a_voucher_up_in_its_order_and_a_refused_order_leaves_the_others(shop):
    voucher = VoucherFactory(max_uses=2)
    wishes = [shop.request({0: 1}, voucher_codes=[voucher.code], customer=buyer(f"b{n}")) for n in range(4)]
    wishes.insert(2, shop.request({0: 1}))

    outcomes = place_orders(wishes, actor=SYSTEM)

    assert [outcome.error is None for outcome in outcomes] == [True, True, True, False, False]
    assert "is used up" in outcomes[3].error.message
    assert (uses(voucher), Order.objects.count(), shop.level().allocated) == (2, 3, 3)


def test_the_use_of_an_order_refused_for_its_goods_goes_to_the_next_of_the_batch(shop):
    shop.channel.stock_policy = "refuse"
    shop.channel.save()
    voucher = VoucherFactory(max_uses=1)
    wishes = [shop.request({0: units}, voucher_codes=[voucher.code]) for units in (99, 1)]

    outcomes = place_orders(wishes, actor=SYSTEM)

    assert [outcome.error and outcome.error.code for outcome in outcomes] == ["not_enough_stock", None]
    assert uses(voucher) == 1


def test_one_customer_redeems_within_the_limit_also_under_another_account(shop):
    voucher = VoucherFactory(max_uses_per_customer=1)
    other = CustomerFactory(email="ADA@example.com")

    def place(**options):
        return place_orders([shop.request(voucher_codes=[voucher.code], **options)], actor=SYSTEM)[0]

    first, again = place(), place()
    elsewhere = place(customer=None, customer_id=other.pk)
    grace = place(customer=buyer("grace"))

    assert [outcome.error is None for outcome in (first, again, elsewhere, grace)] == [True, False, False, True]
    assert "can be redeemed once by each customer" in again.error.message
    assert "Give the customer's e-mail" in refusal(shop, voucher.code, customer=CustomerRequest(name="Guest"))


def test_one_customer_cannot_get_around_the_limit_within_a_batch(shop):
    voucher = VoucherFactory(max_uses_per_customer=2)
    wishes = [shop.request(voucher_codes=[voucher.code], customer=buyer("ada", external_id=x)) for x in "abc"]

    outcomes = place_orders(wishes, actor=SYSTEM)

    assert [outcome.error is None for outcome in outcomes] == [True, True, False]
    assert uses(voucher) == 2


def test_an_order_sent_again_is_that_order_though_it_used_its_voucher_up(shop):
    voucher = VoucherFactory(max_uses=1, max_uses_per_customer=1)
    wish = shop.request(voucher_codes=[voucher.code], idempotency_key="k", external_id="E")

    (first,) = place_orders([wish], actor=SYSTEM)
    (again,) = place_orders([wish], actor=SYSTEM)
    (twice, other) = place_orders([wish, shop.request(voucher_codes=[voucher.code])], actor=SYSTEM)

    assert (again.order_id, again.is_repeat, twice.order_id) == (first.order_id, True, first.order_id)
    assert "is used up" in other.error.message
    assert uses(voucher) == 1


@pytest.mark.parametrize("end", ["cancel", "expire", "by line"])
def test_an_order_that_ends_gives_its_voucher_back_once(shop, end):
    voucher = VoucherFactory(max_uses=1)
    order = placed_order(shop, {0: 3}, voucher_codes=[voucher.code])

    if end == "cancel":
        cancel_order(order_id=order.pk, actor=SYSTEM, reason="no")
    elif end == "expire":
        expire_order(order_id=order.pk, actor=SYSTEM)
    else:
        line = order.lines.get().pk
        cancel_lines(order_id=order.pk, units={line: 2}, actor=SYSTEM, reason="no")
        assert uses(voucher) == 1
        cancel_lines(order_id=order.pk, units={line: 1}, actor=SYSTEM, reason="no")

    assert uses(voucher) == 0
    told = Event.objects.filter(order_id=order.pk).order_by("-seq").first().data["changes"]
    assert told[f"voucher {voucher.code}"] == ["redeemed", "given back"]
    assert placed_order(shop, voucher_codes=[voucher.code])


def test_a_reinstated_order_redeems_again_and_is_refused_when_somebody_was_quicker(shop):
    voucher = VoucherFactory(max_uses=1)
    order = placed_order(shop, voucher_codes=[voucher.code])
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="no")
    quicker = placed_order(shop, voucher_codes=[voucher.code], customer=buyer("grace"))

    with pytest.raises(VoucherRefused, match="is used up"):
        reinstate_order(order_id=order.pk, actor=SYSTEM, reason="yes")
    assert Order.objects.get(pk=order.pk).state == "canceled"
    assert shop.level().allocated == 1

    cancel_order(order_id=quicker.pk, actor=SYSTEM, reason="no")
    Voucher.objects.update(valid_to=datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC))
    back = reinstate_order(order_id=order.pk, actor=SYSTEM, reason="yes")
    assert (back.state, back.total, uses(voucher)) == ("placed", order.total, 1)
    assert back.redemptions.get().given_back_at is None


def test_a_draft_uses_nothing_up_until_it_is_placed(shop):
    voucher = VoucherFactory(max_uses=1)
    draft = create_draft(shop.request({0: 2}, voucher_codes=[voucher.code]), actor=SYSTEM)
    assert (draft.discount_total, uses(voucher)) == (2, 0)

    draft = replace_draft(order_id=draft.pk, request=shop.request({0: 3}, voucher_codes=[voucher.code]), actor=SYSTEM)
    assert (draft.discount_total, draft.redemptions.count(), draft.discounts.count()) == (3, 1, 1)
    place_draft(order_id=draft.pk, actor=SYSTEM)

    assert uses(voucher) == 1
    assert draft.redemptions.get().redeemed_at is not None


def test_a_draft_whose_voucher_no_longer_holds_is_not_placed(shop):
    voucher = VoucherFactory()
    draft = create_draft(shop.request(voucher_codes=[voucher.code]), actor=SYSTEM)
    Voucher.objects.update(valid_to=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))

    with pytest.raises(VoucherRefused, match="expired on 2026-01-02"):
        place_draft(order_id=draft.pk, actor=SYSTEM)

    assert (Order.objects.get(pk=draft.pk).state, uses(voucher), shop.level().allocated) == ("draft", 0, 0)


def test_calling_units_off_keeps_exact_shares_to_the_last_cent(shop):
    voucher = FixedVoucherFactory(amount=Decimal("29.99"))
    order = placed_order(shop, {0: 3}, voucher_codes=[voucher.code], shipping_method="")
    line, before = order.lines.get().pk, order.total

    steps = []
    for _ in range(3):
        cancel_lines(order_id=order.pk, units={line: 1}, actor=SYSTEM, reason="no")
        now = Order.objects.get(pk=order.pk)
        steps.append(before - now.total)
        before = now.total

    assert (order.total, sum(steps)) == (Decimal("0.01"), Decimal("0.01"))
    assert all(step >= 0 for step in steps)


def test_the_database_refuses_what_no_voucher_may_be(db):
    def is_refused(**values) -> bool:
        try:
            with transaction.atomic():
                VoucherFactory(**values)
        except IntegrityError:
            return True
        return False

    VoucherFactory(code="Once")
    assert is_refused(code="ONCE")
    assert is_refused(percent=Decimal(101))
    assert is_refused(percent=None)
    assert is_refused(minimum=Decimal(5))
    assert is_refused(max_uses=1, used_count=2)
    assert is_refused(kind="free_shipping")
    assert not is_refused(minimum=Decimal(5), currency="EUR")
