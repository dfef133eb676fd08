"""Small things people stumbled over once."""

from django.urls import reverse

from accounts.models import User
from accounts.services.logins import seed_logins
from catalog.models import Price
from desk.demo.seeding import seed_base
from desk.panels.headline import cause_of
from fulfillment.selectors.access import warehouses_of
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.tests.factories import confirmed_order


def test_the_demo_picker_is_at_home_in_every_warehouse(db):
    seed_logins()
    seed_base(seed=1)
    forget_reference()

    picker = User.objects.get(username="warehouse")
    assert list(warehouses_of(picker).values_list("code", flat=True)) == ["berlin", "newark"]


def test_a_page_that_only_shows_offers_no_save_and_a_form_does(client, shop, sign_in):
    sign_in("Admin")
    level = reverse("admin:inventory_stocklevel_change", args=[shop.level().pk])
    sku = reverse("admin:catalog_sku_change", args=[shop.skus[0].pk])

    shown, typed = (client.get(address).content.decode() for address in (level, sku))

    assert 'name="_save"' not in shown
    assert "SKU-1 in Berlin" in shown
    assert 'name="_save"' in typed


def test_an_empty_list_says_what_fills_it(client, shop, sign_in):
    sign_in("Admin")

    page = client.get(reverse("admin:support_case_changelist")).content.decode()

    assert "Nothing here yet" in page
    assert "Customers open a case by writing" in page


def test_a_price_is_read_as_money_and_keeps_what_is_finer(shop):
    price = Price.objects.filter(sku=shop.skus[0]).get()
    assert str(price) == "€10.00"
    price.amount += price.amount.__class__("0.0125")
    assert str(price) == "10.0125 EUR"


def test_one_unit_is_told_as_one_unit(shop):
    order = confirmed_order(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(display_status="partially_shipped")
    order.refresh_from_db()

    assert cause_of(order, list(order.lines.all()), []) == "1 unit is still to ship"
