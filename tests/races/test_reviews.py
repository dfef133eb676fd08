"""Two alike orders of one person reviewed at once: exactly one is held; with the turns off, none is."""

import pytest

from orders.intake.reference import forget_reference
from orders.models import OrderHold, ReviewRule
from orders.services import reviewing
from orders.services.reviewing import review_order
from orders.tests.factories import open_shop, placed_order
from tests.races.crowd import all_at_once
from tests.races.hands import Hand
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twins(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=1)
    ReviewRule.objects.create(name="twins", kind="possible_duplicate", minutes=10)
    forget_reference()
    yield [placed_order(shop), placed_order(shop)]
    forget_reference()


def test_of_two_alike_reviewed_at_once_exactly_one_is_held(twins):
    first, second = twins

    all_at_once([lambda: review_order(order_id=first.pk), lambda: review_order(order_id=second.pk)])

    assert OrderHold.objects.count() == 1


@pytest.mark.parametrize("takes_turns", [True, False])
def test_a_review_in_the_midst_of_another_waits_its_turn_and_without_turns_both_pass(twins, monkeypatch, takes_turns):
    first, second = twins
    if not takes_turns:
        monkeypatch.setattr(reviewing, "take_turns", lambda order_id: None)
    hand = Hand()
    rival = Rival(hand, lambda: review_order(order_id=second.pk))
    after(monkeypatch, reviewing, "strikes_on", rival)

    review_order(order_id=first.pk)
    assert not isinstance(rival.result, Exception)
    hand.close()

    assert OrderHold.objects.count() == (1 if takes_turns else 0)
