"""A refund a person sends waits for its window, can be undone, and is sent once."""

from decimal import Decimal

import pytest

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import SYSTEM
from core.effects import drain
from core.effects.window import Postponed
from core.errors import MoveRefused
from core.models import Alert, Effect
from orders.services.undoing import undo_act
from payments.models import Refund
from payments.services.giving_back import ask_to_refund
from payments.services.refunding import approve_refund, cancel_refund, grant_refund
from payments.tests.factories import work
from payments.tests.test_refunds import captured_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db, settings):
    settings.OMS_UNDO_SECONDS = 20
    return actor_of(User.objects.create_superuser(username="anna", password="x"))


def approved(shop) -> Refund:
    order = captured_order(shop)
    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="scratched", actor=SYSTEM)
    return approve_refund(refund_id=refund.pk, actor=SYSTEM)


def act() -> Effect:
    return Effect.objects.get(task="payments.tasks.refund_later")


def test_an_undone_refund_is_never_sent(shop, gateway, anna):
    refund = approved(shop)

    answer = ask_to_refund(refund_id=refund.pk, actor=anna)
    drain()
    undo_act(order_id=refund.order_id, effect_id=act().pk, actor=anna)
    work()

    assert isinstance(answer, Postponed)
    assert Refund.objects.get().state == "approved"
    assert "refund" not in {operation for operation, _ in gateway.truth()}


def test_a_refund_is_sent_when_the_window_is_over(shop, gateway, anna):
    refund = approved(shop)
    ask_to_refund(refund_id=refund.pk, actor=anna)

    work()

    assert Refund.objects.get().state == "succeeded"
    assert [operation for operation, _ in gateway.truth()].count("refund") == 1


def test_a_refund_that_a_program_dropped_meanwhile_is_refused_aloud(shop, gateway, anna):
    refund = approved(shop)
    ask_to_refund(refund_id=refund.pk, actor=anna)
    cancel_refund(refund_id=refund.pk, actor=SYSTEM)

    work()

    assert Refund.objects.get().state == "canceled"
    assert "“Send a refund” was not done." in Alert.objects.get(kind="act_refused").message


def test_what_is_not_approved_is_not_even_asked_for(shop, gateway, anna):
    refund = approved(shop)
    cancel_refund(refund_id=refund.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused):
        ask_to_refund(refund_id=refund.pk, actor=anna)
