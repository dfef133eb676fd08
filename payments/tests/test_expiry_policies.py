"""Reserved money that runs out before the goods leave: found in time, and done about it what the channel wants."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import MoveRefused
from core.models import Effect, Event
from orders.intake.reference import forget_reference
from orders.intake.requests import TenderRequest
from orders.models import Order, OrderLine
from orders.services.canceling import cancel_order
from orders.services.holding import hold_order
from payments.models import Payment, PaymentTransaction
from payments.selectors.radar import radar
from payments.services.delaying import authorize_now, authorize_what_arrived
from payments.services.lapsing import record_lapses
from payments.services.linking import pay_by_link
from payments.services.recording import record_failure, record_lapsed
from payments.services.renewing import act_on_expiry, meet_expiry
from payments.tasks import sweep_expiries
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db
SOON, END = timedelta(days=6, hours=12), timedelta(days=8)


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def backordered(shop, policy: str, units: int = 12, **options) -> Order:
    """A card order, authorized in full, two of whose units are on backorder for weeks."""
    shop.channel.expiry_policy = policy
    shop.channel.save()
    forget_reference()
    return confirmed_by_workers(shop, {0: units}, **options)


def first() -> PaymentTransaction:
    return PaymentTransaction.objects.filter(kind="authorization").earliest("pk")


def meet(after: timedelta = SOON):
    act = meet_expiry(authorization_id=first().pk, now=timezone.now() + after)
    work()
    return act


# The radar


def test_the_radar_tells_what_can_ship_what_is_at_risk_and_what_to_do(shop, gateway):
    order = backordered(shop, "capture")

    (row,) = radar(now=timezone.now(), days=8)

    assert (row.order, row.left, row.needed) == (order, order.total, order.total)
    assert (row.ships, row.at_risk) == (order.total - 24, Decimal(24))
    assert (row.act, row.why) == ("capture", "Only a part of the goods can leave by then.")


def test_goods_in_stock_are_to_be_shipped_and_goods_on_hold_are_at_risk(shop, gateway):
    order = backordered(shop, "hold", 2)
    assert [(row.act, row.at_risk) for row in radar(now=timezone.now(), days=8)] == [("ship", 0)]

    hold_order(order_id=order.pk, kind="address", reason="No such street", actor=SYSTEM)

    (row,) = radar(now=timezone.now(), days=8)
    assert (row.act, row.at_risk, row.why) == ("hold", order.total, "The order is on hold: address.")


def test_owed_units_promised_before_the_end_can_ship_and_a_whole_order_ships_whole_or_not(shop, gateway):
    backordered(shop, "capture", ship_policy="ship_complete")
    assert [(row.ships, row.at_risk) for row in radar(now=timezone.now(), days=8)] == [(0, Decimal(150))]

    OrderLine.objects.update(promise_on=timezone.now().date() + timedelta(days=3))

    assert [(row.act, row.at_risk) for row in radar(now=timezone.now(), days=8)] == [("ship", 0)]


def test_the_radar_looks_only_so_far_ahead_and_not_at_what_is_gone(shop, gateway):
    order = backordered(shop, "capture")
    assert radar(now=timezone.now(), days=5) == []
    assert radar(now=timezone.now() + END, days=5) == []

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")
    assert [row.act for row in radar(now=timezone.now(), days=8)] == ["release"]
    work()

    assert radar(now=timezone.now(), days=8) == []


def test_the_radar_asks_as_many_queries_for_many_orders_as_for_one(shop, gateway, django_assert_num_queries):
    backordered(shop, "capture", 4)
    backordered(shop, "capture", 4)
    backordered(shop, "capture", 4)

    with django_assert_num_queries(7):
        assert len(radar(now=timezone.now(), days=8)) == 3


# The policies


def test_to_authorize_again_waits_for_the_end_so_that_a_card_bears_one_reservation(shop, gateway):
    order = backordered(shop, "reauthorize")
    assert meet() is None
    assert gateway.truth() == [("authorize", "150.00")]

    for _ in range(2):
        record_lapses(payment_id=Payment.objects.get().pk, now=timezone.now() + END)
    work()

    assert gateway.truth() == [("authorize", "150.00")] * 2
    assert again(order).authorized_amount == order.total


def test_capture_takes_before_the_end_what_the_order_needs_once(shop, gateway):
    order = backordered(shop, "capture")

    assert [meet(), meet()] == ["capture", None]

    assert gateway.truth() == [("authorize", "150.00"), ("capture", "150.00")]
    assert again(order).payment_status == "paid"


def test_after_a_partial_capture_only_the_rest_is_taken_and_a_later_parcel_takes_nothing(shop, gateway):
    order = ship(backordered(shop, "capture"), {1: 10}, 1)

    meet()
    shop.receive(5)
    work()
    order = ship(again(order), {1: 2}, 2)

    assert gateway.truth() == [("authorize", "150.00"), ("capture", "126.00"), ("capture", "24.00")]
    assert order.captured_amount == order.total


def test_release_lets_the_money_go_and_asks_for_it_when_the_goods_are_there(shop, gateway):
    order = backordered(shop, "release", ship_policy="ship_complete")

    assert [meet(), meet()] == ["release", None]
    order = again(order)
    assert (order.authorized_amount, order.delayed_amount, order.state) == (0, order.total, "confirmed")
    assert Payment.objects.get().state == "pending"

    shop.receive(5)
    work()

    assert gateway.truth() == [("authorize", "150.00"), ("void", "150.00"), ("authorize", "150.00")]
    assert (again(order).authorized_amount, again(order).delayed_amount) == (order.total, 0)


def on_hold_with_its_goods(shop) -> Order:
    """Its two units lie here, and a hold keeps them; the channel lets reserved money go before it runs out."""
    order = backordered(shop, "release", 2)
    hold_order(order_id=order.pk, kind="address", reason="No such street", actor=SYSTEM)
    return again(order)


def test_money_let_go_while_its_goods_are_here_is_asked_for_again_once_it_is_gone(shop, gateway):
    order = on_hold_with_its_goods(shop)

    assert meet() == "release"

    assert [kind for kind, _ in gateway.truth()] == ["authorize", "void", "authorize"]
    assert (again(order).authorized_amount, again(order).delayed_amount) == (order.total, 0)


def test_money_let_go_that_had_run_out_already_is_asked_for_again_as_well(shop, gateway):
    order = on_hold_with_its_goods(shop)
    meet_expiry(authorization_id=first().pk, now=timezone.now() + SOON)

    record_lapsed(transaction_id=PaymentTransaction.objects.get(kind="void").pk, reason="It ran out.")

    assert PaymentTransaction.objects.filter(kind="authorization", outcome="requested").get().amount == order.total
    assert again(order).delayed_amount == 0


def test_an_order_that_is_over_is_asked_for_nothing_although_money_waits(shop, gateway):
    order = on_hold_with_its_goods(shop)
    meet_expiry(authorization_id=first().pk, now=timezone.now() + SOON)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")

    assert authorize_what_arrived(order_id=order.pk, actor=SYSTEM) == []
    with pytest.raises(MoveRefused, match="is canceled: it needs no money"):
        authorize_now(payment_id=Payment.objects.get().pk, actor=SYSTEM)
    work()

    assert [kind for kind, _ in gateway.truth()] == ["authorize", "void"]


def test_hold_keeps_the_order_for_a_person_with_the_reason_and_the_end(shop, gateway):
    order = backordered(shop, "hold")

    assert [meet(), meet()] == ["hold", None]

    hold = again(order).holds.get(released_at=None)
    assert (hold.kind, sorted(hold.blocks)) == ("payment", ["release", "ship"])
    assert "runs out on" in hold.reason
    assert gateway.truth() == [("authorize", "150.00")]


def test_under_hold_money_that_ran_out_is_not_asked_for_by_itself(shop, gateway):
    order = backordered(shop, "hold")

    record_lapses(payment_id=Payment.objects.get().pk, now=timezone.now() + END)
    work()

    assert gateway.truth() == [("authorize", "150.00")]
    assert "ran out before the goods could leave" in again(order).holds.get(released_at=None).reason


@pytest.mark.parametrize("policy", ["release", "hold"])
def test_goods_that_left_unpaid_are_asked_for_whatever_the_policy_says(shop, gateway, policy):
    order = backordered(shop, policy, 2)
    payment = Payment.objects.get()
    OrderLine.objects.update(allocated=0, shipped=2)

    record_lapses(payment_id=payment.pk, now=timezone.now() + END)
    work()

    assert [kind for kind, _ in gateway.truth()][:2] == ["authorize", "authorize"]
    assert not again(order).is_on_hold


def test_goods_that_lie_ready_are_given_until_the_last_call_to_leave(shop, gateway):
    backordered(shop, "capture", 2)

    assert meet(timedelta(days=6, hours=19)) is None
    assert meet(timedelta(days=6, hours=21)) == "capture"


@pytest.mark.parametrize("after", [timedelta(days=1), END])
def test_nothing_is_done_long_before_and_after_the_end(shop, gateway, after):
    backordered(shop, "capture")

    assert meet(after) is None
    assert gateway.truth() == [("authorize", "150.00")]


def test_an_authorization_that_is_declined_again_holds_the_order_and_writes_to_the_customer(shop, gateway):
    order = backordered(shop, "reauthorize")
    Payment.objects.update(token="tok_declined")

    record_lapses(payment_id=Payment.objects.get().pk, now=timezone.now() + END)
    work()

    order = again(order)
    hold = order.holds.get(released_at=None)
    assert (hold.kind, hold.release_condition) == ("payment", "paid")
    assert "€150.00 is not secured" in hold.reason
    assert Event.objects.filter(order_id=order.pk, name="payments.pay_link_sent").count() == 1


def test_the_hold_ends_by_itself_once_another_card_pays(shop, gateway):
    order = backordered(shop, "reauthorize")
    payment = Payment.objects.get()
    Payment.objects.update(token="tok_declined")
    record_lapses(payment_id=payment.pk, now=timezone.now() + END)
    work()
    Payment.objects.update(token="tok_visa")

    act_on_missing = PaymentTransaction.objects.filter(outcome="failed").count()
    from_link(order)

    assert (act_on_missing, again(order).is_on_hold, again(order).authorized_amount) == (1, False, order.total)


def from_link(order: Order) -> None:
    from_token = "tok_mastercard-another"
    pay_by_link(order_id=order.pk, token=from_token, actor=SYSTEM)
    work()


def test_the_sweep_looks_once_an_hour_at_what_is_within_the_notice(shop, gateway):
    backordered(shop, "capture")
    sweep_expiries()
    assert Effect.objects.filter(task="payments.tasks.meet_expiry").count() == 0
    PaymentTransaction.objects.update(expires_at=timezone.now() + timedelta(hours=20))

    for _ in range(2):
        sweep_expiries()
    work()

    assert Effect.objects.filter(task="payments.tasks.meet_expiry").count() == 1
    assert gateway.truth() == [("authorize", "150.00"), ("capture", "150.00")]


def test_each_authorization_of_a_payment_runs_out_at_its_own_time(shop, gateway):
    backordered(shop, "reauthorize", 2)
    payment, old = Payment.objects.get(), first()
    PaymentTransaction.objects.filter(pk=old.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    act_on_expiry(authorization_id=old.pk, act="reauthorize", actor=SYSTEM)

    payment.refresh_from_db()
    assert payment.expires_at - timezone.now() < timedelta(hours=1)
    work()

    payment.refresh_from_db()
    assert payment.expires_at - timezone.now() > timedelta(days=6)


def test_what_the_gateway_refuses_is_tried_three_times_under_keys_of_their_own_and_then_held(shop, gateway):
    card = [TenderRequest(kind="card", token="tok_capture_fails")]
    order = backordered(shop, "capture", tenders=card)

    assert [meet() for _ in range(5)] == ["capture", "capture", "capture", "hold", None]

    keys = PaymentTransaction.objects.filter(kind="capture").order_by("pk").values_list("key", flat=True)
    stem = f"expiry-capture-{first().pk}"
    assert list(keys) == [stem, f"{stem}-2", f"{stem}-3"]
    assert "runs out on" in again(order).holds.get(released_at=None).reason


def test_a_reservation_the_gateway_did_not_let_go_is_not_asked_for_a_second_time(shop, gateway):
    order = backordered(shop, "release", ship_policy="ship_complete")

    for count in (1, 2):
        assert meet_expiry(authorization_id=first().pk, now=timezone.now() + SOON) == "release"
        assert again(order).delayed_amount == order.total
        void = PaymentTransaction.objects.filter(kind="void").latest("pk")
        record_failure(transaction_id=void.pk, reason="No.")
        assert (again(order).delayed_amount, again(order).authorized_amount, count) == (0, order.total, count)


# A person's acts


def test_a_person_authorizes_again_and_the_old_reservation_goes_once_the_new_one_stands(shop, gateway):
    order = backordered(shop, "hold")

    act_on_expiry(authorization_id=first().pk, act="reauthorize", actor=SYSTEM)
    work()

    assert gateway.truth() == [("authorize", "150.00"), ("authorize", "150.00"), ("void", "150.00")]
    assert again(order).authorized_amount == order.total


def test_a_new_reservation_that_is_declined_leaves_the_old_one_and_holds_nothing(shop, gateway):
    order = backordered(shop, "hold")
    Payment.objects.update(token="tok_declined")

    act_on_expiry(authorization_id=first().pk, act="reauthorize", actor=SYSTEM)
    work()

    assert (again(order).authorized_amount, again(order).is_on_hold) == (order.total, False)


def test_what_failed_a_person_may_have_done_once_more(shop, gateway):
    order = backordered(shop, "hold")
    Payment.objects.update(token="tok_declined")
    act_on_expiry(authorization_id=first().pk, act="reauthorize", actor=SYSTEM)
    work()
    Payment.objects.update(token="tok_visa")

    act_on_expiry(authorization_id=first().pk, act="reauthorize", actor=SYSTEM)
    work()

    assert gateway.truth() == [("authorize", "150.00"), ("authorize", "150.00"), ("void", "150.00")]
    assert again(order).authorized_amount == order.total


@pytest.mark.parametrize("act", ["capture", "release", "hold", "reauthorize"])
def test_the_same_act_a_second_time_is_refused_in_words(shop, gateway, act):
    backordered(shop, "capture")
    act_on_expiry(authorization_id=first().pk, act=act, actor=SYSTEM)

    with pytest.raises(MoveRefused, match=r"done already|nothing of this|does not need"):
        act_on_expiry(authorization_id=first().pk, act=act, actor=SYSTEM)
