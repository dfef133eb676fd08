"""Erasing a customer: two people, blockers in words, steps that can die anywhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import MoveRefused, NotPermitted
from core.links.errors import LinkErased
from core.links.services import make_link, open_link
from customers.errors import CustomerNotFound
from customers.models import Address, Customer, Erasure, ErasureState
from customers.selectors.finding import customers_matching
from customers.services.addresses import AddressText, write_address
from customers.services.erasing import confirm_erasure, refuse_erasure, request_erasure
from customers.services.forgetting import take_step, work_erasure
from customers.services.forgetting_again import forget_what_came_late
from customers.services.holding import place_hold, release_hold
from orders.models import Attachment, Order, OrderNote
from orders.services.attaching import attach_to_order
from orders.services.canceling import cancel_order
from orders.services.noting import add_note
from orders.services.reinstating import reinstate_order
from orders.tests.factories import open_shop, placed_order
from tests.privacy.people import AGREES, ASKS, CLERK

pytestmark = pytest.mark.django_db
WIRING = "customers.tests.services.test_erasing.ERASES"
ERASES = {"customers.erasure_confirmed": ["customers.tasks.erase_customer"]}


@pytest.fixture(autouse=True)
def _wired(settings):
    settings.OMS_WIRING = WIRING


@pytest.fixture
def order():
    placed = placed_order(open_shop())
    cancel_order(order_id=placed.pk, actor=SYSTEM, reason="Ada Lovelace moved away.")
    return Order.objects.get(pk=placed.pk)


def ask(order) -> Erasure:
    return request_erasure(customer_id=order.customer_id, basis="asked", reason="By mail from her address.", actor=ASKS)


def test_two_people_erase_a_customer_and_the_amounts_stay(order):
    erasure = ask(order)
    confirm_erasure(erasure_id=erasure.pk, actor=AGREES)
    drain()

    erasure.refresh_from_db()
    customer = Customer.objects.get(pk=order.customer_id)
    address = Address.objects.filter(customer=customer).first()
    assert (erasure.state, erasure.marks, erasure.note) == (ErasureState.DONE, [], "")
    assert (customer.name, customer.email, str(customer.phone)) == ("Erased customer", "", "")
    assert (address.line1, address.city, address.country) == ("", "", "DE")
    after = Order.objects.get(pk=order.pk)
    assert (after.total, after.number, after.customer_id) == (order.total, order.number, customer.pk)


def test_the_record_says_what_was_emptied_and_what_is_kept_and_why_without_a_word_of_theirs(order):
    email = order.customer.email
    erasure = ask(order)
    confirm_erasure(erasure_id=erasure.pk, actor=AGREES)
    drain()

    record = Erasure.objects.get(pk=erasure.pk).record
    assert record["emptied"]["customers.customer"] == 1
    assert record["emptied"]["core.eventnote"] == 1
    assert any(entry["column"] == "region" and "Taxes" in entry["why"] for entry in record["kept"])
    assert email not in str(record)


def test_who_asks_does_not_agree(order):
    erasure = ask(order)
    both = Actor(kind="user", reference="1", rights=AGREES.rights)

    with pytest.raises(MoveRefused, match="you asked for it yourself"):
        confirm_erasure(erasure_id=erasure.pk, actor=both)

    assert Customer.objects.get(pk=order.customer_id).erased_at is None


def test_without_the_right_nobody_asks_or_agrees(order):
    with pytest.raises(NotPermitted):
        request_erasure(customer_id=order.customer_id, basis="asked", reason="By mail.", actor=CLERK)
    erasure = ask(order)
    with pytest.raises(NotPermitted):
        confirm_erasure(erasure_id=erasure.pk, actor=CLERK)


def test_an_open_order_is_named_and_nothing_is_asked_for():
    placed = placed_order(open_shop())

    with pytest.raises(MoveRefused, match=f"order {placed.number} is placed") as refused:
        ask(placed)

    assert [blocker.fix for blocker in refused.value.blockers] == ["Complete or cancel it first."]
    assert not Erasure.objects.exists()


def test_a_legal_hold_wins_until_it_is_released(order):
    erasure = ask(order)
    hold = place_hold(customer_id=order.customer_id, reason="Court of Berlin 1 O 2/26", actor=CLERK)
    with pytest.raises(MoveRefused, match="a legal hold stands"):
        confirm_erasure(erasure_id=erasure.pk, actor=AGREES)

    release_hold(legalhold_id=hold.pk, reason="Judgment is final.", actor=CLERK)

    assert confirm_erasure(erasure_id=erasure.pk, actor=AGREES).state == ErasureState.RUNNING


def test_a_refused_erasure_erases_nothing(order):
    erasure = ask(order)

    refuse_erasure(erasure_id=erasure.pk, reason="It was somebody else.", actor=AGREES)

    assert Customer.objects.get(pk=order.customer_id).erased_at is None
    with pytest.raises(MoveRefused, match="it is refused"):
        confirm_erasure(erasure_id=erasure.pk, actor=AGREES)


def test_links_die_and_nobody_is_found_by_the_old_address_from_the_moment_of_agreement(order):
    token = make_link(order_id=order.pk, purpose="track", valid_for=timedelta(days=1))
    email, phone = order.customer.email, str(order.customer.phone)
    confirm_erasure(erasure_id=ask(order).pk, actor=AGREES)
    with pytest.raises(LinkErased):
        open_link(token=token, purposes=["track"])
    drain()

    assert [*customers_matching(email, Customer.objects.all())] == []
    assert not phone or [*customers_matching(phone, Customer.objects.all())] == []


def test_an_erased_customer_gets_no_address_and_no_hold(order):
    confirm_erasure(erasure_id=ask(order).pk, actor=AGREES)

    with pytest.raises(CustomerNotFound):
        place_hold(customer_id=order.customer_id, reason="Too late.", actor=CLERK)
    with pytest.raises(CustomerNotFound):
        write_address(customer_id=order.customer_id, text=AddressText(name="A", line1="B", city="C", country="DE"))


def test_an_order_of_somebody_erased_is_not_reinstated(order):
    confirm_erasure(erasure_id=ask(order).pk, actor=AGREES)

    with pytest.raises(MoveRefused, match="its customer was erased"):
        reinstate_order(order_id=order.pk, actor=SYSTEM, reason="They want it after all.")


def test_it_goes_on_where_it_died_one_row_at_a_time(order):
    erasure = confirm_erasure(erasure_id=ask(order).pk, actor=AGREES)
    for _ in range(20):
        take_step(erasure_id=erasure.pk, run_no=1, most=1)
    halfway = Erasure.objects.get(pk=erasure.pk)

    work_erasure(erasure_id=erasure.pk, run_no=1)

    erasure.refresh_from_db()
    assert (halfway.state, erasure.state) == (ErasureState.RUNNING, ErasureState.DONE)
    assert Customer.objects.get(pk=order.customer_id).email == ""


def test_what_came_late_goes_the_night_after_and_a_quiet_erasure_rests(order):
    erasure = confirm_erasure(erasure_id=ask(order).pk, actor=AGREES)
    drain()
    assert forget_what_came_late() == 0
    # All facts of this test bear the moment of its transaction.
    Erasure.objects.filter(pk=erasure.pk).update(finished_at=timezone.now() - timedelta(days=1))
    add_note(order_id=order.pk, text="Ada Lovelace called again.", actor=SYSTEM)
    attach_to_order(order_id=order.pk, name="ada.txt", content=b"Ada", actor=SYSTEM)

    assert forget_what_came_late() == 1
    drain()

    erasure.refresh_from_db()
    assert (erasure.state, forget_what_came_late()) == (ErasureState.DONE, 0)
    assert OrderNote.objects.get(order=order).text == ""
    assert Attachment.objects.get(order=order).removed_at is not None


def test_an_older_effect_than_the_latest_does_nothing(order):
    erasure = confirm_erasure(erasure_id=ask(order).pk, actor=AGREES)
    Erasure.objects.filter(pk=erasure.pk).update(run_no=2)

    work_erasure(erasure_id=erasure.pk, run_no=1)

    assert Erasure.objects.get(pk=erasure.pk).step == 0
