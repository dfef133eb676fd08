"""Return labels from a real carrier simulator: bought once, printed, tracked, given back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.errors import MoveRefused
from core.models import Effect
from customers.models import Address
from orders.models import Order
from orders.tests.factories import Shop
from returns.models import LabelPayer, Return, ReturnPolicy
from returns.selectors.labels import label_to_us, return_label_pdf
from returns.services.deciding import cancel_return, expire_return
from returns.services.going_back import request_label_back
from returns.services.labeling import request_return_label
from returns.services.settling import settle_return
from returns.tests.factories import approved_return, inspected_return, paid_and_delivered, received_return
from shipping.carriers.registry import carrier_named
from shipping.models import LooseLabel
from shipping.selectors.accounts import carrier_of
from shipping.services.loose_labels import request_loose_void, retry_loose_label
from shipping.services.tracking import record_updates
from shipping.tasks import sweep_tracking
from shipping.tests.carrier import CarrierControl
from shipping.tests.factories import drain_again
from shipping.tests.wiring import WIRING as ROAD

pytestmark = pytest.mark.django_db
WIRING = {
    "shipping.loose_label_requested": ROAD["shipping.loose_label_requested"],
    "shipping.loose_void_requested": ROAD["shipping.loose_void_requested"],
    "shipping.loose_label_moved": ["returns.tasks.follow_label"],
}


@pytest.fixture
def carrier(carrier_simulator, settings):
    settings.OMS_WIRING = f"{__name__}.WIRING"
    control = CarrierControl(carrier_simulator.url, carrier_simulator.webhook_secret)
    control.reset()
    yield control
    control.client.close()
    carrier_named("simcarrier").wire.client.close()
    carrier_named.cache_clear()


@pytest.fixture
def ours(shop: Shop) -> Order:
    """An order whose returns we send a label for."""
    ReturnPolicy.objects.create(label_payer=LabelPayer.HOUSE)
    return paid_and_delivered(shop, {0: 2})


def bought(ret: Return) -> LooseLabel:
    drain()
    label = label_to_us(ret.number)
    assert label is not None
    return label


def test_an_approved_return_that_we_pay_gets_its_label_from_the_customer_to_the_warehouse(ours, carrier):
    ret = approved_return(ours, 1)
    label = bought(ret)

    assert (label.state, label.direction) == ("purchased", "to_us")
    assert return_label_pdf(ret).startswith(b"%PDF")
    assert len(carrier.truth("buy_label")) == 1
    assert label.weight_grams == 250 + ours.lines.get().sku.weight_grams


def test_a_customer_who_pays_gets_none_before_somebody_asks(shop, carrier):
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    drain()
    assert label_to_us(ret.number) is None

    first = request_return_label(return_id=ret.pk, actor=SYSTEM)
    again = request_return_label(return_id=ret.pk, actor=SYSTEM)
    drain()

    assert first == again
    assert len(carrier.truth("buy_label")) == 1


def test_a_label_whose_answer_was_lost_is_found_by_its_key_and_not_bought_twice(ours, carrier):
    carrier.fault("buy_label", "timeout_after", delay_seconds=0)
    ret = approved_return(ours, 1)
    drain()
    drain_again()

    assert label_to_us(ret.number).state == "purchased"
    assert len(carrier.truth("buy_label")) == 1


def test_a_label_that_is_refused_shows_the_carriers_words_and_is_asked_for_again(ours, carrier):
    ret = approved_return(ours, 1)
    Address.objects.update(country="XX")
    label = bought(ret)
    assert (label.state, label.error) == ("failed", "We do not serve XX.")

    Address.objects.update(country="DE")
    retry_loose_label(looselabel_id=label.pk, actor=SYSTEM)

    assert bought(ret).state == "purchased"


def test_a_label_that_another_one_replaced_is_not_asked_for_again(ours, carrier):
    ret = approved_return(ours, 1)
    Address.objects.update(country="XX")
    old = bought(ret)
    Address.objects.update(country="DE")
    request_return_label(return_id=ret.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused, match="has another label by now"):
        retry_loose_label(looselabel_id=old.pk, actor=SYSTEM)


def test_an_expired_return_gives_its_label_back_and_shows_it_no_more(ours, carrier):
    ret = approved_return(ours, 1)
    bought(ret)

    expire_return(return_id=ret.pk)
    drain()

    assert LooseLabel.objects.get().state == "voided"
    assert len(carrier.truth("void_label")) == 1
    assert return_label_pdf(Return.objects.get()) is None


def test_a_return_called_off_before_the_purchase_buys_nothing(ours, carrier):
    ret = approved_return(ours, 1)

    cancel_return(return_id=ret.pk, actor=SYSTEM, reason="Kept it.")
    drain()

    assert (LooseLabel.objects.get().state, carrier.truth("buy_label")) == ("failed", [])


def test_a_return_called_off_while_the_purchase_is_on_its_way_gives_the_label_back(ours, carrier):
    ret = approved_return(ours, 1)
    carrier.fault("buy_label", "timeout_after", delay_seconds=0)
    drain()

    cancel_return(return_id=ret.pk, actor=SYSTEM, reason="Kept it.")
    drain_again()
    drain_again()

    assert LooseLabel.objects.get().state == "voided"
    assert len(carrier.truth("void_label")) == len(carrier.truth("buy_label")) == 1


def drop_off(label: LooseLabel, carrier: CarrierControl) -> None:
    """The customer brings the box to a shop of the carrier."""
    carrier.client.post("/v1/handovers", json={"tracking_numbers": [label.tracking_number], "manifest": "shop"})


def moved_to(label: LooseLabel, carrier: CarrierControl, steps: int | str) -> None:
    carrier.advance(label.tracking_number, steps)
    record_updates(carrier="simcarrier", updates=carrier_of(label.account).track(label.tracking_number))
    drain()


def test_its_tracking_moves_the_return_and_a_label_in_use_is_not_given_back(ours, carrier):
    ret = approved_return(ours, 1)
    label = bought(ret)
    drop_off(label, carrier)

    moved_to(label, carrier, 2)

    ret.refresh_from_db()
    assert (ret.state, ret.tracking_number) == ("in_transit", label.tracking_number)
    with pytest.raises(MoveRefused, match="on the road"):
        request_loose_void(looselabel_id=label.pk, actor=SYSTEM)
    moved_to(label, carrier, "delivered")
    moved_to(label, carrier, "delivered")
    label.refresh_from_db()
    assert label.tracking_status == "delivered"
    assert Return.objects.get().state == "in_transit"
    assert label.tracking_events.count() == len({x.source_event_id for x in label.tracking_events.all()})


def test_repaired_goods_go_back_with_a_label_of_their_own(shop, carrier):
    order = paid_and_delivered(shop, {0: 1})
    ret = inspected_return(order, resolution="repair", disposition="refurbish")
    with pytest.raises(MoveRefused):
        request_label_back(return_id=ret.pk, actor=SYSTEM)
    settle_return(return_id=ret.pk, actor=SYSTEM)

    request_label_back(return_id=ret.pk, actor=SYSTEM)
    drain()

    assert LooseLabel.objects.get().direction == "to_customer"
    assert LooseLabel.objects.get().state == "purchased"


def test_nothing_to_come_needs_no_label(shop, carrier):
    ret = received_return(paid_and_delivered(shop, {0: 1}))

    with pytest.raises(MoveRefused, match="the return is received"):
        request_return_label(return_id=ret.pk, actor=SYSTEM)


def test_an_order_without_an_address_is_approved_without_a_label(shop, carrier):
    ReturnPolicy.objects.create(label_payer=LabelPayer.HOUSE)
    order = paid_and_delivered(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(shipping_address=None)

    ret = approved_return(Order.objects.select_related("channel").get(pk=order.pk))

    assert ret.state == Return.objects.get().state == "approved"
    assert not LooseLabel.objects.exists()


def test_what_the_carrier_has_no_more_stands_in_no_ones_way(ours, carrier):
    """The label went its way or is past its time: the return ends all the same, and keeps its end."""
    used = inspected_return(ours, 1)
    label = bought(used)
    LooseLabel.objects.filter(pk=label.pk).update(tracking_status="delivered")
    settle_return(return_id=used.pk, actor=SYSTEM)
    drain()
    assert Return.objects.get(pk=used.pk).state in {"resolved", "closed"}

    Address.objects.update(country="XX")
    failed = approved_return(ours, 1)
    assert bought(failed).state == "failed"
    expire_return(return_id=failed.pk)
    assert Return.objects.get(pk=failed.pk).state == "expired"


def test_quiet_labels_in_use_are_asked_about(ours, carrier):
    label = bought(approved_return(ours, 1))
    LooseLabel.objects.update(tracked_at=timezone.now() - timedelta(hours=9))
    drop_off(label, carrier)
    carrier.advance(label.tracking_number, 2)
    sweep_tracking()

    assert Effect.objects.filter(task="shipping.tasks.poll_loose_tracking").count() == 1
    drain()
    assert Return.objects.get().state == "in_transit"


def test_a_label_its_carrier_never_saw_is_told_of_beside_the_fee_it_costs(ours, carrier, admin_client):
    ret = inspected_return(ours)
    label = bought(ret)
    page = reverse("admin:returns_return_move", args=[ret.pk, "resolve"])
    words = f"The label {label.tracking_number} was bought for the way back"
    assert words not in admin_client.get(page).content.decode()

    Return.objects.filter(pk=ret.pk).update(shipping_fee=4)
    assert words in admin_client.get(page).content.decode()

    LooseLabel.objects.filter(pk=label.pk).update(tracking_status="in_transit")
    assert words not in admin_client.get(page).content.decode()
