"""Every role signs in and finds its own desk."""

import re

import pytest
from django.urls import reverse

from accounts.roles import ROLES
from orders.tests.factories import confirmed_order, delivered_order, placed_order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot

MENU = {
    "csr": ("New order", "Holds", "Cases"),
    "csr-lead": ("New order", "Holds", "Doctor"),
    "warehouse": ("Floor", "Parcels", "Stock levels"),
    "warehouse-lead": ("Floor", "Stock levels", "Warehouses"),
    "payments": ("Payments", "Gateway inbox", "Doctor"),
    "returns": ("Returns", "Cases", "Feedback"),
    "manager": ("Fraud rules", "Doctor", "Staff"),
    "admin": ("Roles", "API keys", "Effects"),
}


def test_the_login_page_is_open_to_all(browser, live_server, transactional_db, axe):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(live_server.url + reverse("admin:login"))
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    page.close()


def test_every_role_sees_its_dashboard_and_menu(shop, sign_in):
    placed_order(shop)

    for role in ROLES:
        page = sign_in(role.code)
        menu = page.locator("#nav-sidebar")
        assert page.get_by_role("heading", name="what waits now").first.is_visible()
        for entry in MENU[role.code]:
            named = menu.locator("a", has_text=re.compile(rf"(^|\s){entry}\s*$"))
            assert named.count() >= 1, f"{role.title}: {entry}"


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_of_the_office_fit_and_are_open_to_all(shop, sign_in, axe, width):
    orders = [placed_order(shop), confirmed_order(shop, {0: 1, 1: 2}), delivered_order(shop, {1: 1})]
    page = sign_in("manager", width=width)

    addresses = [reverse("admin:index"), reverse("admin:orders_order_changelist")]
    for address in addresses + [reverse("admin:orders_order_change", args=[order.pk]) for order in orders]:
        page.goto(address)
        shoot(page, f"office-{width}-{address.strip('/').replace('/', '-')}")
        ensure_fits(page)
        ensure_open_to_all(page, axe)


def test_lists_of_the_office_fit_a_phone(shop, sign_in):
    confirmed_order(shop)
    page = sign_in("manager", width=390)

    for name in (
        "payments_payment", "payments_refund", "fulfillment_fulfillmentorder", "fulfillment_parcel",
        "shipping_shippinglabel", "returns_return", "support_case", "notifications_message",
        "notifications_template", "inventory_stocklevel", "catalog_sku",
    ):  # fmt: skip
        page.goto(reverse(f"admin:{name}_changelist"))
        ensure_fits(page)
    page.goto(reverse("desk:doctor"))
    ensure_fits(page)
