"""Rate shopping: the cheapest that arrives as promised, with its price and its reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import MoveRefused, NotPermitted
from customers.models import Address
from fulfillment.tests.factories import packed_parcel
from orders.models import OrderLine
from shipping.carriers.contract import Rate
from shipping.errors import NoCarrier
from shipping.models import CarrierAccount, RateQuote, ShippingLabel
from shipping.selectors.choosing import Choice, Offer, arrives_on, best_offer
from shipping.services.choosing import try_next_carrier
from shipping.statuses import LabelState
from shipping.tests.factories import drain_again, parcel_of, reread

WEDNESDAY = date(2026, 5, 6)


def an_offer(amount: str, days: int | None, *, service: str = "ground", currency: str = "EUR") -> Offer:
    account = CarrierAccount(code="a", name="A", carrier="ups", priority=10)
    return Offer(
        account=account, rate=Rate(service=service, amount=Decimal(amount), currency=currency, transit_days=days)
    )


def a_choice(promised_on: date | None) -> Choice:
    return Choice(
        parcel_id=1, level="standard", currency="EUR", accounts=[], shipment=None,  # type: ignore[arg-type]
        leaves_on=WEDNESDAY, promised_on=promised_on,
    )  # fmt: skip


def test_carriers_days_are_working_days():
    assert arrives_on(WEDNESDAY, 0) == WEDNESDAY
    assert arrives_on(WEDNESDAY, 2) == date(2026, 5, 8)
    assert arrives_on(WEDNESDAY, 3) == date(2026, 5, 11)


def test_the_cheapest_that_arrives_as_promised_wins_over_a_cheaper_late_one():
    offers = [an_offer("4.00", 5), an_offer("9.00", 1), an_offer("6.50", 2)]

    chosen, reason = best_offer(offers, a_choice(date(2026, 5, 8)))

    assert chosen.rate.amount == Decimal("6.50")
    assert reason == "2 of 3 offers arrive by 2026-05-08: the cheapest of them, there on 2026-05-08."


def test_where_none_arrives_as_promised_the_fastest_goes():
    chosen, reason = best_offer([an_offer("4.00", 5), an_offer("9.00", 3)], a_choice(date(2026, 5, 7)))

    assert chosen.rate.amount == Decimal("9.00")
    assert reason == "None of 2 offers arrives by 2026-05-07: the fastest, there on 2026-05-11."


def test_without_a_promise_the_cheapest_goes():
    chosen, reason = best_offer([an_offer("9.00", 1), an_offer("4.00", None)], a_choice(None))

    assert (chosen.rate.amount, reason) == (Decimal("4.00"), "Cheapest of 2 offers; no day was promised.")


def test_a_carrier_that_names_no_day_does_not_meet_a_promise():
    chosen, _ = best_offer([an_offer("9.00", 2), an_offer("4.00", None)], a_choice(date(2026, 5, 12)))

    assert chosen.rate.amount == Decimal("9.00")


def test_prices_in_other_currencies_are_not_compared():
    chosen, _ = best_offer([an_offer("3.00", 1, currency="USD"), an_offer("4.00", 1)], a_choice(None))

    assert chosen.rate.currency == "EUR"


def two_carriers() -> tuple[CarrierAccount, CarrierAccount]:
    """The same simulator under two accounts: one offers standard, the other its faster services for it."""
    slow = CarrierAccount.objects.get(code="simcarrier")
    slow.services = {"standard": ["standard"]}
    slow.save()
    fast = CarrierAccount.objects.create(
        code="fast", name="Fast Carrier", carrier="simcarrier", priority=20,
        services={"standard": ["expedited", "express"]},
    )  # fmt: skip
    return slow, fast


@pytest.mark.django_db
def test_a_parcel_without_hurry_goes_the_cheapest_way_and_the_label_says_why(shop, carrier):
    slow, _ = two_carriers()
    parcel = packed_parcel(shop)
    OrderLine.objects.update(promise_on=timezone.now().date() + timedelta(days=30))

    drain()

    label = ShippingLabel.objects.get(parcel=parcel)
    assert (label.state, label.account, label.service) == (LabelState.PURCHASED, slow, "standard")
    assert "3 of 3 offers arrive by" in label.choice_reason
    assert label.quoted_amount == label.cost
    assert RateQuote.objects.filter(parcel=parcel).count() == 6


@pytest.mark.django_db
def test_a_parcel_promised_for_tomorrow_goes_the_fast_way(shop, carrier):
    _, fast = two_carriers()
    parcel = packed_parcel(shop)
    OrderLine.objects.update(promise_on=timezone.now().date())

    drain()

    label = ShippingLabel.objects.get(parcel=parcel)
    assert (label.account, label.service) == (fast, "express")
    assert "the fastest" in label.choice_reason


@pytest.mark.django_db
def test_where_there_is_one_service_nobody_is_asked_for_a_price(shop, carrier):
    packed_parcel(shop)

    drain()

    label = ShippingLabel.objects.get()
    assert (label.choice_reason, label.quoted_amount) == ("Only Sim Carrier offers standard.", None)
    assert RateQuote.objects.count() == 0


@pytest.mark.django_db
def test_where_no_carrier_offers_the_service_the_label_fails_and_says_what_to_do(shop, carrier):
    CarrierAccount.objects.update(services={"express": ["express"]})
    packed_parcel(shop)

    drain()

    label = ShippingLabel.objects.get()
    assert (label.state, label.error_field) == (LabelState.FAILED, "service")
    assert "No active carrier offers “standard”" in label.error


def refused_label(shop) -> ShippingLabel:
    packed_parcel(shop)
    Address.objects.update(country="XX")
    drain()
    Address.objects.update(country="DE")
    return ShippingLabel.objects.get()


@pytest.mark.django_db
def test_a_refused_label_is_bought_from_the_next_carrier_under_a_key_of_its_own(shop, carrier):
    label = refused_label(shop)
    fast = CarrierAccount.objects.create(code="fast", name="Fast Carrier", carrier="simcarrier", priority=20)
    assert label.state == LabelState.FAILED

    try_next_carrier(shippinglabel_id=label.pk, actor=SYSTEM)
    drain_again()

    bought = reread(label)
    assert (bought.state, bought.account, bought.error) == (LabelState.PURCHASED, fast, "")
    assert bought.purchase_key != label.purchase_key
    assert bought.passed_over == [label.account_id]
    assert parcel_of(bought).state == "labeled"
    assert len(carrier.truth("buy_label")) == 1


@pytest.mark.django_db
def test_with_no_other_carrier_it_is_refused_in_words_and_nothing_moves(shop, carrier):
    label = refused_label(shop)

    with pytest.raises(NoCarrier, match="No other active carrier offers “standard”"):
        try_next_carrier(shippinglabel_id=label.pk, actor=SYSTEM)

    assert reread(label).state == LabelState.FAILED


@pytest.mark.django_db
def test_only_a_refused_label_goes_to_the_next_carrier_and_only_by_those_who_may(shop, carrier):
    label = refused_label(shop)
    with pytest.raises(NotPermitted):
        try_next_carrier(shippinglabel_id=label.pk, actor=Actor(kind="user", reference="1"))
    ShippingLabel.objects.update(state=LabelState.REQUESTED)

    with pytest.raises(MoveRefused):
        try_next_carrier(shippinglabel_id=label.pk, actor=SYSTEM)


@pytest.mark.django_db
def test_the_failed_label_has_the_button(shop, carrier, client):
    label = refused_label(shop)
    client.force_login(User.objects.create_superuser("root"))

    page = client.get(reverse("admin:shipping_shippinglabel_change", args=[label.pk])).content.decode()

    assert "Ask the next carrier" in page
    assert "We do not serve XX." in page
