"""Which rate an order is taxed at, and who is not: place, day, class, standing."""

import datetime
from decimal import Decimal

import pytest

from catalog.models import TaxClass, TaxRate
from catalog.tests.factories import TaxRateFactory
from core.actors import SYSTEM
from customers.tests.factories import AddressFactory, CustomerFactory
from orders.intake.reference import forget_reference, reference
from orders.intake.requests import AddressRequest, ChargeRequest, CustomerRequest
from orders.models import Order
from orders.services.placing import place_orders
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db
FRENCH, GERMAN = "FR40303265045", "DE136695976"


def rate(**values):
    made = TaxRateFactory(tax_class=TaxClass.objects.get(code="standard"), **values)
    forget_reference()
    return made


def to(country: str, region: str = "") -> AddressRequest:
    return AddressRequest(name="Ada", line1="Street 1", city="Town", postal_code="1", country=country, region=region)


def buyer(vat_id: str = "", email: str = "shop@example.com") -> CustomerRequest:
    return CustomerRequest(name="Shop", company="Shop", email=email, vat_id=vat_id)


def test_a_regions_own_rate_goes_before_its_countrys_whatever_the_case(shop):
    rate(country="US", percent=Decimal(0))
    rate(country="US", region="CA", percent=Decimal("7.25"))

    california = placed_order(shop, shipping_address=to("US", " ca "))
    oregon = placed_order(shop, shipping_address=to("US", "OR"))

    assert [line.tax_percent for line in california.lines.all()] == [Decimal("7.25")]
    assert (california.tax_total, oregon.tax_total) == (Decimal("1.09"), 0)


def test_the_rate_of_the_day_holds_and_an_ended_one_gives_way_to_the_country(shop):
    tax_class = TaxClass.objects.get(code="standard").pk
    rate(percent=Decimal(16), valid_from=datetime.date(2026, 7, 1), valid_to=datetime.date(2026, 12, 31))
    known = reference()

    def on(month: int, day: int, year: int = 2026) -> Decimal:
        return known.tax_percent(tax_class, "DE", "", datetime.date(year, month, day))

    assert [on(6, 30), on(7, 1), on(12, 31), on(1, 1, 2027)] == [20, 16, 16, 20]


def test_the_day_is_the_sellers_not_londons(db):
    shop = open_shop(time_zone="Asia/Tokyo")
    rate(percent=Decimal(10), valid_from=datetime.date(2026, 10, 1))
    late = datetime.datetime(2026, 9, 30, 16, 0, tzinfo=datetime.UTC)

    (outcome,) = place_orders([shop.request()], actor=SYSTEM, now=late + datetime.timedelta(days=365))
    assert Order.objects.get(pk=outcome.order_id).lines.get().tax_percent == 10


def test_a_business_of_another_member_state_pays_no_tax_and_the_order_says_why(shop):
    TaxRate.objects.create(
        tax_class=TaxClass.objects.get(), country="FR", percent=Decimal(20), valid_from=datetime.date(2020, 1, 1)
    )
    forget_reference()

    order = placed_order(shop, {0: 2}, customer=buyer(" fr 40 303 265 045"), shipping_address=to("FR"))

    assert (order.tax_treatment, order.vat_id, order.tax_total, order.total) == ("reverse_charge", FRENCH, 0, 25)
    assert order.tax_reason == "Reverse charge: sold from DE to a business of FR, sent to FR."
    assert order.customer.vat_id == FRENCH
    assert [charge.tax_percent for charge in order.charges.all()] == [0]


@pytest.mark.parametrize(
    ("vat_id", "country"), [(FRENCH, "DE"), (GERMAN, "FR"), (FRENCH, "US"), ("XI980780684", "FR"), ("", "FR")]
)
def test_without_leaving_for_another_member_state_tax_is_charged(shop, vat_id, country):
    for other in ("FR", "US"):
        rate(country=other, percent=Decimal(20))

    order = placed_order(shop, customer=buyer(vat_id), shipping_address=to(country))

    assert (order.tax_treatment, order.tax_reason, order.tax_total) == ("taxed", "", 3)


