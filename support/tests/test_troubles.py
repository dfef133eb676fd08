import pytest

from core.actors import SYSTEM
from core.models import Effect
from fulfillment.models import Parcel
from fulfillment.tests.factories import packed_parcel, put_on_shelves
from orders.intake.reference import forget_reference
from orders.models import Order
from shipping.models import Playbook
from shipping.services.exceptions import open_exception, resolve_exception
from support.models import Case
from support.services.moving import move_case
from support.tasks import open_trouble_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(shop, settings) -> Parcel:
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    forget_reference()
    put_on_shelves(shop)
    return packed_parcel(shop)


def work(parcel: Parcel) -> None:
    open_trouble_cases(order_id=parcel.fulfillment_order.order_id, parcel_id=parcel.pk)


def test_trouble_whose_playbook_says_so_opens_one_case_whatever_is_told_again(parcel, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    open_exception(parcel_id=parcel.pk, kind="damaged", words="Box torn")
    assert Effect.objects.filter(task="support.tasks.open_trouble_cases").count() == 1

    work(parcel)
    work(parcel)

    case = Case.objects.get()
    assert (case.kind, case.priority, case.order_id) == ("damage", "high", parcel.fulfillment_order.order_id)
    assert "Box torn" in case.messages.get().text
    assert Order.objects.get(pk=case.order_id).open_cases == 1


def test_trouble_whose_playbook_does_not_opens_none_until_it_is_written_there(parcel):
    open_exception(parcel_id=parcel.pk, kind="delayed")
    work(parcel)
    assert not Case.objects.exists()
    Playbook.objects.create(family="carrier", kind="delayed", text="Tell them.", steps=["case"])

    work(parcel)

    assert Case.objects.get().kind == "delivery"


def test_the_same_trouble_after_its_case_was_settled_is_a_case_again(parcel):
    trouble = open_exception(parcel_id=parcel.pk, kind="damaged")
    work(parcel)
    first = Case.objects.get()
    move_case(case_id=first.pk, move="resolve", actor=SYSTEM)
    resolve_exception(deliveryexception_id=trouble.pk, reason="Fine", actor=SYSTEM)
    open_exception(parcel_id=parcel.pk, kind="damaged")

    work(parcel)

    assert Case.objects.count() == 2
    assert Case.objects.filter(resolved_at=None).count() == 1
