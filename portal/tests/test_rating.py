"""How it was, told on a page of its own: by the link to the order, or by one that opens nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.links.services import make_link
from orders.tests import factories
from support.models import Case, Feedback

pytestmark = pytest.mark.django_db


def test_the_order_and_a_line_are_rated_in_one_go(shop, holder_of):
    holder = holder_of(factories.delivered_order(shop, {0: 1, 1: 1}))
    line = holder.order.lines.get(position=1)

    answer = holder.send(
        "feedback", **{"rating": "5", "words": "Quick.", f"rating_{line.pk}": "4", f"words_{line.pk}": "Fine."}
    )

    assert answer.status_code == 303
    assert "Thank you for your rating!" in holder.client.get(answer["Location"]).content.decode()
    given = {(one.line_id, one.rating, one.words) for one in Feedback.objects.all()}
    assert given == {(None, 5, "Quick."), (line.pk, 4, "Fine.")}


def test_a_rating_can_be_changed_for_a_while_and_not_after(shop, holder_of):
    holder = holder_of(factories.delivered_order(shop))
    holder.send("feedback", rating="5", words="Great.")

    assert holder.send("feedback", rating="4", words="Good.").status_code == 303
    Feedback.objects.update(given_at=timezone.now() - timedelta(days=15))
    late = holder.send("feedback", rating="1", words="Bad.")

    assert late.status_code == 409
    assert "The time to change this rating is over" in late.content.decode()
    assert (Feedback.objects.get().rating, Feedback.objects.get().words) == (4, "Good.")
    assert not Case.objects.exists()


@pytest.mark.parametrize("rating", ["", "0", "6", "x", "٣"])
def test_a_strange_rating_is_refused_and_what_was_typed_stays(shop, holder_of, rating):
    holder = holder_of(factories.delivered_order(shop))

    answer = holder.send("feedback", rating=rating, words="Half typed.")

    assert answer.status_code == 422
    assert "Half typed." in answer.content.decode()
    assert not Feedback.objects.exists()


def test_a_line_of_another_order_is_not_rated_through_this_link(shop, holder_of):
    holder = holder_of(factories.delivered_order(shop))
    other = factories.delivered_order(shop, parcel_id=2).lines.get()

    assert holder.send("feedback", **{"rating": "5", f"rating_{other.pk}": "1"}).status_code == 422
    assert not Feedback.objects.exists()


def test_what_is_on_the_road_is_not_rated_yet(shop, holder_of):
    holder = holder_of(factories.dispatched_order(shop))

    page = holder.client.get(holder.url("feedback")).content.decode()

    assert "once it has arrived" in page
    assert "<form" not in page


def test_a_link_for_rating_opens_the_rating_and_nothing_else(client, shop):
    order = factories.delivered_order(shop)
    token = make_link(order_id=order.pk, purpose="feedback", valid_for=timedelta(days=30))

    assert client.get(reverse("portal:feedback", args=[token])).status_code == 200
    for name in ("order", "return", "message", "cancel", "address", "pay"):
        assert client.get(reverse(f"portal:{name}", args=[token])).status_code == 404
