"""The carrier cannot find the place: the customer is asked once, unless the parcel arrived meanwhile."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from fulfillment.models import Parcel
from fulfillment.tests.factories import put_on_shelves
from notifications.models import Message
from shipping.services.exceptions import open_exception
from shipping.services.remedies import ask_for_address
from shipping.tests.conftest import carrier  # noqa: F401
from shipping.tests.factories import handed_over
from shipping.tests.wiring import WIRING as ROAD

pytestmark = pytest.mark.django_db
ASKED = {**ROAD, "shipping.address_asked": ["notifications.tasks.mail_address_question"]}


@pytest.fixture
def trouble(shop, settings, carrier):  # noqa: F811
    settings.OMS_WIRING = "notifications.tests.test_address_question.ASKED"
    put_on_shelves(shop)
    return open_exception(parcel_id=handed_over(shop).parcel_id, kind="address_unknown")


def test_the_mail_shows_the_address_as_we_have_it_and_the_parcel_once(trouble, mailbox):
    ask_for_address(deliveryexception_id=trouble.pk, actor=SYSTEM)
    ask_for_address(deliveryexception_id=trouble.pk, actor=SYSTEM)
    drain()
    drain()

    mail = mailbox.only()
    assert mail["subject"] == f"Please check the address of your order {trouble.order.number}"
    assert trouble.parcel.number in mail["text"]
    assert trouble.order.shipping_address.line1 in mail["text"]


def test_nothing_is_asked_once_the_parcel_arrived(trouble, mailbox):
    ask_for_address(deliveryexception_id=trouble.pk, actor=SYSTEM)
    Parcel.objects.filter(pk=trouble.parcel_id).update(state="delivered")
    drain()

    assert mailbox.messages() == []
    assert Message.objects.get().state == "skipped"
