import pytest
from django.test import Client

from core.actors import SYSTEM
from orders.models import Order
from orders.tests import factories
from returns.models import Return
from returns.tests.factories import paid_and_delivered
from support.models import Case
from support.services.opening import open_case

pytestmark = pytest.mark.django_db


def test_a_return_is_asked_for_and_told(shop, holder_of):
    holder = holder_of(paid_and_delivered(shop, {0: 2, 1: 1}))
    line = holder.order.lines.get(position=1)

    answer = holder.send("return", **{f"line_{line.pk}": "2", "reason": "damaged", "comment": "Cracked.", "key": "k"})

    assert answer.status_code == 303
    page = holder.client.get(answer["Location"]).content.decode()
    assert "We have your request for a return" in page
    ret = Return.objects.get()
    assert (ret.order_id, ret.comment, ret.reason.code) == (holder.order.pk, "Cracked.", "damaged")
    assert ret.requested_by == f"customer:{holder.order.customer_id}"


def test_the_same_form_sent_twice_is_one_return(shop, holder_of):
    holder = holder_of(paid_and_delivered(shop, {0: 2}))
    values = {f"line_{holder.order.lines.get().pk}": "1", "reason": "other", "key": "k"}

    assert [holder.send("return", **values).status_code for _ in range(2)] == [303, 303]
    assert Return.objects.count() == 1


def test_a_refused_return_keeps_what_was_typed(shop, holder_of):
    holder = holder_of(paid_and_delivered(shop, {0: 2}))
    line = holder.order.lines.get()

    answer = holder.send("return", **{f"line_{line.pk}": "7", "reason": "damaged", "comment": "Cracked."})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "One of the numbers is higher" in page
    assert 'value="7"' in page
    assert "Cracked." in page
    assert 'value="damaged" selected' in page
    assert '<a href="#form-return">' in page
    assert 'id="form-return" open' in page
    assert not Return.objects.exists()


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "９", "99999999999"])
def test_a_strange_number_is_refused(shop, holder_of, number):
    holder = holder_of(paid_and_delivered(shop, {0: 2}))

    answer = holder.send("return", **{f"line_{holder.order.lines.get().pk}": number, "reason": "other"})

    assert answer.status_code == 422
    assert not Return.objects.exists()


def test_a_line_of_another_order_cannot_be_returned_through_this_link(shop, holder_of):
    holder = holder_of(paid_and_delivered(shop))
    other = paid_and_delivered(shop, parcel_id=2).lines.get()

    assert holder.send("return", **{f"line_{other.pk}": "1", "reason": "other"}).status_code == 422
    assert not Return.objects.exists()


def test_the_rating_form_appears_once_something_arrived(shop, holder_of):
    assert "/feedback/" not in holder_of(factories.dispatched_order(shop)).see()
    assert "/feedback/" in holder_of(factories.delivered_order(shop, parcel_id=2)).see()


def test_a_message_opens_a_case_and_an_answer_joins_it(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))

    holder.send("message", kind="delivery", text="Where is it?\nPlease.", key="a")
    case = Case.objects.get()
    holder.send("message", case=str(case.pk), text="Hello?", key="b")

    assert (case.kind, case.subject) == ("delivery", "The delivery: Where is it?")
    assert [message.text for message in case.messages.all()] == ["Where is it?\nPlease.", "Hello?"]


def test_a_case_of_another_order_cannot_be_written_to(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    other = open_case(order_id=factories.placed_order(shop).pk, subject="?", text="?", actor=SYSTEM)

    assert holder.send("message", case=str(other.pk), text="Mine now.").status_code == 404
    assert other.messages.count() == 1


def test_an_order_is_canceled_only_with_the_box_ticked(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))

    assert holder.send("cancel", reason="Too late.").status_code == 422
    assert Order.objects.get().state == "placed"
    assert holder.send("cancel", reason="Too late.", sure="yes").status_code == 303

    assert Order.objects.get().state == "canceled"


def test_a_shipped_order_cannot_be_canceled_any_more(shop, holder_of):
    holder = holder_of(factories.dispatched_order(shop))

    assert "/cancel/" not in holder.see()
    answer = holder.send("cancel", sure="yes")

    assert answer.status_code == 409
    assert "too late" in answer.content.decode()
    assert Order.objects.get().state == "processing"


def test_a_browser_that_hides_its_origin_can_still_send_forms(shop, holder_of):
    holder = holder_of(factories.delivered_order(shop))
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(holder.url("feedback"), {"rating": "5"}, headers={"origin": "null"}).status_code == 303


def test_too_many_forms_are_slowed_down(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))

    answers = [holder.send("message", text="").status_code for _ in range(21)]

    assert answers[-2:] == [422, 429]
    assert not Case.objects.exists()


def test_goods_on_the_road_are_not_offered_for_return_yet(shop, holder_of):
    assert "/return/" not in holder_of(factories.dispatched_order(shop)).see()
