"""A customer is erased by two people in the office; what was emptied and kept is read afterwards."""

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from core.effects import drain
from customers.models import Customer, CustomerExport, Erasure
from orders.services.canceling import cancel_order
from orders.tests.factories import placed_order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot

WIRED = {
    "customers.erasure_confirmed": ["customers.tasks.erase_customer"],
    "customers.export_requested": ["customers.tasks.export_customer"],
    "customers.export_gone": ["customers.tasks.erase_export"],
}


@pytest.fixture
def customer(shop, settings, tmp_path) -> Customer:
    settings.OMS_WIRING, settings.MEDIA_ROOT, settings.OMS_UNDO_SECONDS = (
        "tests.browser.test_erasing.WIRED",
        tmp_path,
        0,
    )
    order = placed_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="Moved away.")
    return order.customer


def page_of(customer: Customer) -> str:
    return reverse("admin:customers_customer_change", args=[customer.pk])


def look_at(page, axe, name: str) -> None:
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        ensure_fits(page)
        ensure_open_to_all(page, axe)
        shoot(page, f"{name}-{width}")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_rep_asks_a_lead_agrees_and_the_customer_is_gone(customer, sign_in, axe):
    rep, lead = sign_in("csr"), sign_in("csr-lead")

    rep.goto(page_of(customer))
    rep.get_by_role("link", name="Erase…").click()
    rep.get_by_label("Reason").fill("By mail from her address, on the fourth of May.")
    look_at(rep, axe, "erase-ask")
    rep.get_by_role("button", name="Erase").click()
    rep.get_by_text("Have a second person agree").first.wait_for()
    erasure = Erasure.objects.get()
    address = reverse("admin:customers_erasure_change", args=[erasure.pk])
    rep.goto(address)
    assert rep.get_by_text("Agree and erase").count() == 0

    lead.goto(reverse("admin:customers_erasure_changelist"))
    look_at(lead, axe, "erasures")
    lead.get_by_role("link", name=erasure.number).click()
    look_at(lead, axe, "erasure-waits")
    lead.get_by_role("link", name="Agree and erase").click()
    lead.get_by_role("button", name="Agree and erase").click()
    lead.get_by_text("links are dead from now on").wait_for()
    drain()
    lead.goto(address)

    assert lead.get_by_text("Taxes are owed by country and region").is_visible()
    look_at(lead, axe, "erasure-done")
    lead.goto(page_of(customer))
    assert "ada@example.com" not in lead.content()
    look_at(lead, axe, "erased-customer")
    lead.goto(reverse("admin:customers_customer_changelist") + "?q=ada@example.com")
    assert "Ada Lovelace" not in lead.content()


def test_an_open_order_and_a_hold_are_told_beside_the_button(shop, customer, sign_in, axe):
    placed_order(shop)
    lead = sign_in("csr-lead")
    lead.goto(page_of(customer))

    lead.get_by_role("link", name="Legal hold…").click()
    lead.get_by_label("Reason").fill("Court of Berlin, 1 O 2/26")
    lead.get_by_role("button", name="Legal hold").click()
    lead.get_by_text("nothing of this customer is erased").first.wait_for()

    lead.get_by_role("link", name="Erase…").click()
    lead.get_by_label("Reason").fill("Asked by mail")
    lead.get_by_role("button", name="Erase").click()
    assert lead.get_by_text("is placed.").first.is_visible()
    assert lead.get_by_text("A legal hold stands: Court of Berlin, 1 O 2/26.").is_visible()
    look_at(lead, axe, "erase-blocked")


def test_an_export_is_made_and_downloaded_and_old_records_are_counted_first(customer, sign_in, axe):
    manager = sign_in("manager")
    manager.goto(page_of(customer))
    manager.get_by_role("button", name="Export all data").click()
    manager.get_by_text("The file is being made").wait_for()
    drain()
    export = CustomerExport.objects.get()
    manager.goto(reverse("admin:customers_customerexport_change", args=[export.pk]))
    look_at(manager, axe, "export-ready")
    with manager.expect_download() as download:
        manager.get_by_role("link", name="Download", exact=True).click()
    assert download.value.suggested_filename == f"{export.number}.zip"

    manager.goto(reverse("admin:core_retentionrule_changelist"))
    look_at(manager, axe, "retention")
    manager.get_by_role("link", name="Copies of gateways’ webhooks").or_(
        manager.get_by_role("link", name="Copies of gateways' webhooks")
    ).click()
    manager.get_by_role("link", name="Count, then erase").click()
    manager.get_by_role("button", name="Preview").click()
    manager.get_by_text("0 rows").first.wait_for()
    look_at(manager, axe, "retention-count")
