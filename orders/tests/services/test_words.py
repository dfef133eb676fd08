"""An order is found by what it is called now, whoever wrote it, and by nothing of somebody who was erased."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.audit.registry import promises
from core.audit.runner import check
from core.effects import drain
from core.models import Effect
from customers.models import Customer
from customers.phones import as_kept
from customers.services.renaming import tell_renamed
from orders.intake.requests import CustomerRequest
from orders.models import Order, OrderSearch
from orders.selectors import finding
from orders.selectors.finding import customers_called, orders_matching, words_query
from orders.services.searching import follow_customer, write_words
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db


def unfound() -> int:
    return check(next(one for one in promises() if one.name == "orders_are_found_by_their_words")).violations


def test_an_order_of_a_known_customer_is_found_by_the_name_the_house_knows():
    shop = open_shop()
    customer = Customer.objects.create(number="C-1", name="Jane Zimmermann-Ólafsdóttir", email="jane@example.com")
    order = placed_order(shop, customer=CustomerRequest(name="J Z", email="Jane@Example.com"), tags=["gift"])

    for term in ("zimmer", "ólafs", "jane@example", "example gift", order.number.lower()):
        assert list(orders_matching(term)) == [order], term
    assert order.customer == customer
    assert unfound() == 0


def test_a_renamed_customer_is_found_by_the_new_name_a_few_orders_at_a_time():
    shop = open_shop(stock=50)
    first, second = (placed_order(shop, customer=CustomerRequest(name="Old Name", email="a@example.com")) for _ in "ab")
    customer = first.customer
    assert customer is not None
    customer.name = "Fresh Start"
    customer.save()
    tell_renamed(customer, ["name"])
    assert unfound() == 0  # on its way

    follow_customer(customer_id=customer.pk, most=1)

    assert list(orders_matching("fresh")) == [first]
    assert Effect.objects.filter(task="orders.tasks.follow_customer", state="due", payload__after=first.pk).exists()
    drain()
    assert set(orders_matching("fresh")) == {first, second}
    assert not orders_matching("old").exists()


def test_words_are_written_only_when_they_change_and_missing_ones_are_made_anew():
    order = placed_order(open_shop())
    assert write_words([order.pk]) == 0

    OrderSearch.objects.all().delete()
    assert unfound() == 1
    call_command("rebuild_search", chunk=1)

    assert unfound() == 0


def test_nothing_of_an_erased_customer_is_written_again():
    order = placed_order(open_shop())
    Customer.objects.update(erased_at=timezone.now())

    write_words([order.pk])

    assert str(OrderSearch.objects.get(order=order).document) == ""


def test_a_common_word_and_a_rare_one_find_the_same_orders(monkeypatch):
    shop = open_shop(stock=50)
    orders = {placed_order(shop) for _ in range(3)}
    rare = set(orders_matching("o"))

    monkeypatch.setattr(finding, "RARE", 1)

    assert set(orders_matching("o")) == rare == orders


@pytest.mark.parametrize("typed", ["+49 30 5550199", "030 5550199", "(030) 555-0199", "0049 30 5550199"])
def test_a_phone_is_found_however_it_was_typed_and_however_it_is_said(typed):
    shop = open_shop()
    order = placed_order(shop, customer=CustomerRequest(name="P", email="p@example.com", phone=typed))

    for said in ("+49 30 5550199", "+49305550199", "030 5550199", "0049305550199", "5550199", "305550199"):
        assert [one.pk for one in customers_called(said)] == [order.customer_id], said
    assert not customers_called("550199").exists()
    assert not customers_called("030 5550198").exists()


@pytest.mark.parametrize(("typed", "kept"), [
    ("ask Grandma", "ask Grandma"), ("+49 30 5550199 ext. 12", "+49 30 5550199 ext. 12"), ("", ""), (" 12 ", "12"),
    ("+1 (555) 010-0123", "+15550100123"),
])  # fmt: skip
def test_what_is_no_plain_number_stays_as_it_was_typed(typed, kept):
    assert as_kept(typed, country="DE") == kept


def test_phones_are_found_however_they_are_written_and_mails_exactly():
    shop = open_shop()
    who = CustomerRequest(name="P", email="p@example.com", phone="+4930123456")
    order = placed_order(shop, customer=who)

    assert [one.pk for one in customers_called("030 123456")] == [order.customer_id]
    assert list(customers_called("P@EXAMPLE.COM")) == [order.customer]
    assert not customers_called("p").exists()


@pytest.mark.parametrize("term", ["", "  ", "-", "@@@", "'", "&|!", "___"])
def test_a_term_without_a_word_asks_nothing(term):
    assert words_query(term) is None
    assert not orders_matching(term).exists()
    assert Order.objects.count() == 0


def test_where_a_page_of_orders_has_just_these_words_longer_ones_are_left_out(monkeypatch):
    monkeypatch.setattr(finding, "PAGE", 2)
    monkeypatch.setattr(finding, "NEWEST", 0)
    shop = open_shop(stock=50)

    def named(name: str) -> Order:
        return placed_order(
            shop, customer=CustomerRequest(name=name, email=f"{name.replace(' ', '').lower()}@example.com")
        )

    tom, tomas = named("Tom Meier"), named("Tomas Meier")
    assert set(orders_matching("tom meier")) == {tom, tomas}

    again = named("Tom Meier")

    assert set(orders_matching("tom meier")) == {tom, again}
    assert set(orders_matching("tom mei")) == {tom, tomas, again}
    assert set(orders_matching("tom")) == {tom, tomas, again}
    assert set(orders_matching("tom mei", newest=2)) == {tomas, again}
