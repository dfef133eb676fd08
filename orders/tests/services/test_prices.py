"""Which price a line has: the list's of the moment, or one set by hand within what the channel lets pass."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Price
from catalog.tests.factories import ChannelFactory
from core.actors import SYSTEM, Actor
from core.errors import NotPermitted
from customers.tests.factories import CustomerFactory
from orders.errors import RequestRefused
from orders.intake.reference import forget_reference
from orders.intake.requests import DiscountRequest, LineRequest
from orders.models import Order
from orders.services.drafts import create_draft, place_draft, replace_draft
from orders.services.placing import place_orders
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db
CSR = Actor(kind="user", reference="1", rights=frozenset({"orders.add_order", "orders.change_order"}))
LEAD = Actor(
    kind="user", reference="2",
    rights=CSR.rights | {"orders.override_price", "orders.give_discount", "orders.place_order"},
)  # fmt: skip


def at(price: str, reason: str = "Last piece", **values) -> list[LineRequest]:
    return [LineRequest(sku_code="SKU-1", quantity=1, unit_price=Decimal(price), price_reason=reason, **values)]


def error_of(shop, actor=LEAD, **options):
    return place_orders([shop.request(**options)], actor=actor)[0].error


def add_price(shop, amount: str, *, days: int, until: int | None = None, currency: str = "EUR"):
    now = timezone.now()
    Price.objects.create(
        sku=shop.skus[0], channel=shop.channel, currency=currency, amount=Decimal(amount),
        valid_from=now + timedelta(days=days), valid_to=None if until is None else now + timedelta(days=until),
    )  # fmt: skip


def test_the_price_that_began_last_and_is_still_valid_holds(shop):
    add_price(shop, "11", days=-5)
    add_price(shop, "6", days=-3, until=-2)
    add_price(shop, "7", days=1)
    assert placed_order(shop).lines.get().unit_price == 10

    add_price(shop, "9", days=0, until=1)
    assert placed_order(shop).lines.get().unit_price == 9


def test_a_price_in_another_currency_is_no_price_of_the_channel(shop):
    add_price(shop, "1", days=0, currency="USD")
    assert placed_order(shop).lines.get().unit_price == 10

    Price.objects.filter(currency="EUR").delete()
    error = error_of(shop)

    assert (error.context["field"], "no price in Web shop" in error.message) == ("lines[0].unit_price", True)


def test_a_price_by_hand_needs_the_right_and_a_reason_and_keeps_the_lists_beside_it(shop):
    line = placed_order(shop, lines=at("8.123456")).lines.get()
    assert (line.unit_price, line.list_price, line.price_reason) == (Decimal("8.123456"), 10, "Last piece")

    seller = Actor(kind="api", reference="3", rights=frozenset({"orders.place_order"}))
    assert isinstance(error_of(shop, seller, lines=at("8")), NotPermitted)
    assert error_of(shop, seller, lines=at("8")).context["field"] == "lines[0].unit_price"
    assert error_of(shop, lines=at("8", reason=" ")).context["field"] == "lines[0].price_reason"
    assert error_of(shop, seller, lines=at("10", reason="")) is None


def test_a_channel_limits_how_far_a_price_may_be_from_the_lists(db):
    shop = open_shop(max_override_percent=Decimal(15))

    assert error_of(shop, lines=at("8.50")) is None
    assert error_of(shop, lines=at("11.50")) is None
    error = error_of(shop, lines=at("8.49"))

    assert (error.code, error.context["field"]) == ("request_refused", "lines[0].unit_price")
    assert "at most 15 % from the list's 10 EUR; 8.49 is further away" in error.message


def test_a_rep_keeps_what_a_lead_agreed_to_on_a_draft_and_sets_no_price_herself(shop):
    with pytest.raises(NotPermitted):
        create_draft(shop.request(lines=at("5")), actor=CSR)
    draft = create_draft(shop.request(lines=at("5")), actor=LEAD)

    kept = replace_draft(order_id=draft.pk, request=shop.request(lines=at("5"), po_number="7"), actor=CSR)
    with pytest.raises(NotPermitted):
        replace_draft(order_id=draft.pk, request=shop.request(lines=at("4")), actor=CSR)

    assert (kept.po_number, kept.lines.get().unit_price) == ("7", 5)


def test_a_rep_keeps_a_leads_discount_and_gives_none_herself(shop):
    def wish(percent: str, **options):
        return shop.request(discounts=[DiscountRequest(label="Gift", percent=Decimal(percent))], **options)

    with pytest.raises(NotPermitted) as refusal:
        create_draft(wish("10"), actor=CSR)
    draft = create_draft(wish("10"), actor=LEAD)
    kept = replace_draft(order_id=draft.pk, request=wish("10", po_number="7"), actor=CSR)
    with pytest.raises(NotPermitted):
        replace_draft(order_id=draft.pk, request=wish("11"), actor=CSR)

    assert refusal.value.context["field"] == "discounts[0]"
    assert (kept.po_number, kept.discount_total) == ("7", 1)


def test_a_price_is_agreed_for_its_sku_and_its_units_in_its_channel_only(shop):
    other = ChannelFactory(code="other", currency="EUR", country="DE")
    Price.objects.create(sku=shop.skus[0], channel=other, currency="EUR", amount=Decimal(50), valid_from=timezone.now())
    forget_reference()
    draft = create_draft(shop.request(lines=[*at("5"), LineRequest(sku_code="SKU-2", quantity=1)]), actor=LEAD)

    def is_kept(lines: list[LineRequest], **options) -> bool:
        try:
            replace_draft(order_id=draft.pk, request=shop.request(lines=lines, **options), actor=CSR)
        except NotPermitted:
            return False
        return True

    assert not is_kept(at("5"), channel_code="other")
    assert not is_kept([replace(at("5")[0], quantity=2)])
    assert not is_kept(at("5") * 2)
    assert not is_kept([replace(at("5")[0], sku_code="SKU-2")])
    assert is_kept(at("5"))


def test_a_lists_price_of_yesterday_was_agreed_by_nobody(shop):
    draft = create_draft(shop.request(), actor=CSR)
    Price.objects.filter(sku=shop.skus[0]).update(amount=Decimal(40))

    with pytest.raises(NotPermitted):
        replace_draft(order_id=draft.pk, request=shop.request(lines=at("10")), actor=CSR)


def test_a_price_agreed_with_a_customer_without_tax_stays_without_the_right(db):
    shop = open_shop(prices_include_tax=True)
    wish = shop.request(lines=at("6"), customer=None, customer_id=CustomerFactory(is_tax_exempt=True).pk)
    draft = create_draft(wish, actor=LEAD)

    kept = replace_draft(order_id=draft.pk, request=wish, actor=CSR)

    assert kept.lines.get().unit_price == 5


def test_a_discount_stays_while_it_is_worth_no_more_and_once_only(shop):
    half = DiscountRequest(label="Gift", percent=Decimal(50))

    def line(units: int, *discounts: DiscountRequest) -> LineRequest:
        return LineRequest(sku_code="SKU-1", quantity=units, discounts=discounts)

    whole = create_draft(shop.request(discounts=[half], lines=[line(2)]), actor=LEAD)
    own = create_draft(shop.request(lines=[line(2, half)]), actor=LEAD)

    def is_kept(draft: Order, *lines: LineRequest, discounts=()) -> bool:
        request = shop.request(lines=lines, discounts=discounts)
        try:
            replace_draft(order_id=draft.pk, request=request, actor=CSR)
        except NotPermitted:
            return False
        return True

    assert not is_kept(whole, line(3), discounts=[half])
    assert not is_kept(whole, line(2), discounts=[half, half])
    assert not is_kept(whole, line(2), discounts=[replace(half, label="Another")])
    assert not is_kept(whole, line(2, half))
    assert not is_kept(own, line(2, half), line(1, half))
    assert not is_kept(own, line(2), discounts=[half])
    assert is_kept(whole, line(1), discounts=[half])
    assert is_kept(own, line(1, half), line(1, half))


def test_what_a_draft_said_is_what_is_placed_whatever_prices_and_rates_do_meanwhile(shop):
    draft = create_draft(shop.request({0: 2}), actor=SYSTEM)
    Price.objects.update(amount=99)

    placed = place_draft(order_id=draft.pk, actor=SYSTEM)
    Price.objects.all().delete()

    assert Order.objects.get(pk=placed.pk).total == draft.total == 30


def test_a_lines_discount_stays_on_its_line_and_the_orders_is_shared_by_what_is_left(shop):
    lines = [
        LineRequest(
            sku_code="SKU-1", quantity=2,
            discounts=[
                DiscountRequest(label="Scratched", percent=Decimal(50), reason="Box torn", code="B"),
                DiscountRequest(label="Old", amount=Decimal(4)),
            ],
        ),
        LineRequest(sku_code="SKU-2", quantity=1),
    ]  # fmt: skip
    order = placed_order(shop, lines=lines, discounts=[DiscountRequest(label="Gift", amount=Decimal("0.05"))])

    first, second = order.lines.all()
    assert (first.discount_amount, second.discount_amount) == (Decimal("14.01"), Decimal("0.04"))
    told = [(one.line_id, one.label, one.amount, one.percent) for one in order.discounts.order_by("pk")]
    assert told == [
        (first.pk, "Scratched", 10, 50), (first.pk, "Old", 4, None), (None, "Gift", Decimal("0.05"), None),
    ]  # fmt: skip
    assert order.discounts.get(label="Scratched").reason == "Box torn"


def test_a_discount_that_is_more_than_its_line_or_is_no_discount_names_its_field(shop):
    def refused(discount: DiscountRequest) -> str:
        line = LineRequest(sku_code="SKU-1", quantity=1, discounts=[discount])
        error = error_of(shop, lines=[line])
        assert isinstance(error, RequestRefused)
        return error.context["field"]

    field = "lines[0].discounts[0]"
    assert refused(DiscountRequest(label="x", amount=Decimal("10.01"))) == f"{field}.amount"
    assert refused(DiscountRequest(label="x", amount=Decimal("0.001"))) == f"{field}.amount"
    assert refused(DiscountRequest(label="x", percent=Decimal("100.1"))) == f"{field}.percent"
    assert refused(DiscountRequest(label="x", percent=Decimal("NaN"))) == f"{field}.percent"
    assert refused(DiscountRequest(label="x")) == field
    assert refused(DiscountRequest(label="x", amount=Decimal(1), percent=Decimal(1))) == field


@pytest.mark.parametrize(
    ("currency", "total", "tax"), [("JPY", "55", "9"), ("EUR", "55.14", "9.19"), ("KWD", "55.139", "9.190")]
)
def test_every_currency_is_exact_in_its_own_minor_unit(db, currency, total, tax):
    shop = open_shop(currency=currency)
    Price.objects.filter(sku=shop.skus[0]).update(amount=Decimal("12.3456"))
    discount = DiscountRequest(label="x", percent=Decimal("3.3"))

    order = placed_order(shop, {0: 1, 2: 1}, discounts=[discount])

    assert order.total == order.lines_total + order.charges_total + order.tax_total - order.discount_total
    assert (order.total, order.tax_total) == (Decimal(total), Decimal(tax))
