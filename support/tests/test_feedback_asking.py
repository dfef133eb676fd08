"""Who is asked how it was, once; and what one customer may say again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import InvalidInput
from core.models import Event
from orders.models import Order
from orders.tests.factories import delivered_order, dispatched_order
from support.errors import FeedbackGiven
from support.models import Case, Feedback, FeedbackRequest
from support.selectors.feedback import orders_to_ask_for_feedback
from support.services.feedback import Rating, ask_for_feedback, change_feedback, give_feedback, rate_order
from support.services.merging import merge_case
from support.services.opening import open_case
from support.tasks import sweep_feedback

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def arrived(shop) -> Order:
    """Delivered six days ago to somebody with an address; the channel waits for five."""
    order = delivered_order(shop)
    order.customer.email = "ada@example.com"
    order.customer.save(update_fields=["email"])
    Order.objects.filter(pk=order.pk).update(delivered_at=timezone.now() - 6 * DAY)
    return Order.objects.get(pk=order.pk)


def asked() -> list[int]:
    return list(orders_to_ask_for_feedback(now=timezone.now()).values_list("pk", flat=True))


def test_who_waited_long_enough_is_asked_once(arrived):
    sweep_feedback()
    sweep_feedback()

    assert FeedbackRequest.objects.get().order_id == arrived.pk
    assert Event.objects.filter(order_id=arrived.pk, name="support.feedback_asked").count() == 1
    assert ask_for_feedback(order_id=arrived.pk, now=timezone.now(), actor=SYSTEM) is False


def test_nobody_is_asked_before_the_channels_waiting_time_or_when_it_never_asks(arrived):
    channel = arrived.channel
    assert asked() == [arrived.pk]

    for days in (7, None):
        channel.feedback_after_days = days
        channel.save(update_fields=["feedback_after_days"])
        assert asked() == []


def test_goods_on_the_road_and_deliveries_long_ago_are_not_asked_about(shop, arrived):
    dispatched_order(shop, parcel_id=2)
    Order.objects.filter(pk=arrived.pk).update(delivered_at=timezone.now() - 61 * DAY)

    assert asked() == []


def test_who_has_rated_who_waits_for_us_and_who_cannot_be_written_to_is_left_alone(shop, arrived):
    case = open_case(order_id=arrived.pk, subject="?", text="Where?", actor=SYSTEM)
    assert asked() == []
    Order.objects.filter(pk=arrived.pk).update(open_cases=0)
    assert asked() == [arrived.pk], case.number

    give_feedback(order_id=arrived.pk, rating=5, actor=SYSTEM)
    assert asked() == []

    Feedback.objects.all().delete()
    arrived.customer.email = ""
    arrived.customer.save(update_fields=["email"])
    assert asked() == []


def test_whoever_asks_takes_one_query(arrived, django_assert_num_queries):
    with django_assert_num_queries(1):
        asked()


def test_low_ratings_of_one_order_share_one_case(shop, customer):
    order = delivered_order(shop, {0: 1, 1: 1})
    first, second = order.lines.all()

    given = rate_order(
        order_id=order.pk, actor=customer,
        ratings=[
            Rating(rating=2), Rating(rating=1, words="Cracked.", line_id=first.pk),
            Rating(rating=5, line_id=second.pk),
        ],
    )  # fmt: skip

    case = Case.objects.get()
    assert [one.case_id for one in given] == [case.pk, case.pk, None]
    assert "Cracked." in case.messages.last().text
    assert Order.objects.get(pk=order.pk).open_cases == 1


def test_the_same_form_twice_changes_nothing(shop, customer):
    order = delivered_order(shop)
    for _ in range(2):
        rate_order(order_id=order.pk, ratings=[Rating(rating=1, words="Bad.")], actor=customer)

    assert Feedback.objects.get().changed_at is None
    assert Case.objects.get().messages.count() == 1
    assert Event.objects.filter(name__startswith="support.feedback").count() == 1


def test_a_better_rating_leaves_a_note_in_its_case_and_a_worse_one_opens_one(shop, customer):
    order = delivered_order(shop)
    good = give_feedback(order_id=order.pk, rating=5, actor=customer)

    worse = change_feedback(feedback_id=good.pk, rating=1, words="It broke.", actor=customer)
    better = change_feedback(feedback_id=good.pk, rating=4, words="Replaced at once.", actor=customer)

    assert (worse.case_id, better.case_id) == (Case.objects.get().pk, Case.objects.get().pk)
    note = Case.objects.get().messages.last()
    assert (note.direction, "from 1 to 4" in note.text) == ("internal", True)
    assert [event.data["changes"]["rating"] for event in Event.objects.filter(name="support.feedback_changed")] == [
        [5, 1], [1, 4],
    ]  # fmt: skip


def test_after_the_channels_time_a_rating_stays_as_it_is(shop, customer):
    given = give_feedback(order_id=delivered_order(shop).pk, rating=5, actor=customer)
    later = timezone.now() + timedelta(days=shop.channel.feedback_edit_days, hours=1)

    with pytest.raises(FeedbackGiven):
        change_feedback(feedback_id=given.pk, rating=1, actor=customer, now=later)
    assert Feedback.objects.get().rating == 5


def test_a_form_with_one_wrong_rating_keeps_none(shop, customer):
    order = delivered_order(shop)

    with pytest.raises(InvalidInput):
        rate_order(
            order_id=order.pk,
            ratings=[Rating(rating=5), Rating(rating=9, line_id=order.lines.get().pk)],
            actor=customer,
        )
    with pytest.raises(InvalidInput):
        rate_order(order_id=order.pk, ratings=[], actor=customer)
    assert not Feedback.objects.exists()


def test_who_gets_unhappy_again_is_heard_in_the_case_that_goes_on(shop, arrived):
    given = give_feedback(order_id=arrived.pk, rating=1, words="Broken.", actor=SYSTEM)
    first = Case.objects.get()
    into = open_case(order_id=arrived.pk, subject="Broken", text="Broken.", actor=SYSTEM)
    merge_case(case_id=first.pk, into_number=into.number, actor=SYSTEM)

    for rating in (5, 2):
        change_feedback(feedback_id=given.pk, rating=rating, words=f"Now {rating}.", actor=SYSTEM)

    assert [text for text in into.messages.order_by("pk").values_list("text", flat=True) if "Now" in text] == [
        "The customer changed the rating from 1 to 5 of 5. Now 5.",
        f"2 of 5 for order {arrived.number}: Now 2.",
    ]
    into.refresh_from_db()
    assert into.awaiting_since is not None
