"""A rep makes an order of a mail that lies beside the form."""

import pytest
from django.urls import reverse

from orders.models import Order
from support.models import InboundMail, MailRoute
from support.services.keeping import keep_mail
from support.services.sorting import work_mail
from support.tests.mails import PDF, raw_mail
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


@pytest.fixture
def mail(shop, settings, tmp_path) -> InboundMail:
    settings.MEDIA_ROOT = tmp_path
    MailRoute.objects.create(address="orders@shop.example", aim="order", channel=shop.channel)
    text = "Two of the small ones, please.\n\n" + "We liked the last ones very much. " * 40
    raw = raw_mail(text, to="orders@shop.example", subject="Our order", files={"po.pdf": PDF, "x.exe": b"MZ" * 40})
    kept, _ = keep_mail(source="pipe", raw=raw)
    work_mail(mail_id=kept.pk)
    return InboundMail.objects.get(pk=kept.pk)


def test_a_mail_is_read_filled_in_and_placed(mail, sign_in, axe):
    page = sign_in("csr")
    page.goto(reverse("admin:support_case_change", args=[mail.case_id]))
    page.get_by_role("link", name="Make a draft from this").click()
    # Select2 draws its boxes after the page has loaded; ours names them after that.
    page.locator(".select2-selection[aria-label]").first.wait_for()
    ensure_open_to_all(page, axe)
    shoot(page, "mail-draft")
    for label, text in (("Street and number", "Street 1"), ("Town", "Berlin"), ("Postal code", "10115"),
                        ("Country", "DE")):  # fmt: skip
        page.get_by_label(label, exact=True).first.fill(text)
    page.get_by_role("combobox", name="SKU", exact=True).last.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("SKU-1")
    page.wait_for_selector(".select2-results__option--highlighted >> text=SKU-1")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name && document.activeElement.name.endsWith('-quantity')")
    page.keyboard.type("2")
    page.wait_for_selector("#quote-total")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/change/")

    order = Order.objects.get()
    assert (order.state, order.intake, order.lines.get().ordered) == ("placed", "email", 2)
    with page.expect_download() as download:
        page.get_by_role("link", name="po.pdf").click()
    assert download.value.suggested_filename == "po.pdf"
    ensure_open_to_all(page, axe)


def test_mail_case_and_form_fit_a_phone(mail, sign_in, axe):
    page = sign_in("csr", width=390)

    for address in (
        reverse("admin:support_inboundmail_change", args=[mail.pk]),
        reverse("admin:support_case_change", args=[mail.case_id]),
        f"{reverse('admin:orders_order_add')}?mail={mail.pk}",
    ):
        page.goto(address)
        ensure_fits(page)
        ensure_open_to_all(page, axe)