def test_a_channel_may_charge_every_business(db):
    shop = open_shop(reverse_charge=False)
    rate(country="FR", percent=Decimal(20))

    order = placed_order(shop, customer=buyer(FRENCH), shipping_address=to("FR"))

    assert (order.tax_treatment, order.tax_total) == ("taxed", 3)


def test_a_vat_id_that_cannot_be_right_is_refused_by_its_field(shop):
    (outcome,) = place_orders([shop.request(customer=buyer("FR40303265046"))], actor=SYSTEM)

    assert (outcome.error.code, outcome.error.context["field"]) == ("invalid_vat_id", "customer.vat_id")
    assert "FR40303265046" in outcome.error.message


def test_a_known_customers_kept_id_and_terms_hold_and_are_frozen_on_the_order(shop):
    known = CustomerFactory(vat_id=FRENCH, payment_terms_days=30)
    rate(country="FR", percent=Decimal(20))

    order = placed_order(shop, customer=None, customer_id=known.pk, shipping_address=to("FR"))
    known.vat_id, known.payment_terms_days = "", 0
    known.save()

    order = Order.objects.get(pk=order.pk)
    assert (order.tax_treatment, order.vat_id, order.payment_terms_days) == ("reverse_charge", FRENCH, 30)


def test_an_exempt_customer_pays_the_price_without_the_tax_inside_it(db):
    shop = open_shop(prices_include_tax=True)
    known = CustomerFactory(is_tax_exempt=True)

    taxed = placed_order(shop, {0: 3})
    exempt = placed_order(shop, {0: 3}, customer=None, customer_id=known.pk)

    assert (taxed.total, taxed.tax_total, taxed.tax_treatment) == (35, Decimal("5.83"), "taxed")
    line = exempt.lines.get()
    assert (line.unit_price, line.list_price, line.amount) == (Decimal("8.333333"), 10, 25)
    assert (exempt.charges_total, exempt.tax_total, exempt.total) == (Decimal("4.17"), 0, Decimal("29.17"))
    assert (exempt.tax_treatment, exempt.tax_reason) == ("exempt", "The customer is exempt from tax.")


def test_an_address_given_by_key_is_taxed_where_it_is(shop):
    rate(country="FR", percent=Decimal(10))
    kept = AddressFactory(country="FR")

    order = placed_order(shop, shipping_address=None, shipping_address_id=kept.pk)
    (unknown,) = place_orders([shop.request(shipping_address=None, shipping_address_id=10**9)], actor=SYSTEM)

    assert (order.lines.get().tax_percent, order.shipping_address) == (10, kept)
    assert unknown.error.context["field"] == "shipping_address_id"


def test_charges_are_taxed_by_their_class_or_as_shipping_is(shop):
    reduced = TaxRateFactory(percent=Decimal(7), tax_class__code="reduced")
    forget_reference()
    wanted = [
        ChargeRequest(kind="fee", label="Gift wrap", amount=Decimal(3)),
        ChargeRequest(kind="fee", label="Deposit", amount=Decimal(2), tax_class=reduced.tax_class.code),
    ]

    order = placed_order(shop, charges=wanted)
    bad = [ChargeRequest(kind="fee", label="x", amount=Decimal(1), tax_class="none")]
    (refused,) = place_orders([shop.request(charges=bad)], actor=SYSTEM)

    taxes = [(charge.label, charge.tax_percent, charge.tax_amount) for charge in order.charges.order_by("pk")]
    assert taxes == [("Gift wrap", 20, Decimal("0.60")), ("Deposit", 7, Decimal("0.14")), ("Standard", 20, 1)]
    assert refused.error.context["field"] == "charges[0].tax_class"
