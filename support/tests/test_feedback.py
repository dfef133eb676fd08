import pytest

from core.errors import InvalidInput, NotPermitted
from orders.models import Order
from orders.tests.factories import delivered_order
from support.errors import FeedbackGiven
from support.models import Case, Feedback
from support.services.feedback import give_feedback

pytestmark = pytest.mark.django_db


def test_a_happy_customer_opens_no_case(shop, customer):
    order = delivered_order(shop)

    given = give_feedback(order_id=order.pk, rating=5, words=" Lovely. ", actor=customer)

    assert (given.words, given.case) == ("Lovely.", None)
    assert not Case.objects.exists()


@pytest.mark.parametrize("rating", [1, 2])
def test_an_unhappy_customer_opens_a_case_that_is_counted_on_the_order(shop, customer, rating):
    order = delivered_order(shop)

    given = give_feedback(order_id=order.pk, rating=rating, words="Broken.", actor=customer)

    assert (given.case.kind, given.case.priority, given.case.order_id) == ("feedback", "high", order.pk)
    assert Order.objects.get(pk=order.pk).open_cases == 1


def test_an_order_is_rated_once_and_each_of_its_lines_once(shop, customer):
    order = delivered_order(shop)
    line = order.lines.get()
    give_feedback(order_id=order.pk, rating=4, actor=customer)
    give_feedback(order_id=order.pk, rating=4, line_id=line.pk, actor=customer)

    for line_id in (None, line.pk):
        with pytest.raises(FeedbackGiven):
            give_feedback(order_id=order.pk, rating=1, line_id=line_id, actor=customer)

    assert Feedback.objects.count() == 2
    assert not Case.objects.exists()


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_out_of_range_is_refused(shop, customer, rating):
    with pytest.raises(InvalidInput):
        give_feedback(order_id=delivered_order(shop).pk, rating=rating, actor=customer)


def test_a_line_of_another_order_and_a_missing_right_are_refused(shop, customer, rep):
    order, other = delivered_order(shop), delivered_order(shop, parcel_id=2)

    with pytest.raises(InvalidInput):
        give_feedback(order_id=order.pk, rating=3, line_id=other.lines.get().pk, actor=customer)
    with pytest.raises(NotPermitted):
        give_feedback(order_id=order.pk, rating=3, actor=type(rep)(kind="customer"))
