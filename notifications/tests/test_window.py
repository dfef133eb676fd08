"""The mail of a parcel cannot be called back, so it waits for the window, whoever handed the parcel over."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.events import publish
from core.models import Effect, Event
from notifications.models import Message
from orders.events import ParcelDispatched
from orders.services.undoing import hurry_act, undo_act
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(shop, settings):
    settings.OMS_WIRING = "notifications.tests.wiring.OF_PARCELS"
    settings.OMS_UNDO_SECONDS = 20
    order = placed_order(shop)
    publish(ParcelDispatched(order_id=order.pk, parcel_id=1), actor=SYSTEM)
    return order


def mail() -> Effect:
    return Effect.objects.get(task="notifications.tasks.mail_dispatch")


def test_the_mail_of_a_parcel_waits_and_can_be_stopped(order):
    drain()
    undo_act(order_id=order.pk, effect_id=mail().pk, actor=SYSTEM)
    Effect.objects.update(run_after=order.placed_at)
    drain()

    assert (mail().state, Message.objects.count()) == ("withdrawn", 0)
    withdrawn = Event.objects.get(name="orders.act_withdrawn")
    assert withdrawn.note.text == "Mail that a parcel is on its way"


def test_the_mail_of_a_parcel_is_sent_at_once_when_somebody_says_so(order):
    hurry_act(order_id=order.pk, effect_id=mail().pk, actor=SYSTEM)

    drain(["mail"])

    assert mail().claim_no == 1
