"""A customer is erased while somebody writes for them: either it is refused, or nothing of theirs is left."""

import pytest

from core.actors import SYSTEM
from core.audit.runner import check, wanted_promises
from core.errors import MoveRefused
from customers.models import Customer, Erasure
from customers.services import erasing
from customers.services.erasing import confirm_erasure, request_erasure
from customers.services.forgetting import work_erasure
from orders.intake import gathering, resolving
from orders.intake.reference import forget_reference, reference
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.tests.factories import open_shop, placed_order
from support.models import InboundMail
from support.services import taking_in
from support.services.keeping import keep_mail
from support.services.sorting import work_mail
from support.tests.mails import raw_mail
from tests.privacy.people import AGREES, ASKS
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings, tmp_path):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    settings.MEDIA_ROOT = tmp_path
    forget_reference()
    shop = open_shop(skus=1)
    reference()
    yield shop
    forget_reference()


@pytest.fixture
def asked(shop) -> Erasure:
    """Somebody whose only order is over, and for whom it was asked."""
    order = placed_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="moved")
    return request_erasure(customer_id=order.customer_id, basis="asked", reason="By mail.", actor=ASKS)


def agree(erasure: Erasure) -> Erasure:
    return confirm_erasure(erasure_id=erasure.pk, actor=AGREES)


def erase(erasure: Erasure) -> None:
    agree(erasure)
    work_erasure(erasure_id=erasure.pk, run_no=1)


def traces() -> int:
    (promise,) = wanted_promises(["nothing_left_of_an_erased_customer"])
    return check(promise).violations


def test_an_order_that_was_first_stops_the_erasing_in_words(shop, asked, hands, monkeypatch):
    rival = Rival(hands[1], lambda: agree(asked))
    after(monkeypatch, gathering, "customers_by_key", rival)

    order = placed_order(shop)

    assert isinstance(rival.result, MoveRefused)
    assert f"order {order.number} is placed" in rival.result.message
    assert (order.customer_id, Customer.objects.get(pk=asked.customer_id).erased_at) == (asked.customer_id, None)


def test_without_the_lock_on_the_customer_an_order_is_placed_for_somebody_erased(shop, asked, hands, monkeypatch):
    monkeypatch.setattr(resolving, "_CUSTOMERS", resolving._CUSTOMERS.replace("FOR KEY SHARE OF c", ""))
    rival = Rival(hands[1], lambda: agree(asked))
    after(monkeypatch, gathering, "customers_by_key", rival)

    order = placed_order(shop)

    assert rival.result == asked
    assert Customer.objects.get(pk=order.customer_id).erased_at is not None


def test_an_order_that_comes_second_is_of_somebody_new(shop, asked, hands, monkeypatch):
    rival = Rival(hands[1], lambda: placed_order(shop))
    after(monkeypatch, erasing, "close_doors", rival)

    agree(asked)

    order: Order = rival.result
    assert order.customer_id != asked.customer_id
    work_erasure(erasure_id=asked.pk, run_no=1)
    assert Order.objects.get(pk=order.pk).customer.email == "ada@example.com"
    assert traces() == 0


def kept(envelope_from: str | None = "ada@example.com") -> InboundMail:
    return keep_mail(source="pipe", raw=raw_mail("I am Ada."), envelope_from=envelope_from)[0]


def test_a_mail_that_is_read_while_the_erasing_begins_is_emptied_with_the_rest(asked, hands, monkeypatch):
    mail = kept()
    rival = Rival(hands[1], lambda: agree(asked))
    after(monkeypatch, taking_in, "customer_named", rival)

    work_mail(mail_id=mail.pk)
    assert rival.result == asked
    work_erasure(erasure_id=asked.pk, run_no=1)

    mail.refresh_from_db()
    assert (mail.text, mail.sender_email, mail.envelope_from, mail.raw.removed_at is None) == ("", "", None, False)
    assert traces() == 0


def test_a_mail_that_is_read_after_all_is_over_is_of_somebody_new(asked, hands, monkeypatch):
    mail = kept(envelope_from=None)
    rival = Rival(hands[1], lambda: erase(asked))
    after(monkeypatch, taking_in, "customer_named", rival)

    work_mail(mail_id=mail.pk)

    assert rival.result is None
    mail.refresh_from_db()
    assert (mail.customer_id, mail.case.customer_id) == (None, None)
    assert traces() == 0


def test_without_asking_whether_they_stand_a_mail_is_put_to_somebody_erased(asked, hands, monkeypatch):
    monkeypatch.setattr(taking_in, "stands", lambda customer_id: True)
    mail = kept(envelope_from=None)
    rival = Rival(hands[1], lambda: erase(asked))
    after(monkeypatch, taking_in, "customer_named", rival)

    work_mail(mail_id=mail.pk)

    assert rival.result is None
    assert traces() > 0
