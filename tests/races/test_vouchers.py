"""A voucher for one, many who want it: one gets it; without the guard the last wall breaks instead."""

import pytest
from django.db import IntegrityError, OperationalError, transaction

from core.actors import SYSTEM
from orders.intake.reference import forget_reference, reference
from orders.intake.requests import CustomerRequest
from orders.models import Order, Voucher, VoucherRedemption
from orders.services import redeeming
from orders.services.canceling import cancel_order
from orders.services.placing import place_orders
from orders.services.reinstating import reinstate_order
from orders.tests.factories import open_shop, placed_order
from orders.tests.voucher_factories import VoucherFactory
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
BUYERS = 12


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=1, stock=100)
    reference()
    yield shop
    forget_reference()


def buyer(number: int) -> CustomerRequest:
    return CustomerRequest(name="Ada", email=f"buyer{number}@example.com")


def buy_all(shop, *codes: str, is_same_person: bool = False):
    wishes = [
        shop.request({0: 1}, voucher_codes=codes[::-1] if n % 2 else codes, customer=buyer(0 if is_same_person else n))
        for n in range(BUYERS)
    ]
    return all_at_once([lambda wish=wish: place_orders([wish], actor=SYSTEM)[0] for wish in wishes])


def test_a_voucher_for_one_serves_exactly_one_of_many(shop):
    voucher = VoucherFactory(max_uses=1)

    outcomes = buy_all(shop, voucher.code)

    refused = [outcome.error.code for outcome in outcomes if outcome.error is not None]
    assert refused == ["voucher_refused"] * (BUYERS - 1)
    assert Voucher.objects.get().used_count == VoucherRedemption.objects.count() == Order.objects.count() == 1
    assert shop.level().allocated == 1


def test_without_the_guard_the_race_shows_at_the_last_wall(shop, monkeypatch):
    monkeypatch.setattr(redeeming, "_TAKE", redeeming._TAKE.replace("v.used_count + locked.uses <= v.max_uses", "TRUE"))
    voucher = VoucherFactory(max_uses=1)

    outcomes = buy_all(shop, voucher.code)

    assert [outcome for outcome in outcomes if isinstance(outcome, IntegrityError)]
    assert Voucher.objects.get().used_count == 1


def test_one_person_at_many_tills_redeems_once_though_nobody_knew_her(shop):
    voucher = VoucherFactory(max_uses_per_customer=1)

    outcomes = buy_all(shop, voucher.code, is_same_person=True)

    assert sum(outcome.error is None for outcome in outcomes) == 1
    assert Voucher.objects.get().used_count == Order.objects.count() == 1


def test_without_the_count_under_the_lock_one_person_redeems_more_than_once(shop, monkeypatch):
    monkeypatch.setattr(redeeming, "_too_often", lambda uses: {})
    voucher = VoucherFactory(max_uses_per_customer=1)

    buy_all(shop, voucher.code, is_same_person=True)

    assert Order.objects.count() == Voucher.objects.get().used_count == BUYERS


def test_opposite_vouchers_never_deadlock(shop):
    first, second = VoucherFactory(), VoucherFactory()

    outcomes = buy_all(shop, first.code, second.code)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception) or outcome.error] == []
    assert list(Voucher.objects.values_list("used_count", flat=True)) == [BUYERS, BUYERS]


@pytest.mark.parametrize("left", [(0, 1), (1, 0), (0, 0)])
def test_every_voucher_of_a_batch_is_locked_at_once_also_those_that_are_used_up(shop, left):
    vouchers = [VoucherFactory(max_uses=1, used_count=1 - room) for room in left]

    def lock(voucher: Voucher) -> Voucher:
        with transaction.atomic():
            return Voucher.objects.select_for_update(nowait=True, no_key=True).get(pk=voucher.pk)

    with transaction.atomic():
        taken = redeeming._take({voucher.pk: 1 for voucher in vouchers})
        found = [all_at_once([lambda voucher=voucher: lock(voucher)])[0] for voucher in vouchers]

    assert taken == {voucher.pk for voucher, room in zip(vouchers, left, strict=True) if room}
    assert [one for one in found if not isinstance(one, OperationalError)] == []


def test_a_voucher_given_back_while_others_want_it_is_counted_right(shop):
    voucher = VoucherFactory(max_uses=3)
    orders = [placed_order(shop, {0: 1}, voucher_codes=[voucher.code], customer=buyer(n)) for n in range(3)]
    wish = shop.request({0: 1}, voucher_codes=[voucher.code], customer=buyer(9))
    ends = [lambda key=one.pk: cancel_order(order_id=key, actor=SYSTEM, reason="no") for one in orders]

    all_at_once([*ends, *[lambda: place_orders([wish], actor=SYSTEM)[0] for _ in range(6)]])
    returns = [lambda key=one.pk: reinstate_order(order_id=key, actor=SYSTEM, reason="yes") for one in orders]
    all_at_once(returns)

    living = Order.objects.filter(state="placed").count()
    assert Voucher.objects.get().used_count == living == VoucherRedemption.objects.filter(given_back_at=None).count()
    assert living == 3
