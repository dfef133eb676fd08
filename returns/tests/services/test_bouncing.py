"""Parcels that came back undelivered: booked in once, looked at, and paid back only when nothing was sent anew."""

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.locks import lock_lines
from orders.models import Order, OrderLine
from returns.models import Disposition, Return
from returns.services.bouncing import receive_bounced_parcel
from returns.services.inspecting import Judgment, inspect_return
from returns.services.settlement import sent_anew, worth_of
from returns.services.settling import settle_return
from shipping.models import DeliveryException, Remedy
from shipping.services.exceptions import declare_lost, declare_returned, open_exception
from shipping.services.remedies import begin_reship, refund_parcel, reship_parcel
from shipping.tests.conftest import carrier, shop  # noqa: F401
from shipping.tests.factories import handed_over

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wired_to_the_road(settings, _wired_to_returns):
    settings.OMS_WIRING = "shipping.tests.wiring.WIRING"


def came_back(shop, units=None) -> DeliveryException:  # noqa: F811
    label = handed_over(shop, units or {0: 2})
    trouble = open_exception(parcel_id=label.parcel_id, kind="returned_to_sender")
    declare_returned(deliveryexception_id=trouble.pk, reason="Is back", actor=SYSTEM)
    return trouble


def settled(ret: Return) -> Return:
    judgments = {
        line.pk: [Judgment(disposition=Disposition.RESTOCK, quantity=line.quantity)] for line in ret.lines.all()
    }
    inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)
    return settle_return(return_id=ret.pk, actor=SYSTEM)


def test_what_came_back_is_booked_in_once_and_can_be_sold_after_it_was_looked_at(shop, carrier):  # noqa: F811
    trouble = came_back(shop)
    level = trouble.order.lines.get().sku.levels.get(warehouse=shop.warehouses[0])
    ret = receive_bounced_parcel(deliveryexception_id=trouble.pk, actor=SYSTEM)
    again = receive_bounced_parcel(deliveryexception_id=trouble.pk, actor=SYSTEM)

    line = Order.objects.get(pk=trouble.order_id).lines.get()
    level.refresh_from_db()
    assert (again.pk, ret.state, ret.parcel) == (ret.pk, "received", trouble.parcel)
    assert (line.returned, line.return_requested, level.unavailable) == (2, 0, 2)

    settled(ret)
    level.refresh_from_db()
    assert (level.on_hand, level.unavailable) == (10, 0)


def test_a_parcel_that_is_not_back_is_not_booked_in(shop, carrier):  # noqa: F811
    label = handed_over(shop)
    trouble = open_exception(parcel_id=label.parcel_id, kind="returned_to_sender")

    with pytest.raises(MoveRefused, match="is shipped"):
        receive_bounced_parcel(deliveryexception_id=trouble.pk, actor=SYSTEM)


def test_goods_of_a_parcel_sent_anew_are_restocked_and_not_paid_back(shop, carrier):  # noqa: F811
    trouble = came_back(shop)
    Remedy.objects.create(parcel=trouble.parcel, kind="reship", reference="O-9", made_by="system")

    ret = settled(receive_bounced_parcel(deliveryexception_id=trouble.pk, actor=SYSTEM))

    assert (ret.state, ret.credited_amount) == ("closed", 0)
    assert Order.objects.get(pk=trouble.order_id).credited_amount == 0


def test_a_parcel_whose_reship_is_not_placed_yet_is_settled_only_then(shop, carrier):  # noqa: F811
    trouble = came_back(shop)
    begin_reship(deliveryexception_id=trouble.pk, actor=SYSTEM)
    ret = receive_bounced_parcel(deliveryexception_id=trouble.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused, match="the order for it is not placed"):
        settled(ret)
    reship_parcel(deliveryexception_id=trouble.pk, reason="Again", actor=SYSTEM)
    ret = settle_return(return_id=ret.pk, actor=SYSTEM)

    assert (ret.state, ret.credited_amount) == ("closed", 0)


def test_of_goods_beside_a_parcel_sent_anew_the_worth_is_credited(shop, carrier):  # noqa: F811
    trouble = came_back(shop)
    line = trouble.order.lines.get()
    reship_parcel(deliveryexception_id=trouble.pk, reason="Again", actor=SYSTEM)
    # A second parcel of the same order brought two more.
    OrderLine.objects.filter(pk=line.pk).update(ordered=4, shipped=4, amount=48)
    ret = receive_bounced_parcel(deliveryexception_id=trouble.pk, actor=SYSTEM)

    (returned,) = ret.lines.all()
    returned.quantity = 3
    returned.disposition = Disposition.RESTOCK
    (worth,) = worth_of(ret.order, [returned], lock_lines(ret.order), anew=sent_anew(ret)).values()

    assert worth.units == 1


def lost_and_back(shop, made_good=None) -> DeliveryException:  # noqa: F811
    """A parcel that was given up, perhaps made good, and then stood at the dock."""
    label = handed_over(shop, {0: 2})
    trouble = open_exception(parcel_id=label.parcel_id, kind="lost")
    declare_lost(deliveryexception_id=trouble.pk, reason="Trace ended", actor=SYSTEM)
    if made_good is not None:
        made_good(deliveryexception_id=trouble.pk, reason="Lost", actor=SYSTEM)
    declare_returned(deliveryexception_id=trouble.pk, reason="It stood at the dock", actor=SYSTEM)
    return DeliveryException.objects.get(parcel_id=label.parcel_id, resolved_at=None)


def test_a_lost_parcel_that_comes_back_is_booked_in_looked_at_and_credited_as_any_other(shop, carrier):  # noqa: F811
    trouble = lost_and_back(shop)
    level = trouble.order.lines.get().sku.levels.get(warehouse=shop.warehouses[0])
    found = trouble.order.lines.get()

    ret = settled(receive_bounced_parcel(deliveryexception_id=trouble.pk, actor=SYSTEM))

    line = Order.objects.get(pk=trouble.order_id).lines.get()
    level.refresh_from_db()
    assert (trouble.kind, trouble.parcel.state) == ("returned_to_sender", "returned_to_sender")
    assert (found.lost, found.returned, line.lost, line.returned) == (0, 0, 0, 2)
    assert (ret.credited_amount, level.on_hand, level.unavailable) == (line.amount + line.tax_amount, 10, 0)


def test_a_lost_parcel_that_was_sent_anew_and_comes_back_goes_on_the_shelf_and_is_not_paid_back(
    shop, carrier  # noqa: F811
):  # fmt: skip
    trouble = lost_and_back(shop, made_good=reship_parcel)
    orders = Order.objects.count()

    ret = settled(receive_bounced_parcel(deliveryexception_id=trouble.pk, actor=SYSTEM))

    line = trouble.order.lines.get()
    level = line.sku.levels.get(warehouse=shop.warehouses[0])
    assert (ret.state, ret.credited_amount, line.credited_units, line.sent_anew) == ("closed", 0, 0, 2)
    assert (level.on_hand, level.unavailable, orders) == (10, 0, 2)
    with pytest.raises(MoveRefused, match="it was sent anew"):
        refund_parcel(deliveryexception_id=trouble.pk, reason="Back", actor=SYSTEM)
    reship_parcel(deliveryexception_id=trouble.pk, reason="Back", actor=SYSTEM)
    assert Order.objects.count() == orders
