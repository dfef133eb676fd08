"""A late order in a real browser: the customer chooses without scripts, the rep sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.links.services import make_link
from orders.models import Order
from orders.tests.late import late_order, may_replace, question
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_choice(browser, live_server):
    """The customer's page at a width, by default without scripts."""
    opened = []

    def open_it(order: Order, width: int = 390, scheme: str = "light", *, scripts: bool = False):
        token = make_link(order_id=order.pk, purpose="order", valid_for=timedelta(days=1))
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )
        opened.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}{reverse('portal:order', args=[token])}#choice")
        return page

    yield open_it
    for context in opened:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_question_is_usable_at_any_width(shop, open_choice, axe, width, scheme):
    may_replace(shop)
    page = open_choice(late_order(shop, ship_policy="ship_complete"), width, scheme, scripts=True)

    shoot(page, f"choice-{width}-{scheme}")
    ensure_fits(page)
    ensure_open_to_all(page, axe)


def test_a_customer_takes_other_goods_without_scripts(shop, open_choice):
    may_replace(shop)
    order = late_order(shop)
    page = open_choice(order)

    page.get_by_label("Take something else instead").check()
    page.get_by_role("button", name="Send my choice").click()

    assert page.get_by_role("status").inner_text() == "Thank you. We do as you chose."
    assert "at most €10.00 each" in page.locator("#choice").inner_text()
    assert question(order).answer == "substitute"
    assert order.lines.get(position=3).sku.code == "SKU-3"


@pytest.mark.parametrize("width", [390, 1440])
def test_a_rep_sees_the_question_and_answers_by_phone(shop, sign_in, width):
    may_replace(shop)
    order = late_order(shop)
    page = sign_in("csr")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(reverse("admin:orders_order_change", args=[order.pk]))
    shoot(page, f"choice-desk-{width}")
    ensure_fits(page)

    page.get_by_role("link", name="Answer for the customer…").click()
    shoot(page, f"choice-answer-{width}")
    page.get_by_label("The customer chose").select_option(label="Cancel what is late")
    page.get_by_label("Reason").fill("by phone")
    page.get_by_role("button", name="Answer for the customer").click()

    assert "Cancel what is late" in page.locator("#choice").inner_text()
    assert order.lines.get(position=1).canceled == 2
