"""The customer's page in a real browser: usable at any width, light and dark, without scripts."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from core.links.services import make_link
from orders.models import Order
from orders.services.recording.funds import Funds, record_funds
from orders.tests.factories import placed_order
from returns.models import Return
from returns.services.deciding import approve_return
from returns.tests.factories import requested_return
from shipping.models import ShippingLabel
from shipping.tasks import poll_tracking
from shipping.tests.factories import handed_over
from support.models import Feedback
from support.services.opening import open_case
from support.services.talking import reply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("OMS_SHOTS")
# Each width and each scheme once: layout does not depend on colors.
SCREENS = [(390, "dark"), (1440, "light")]


@pytest.fixture
def open_page(browser, live_server):
    """Open an order's page as its customer."""
    opened = []

    def open_it(order: Order, width: int = 390, scheme: str = "light", *, scripts: bool = True):
        token = make_link(order_id=order.pk, purpose="order", valid_for=timedelta(days=1))
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )
        opened.append(context)
        page = context.new_page()
        page.goto(live_server.url + reverse("portal:order", args=[token]))
        return page

    yield open_it
    for context in opened:
        context.close()


def shoot(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS, f"portal-{name}.png")), full_page=True)


def delivered(label: ShippingLabel, carrier) -> Order:
    """The parcel arrives, the carrier is asked, the money is in."""
    carrier.advance(label.tracking_number, "delivered")
    poll_tracking(label_id=label.pk)
    order = Order.objects.get(pk=label.order_id)
    return record_funds(order_id=order.pk, funds=Funds(authorized=order.total, captured=order.total), actor=SYSTEM)


# Whatever is pressed by a finger: fields, buttons, and links that stand by themselves.
TOUCHED = """() => [...document.querySelectorAll(
  "button, summary, select, textarea, input:not([type=hidden]), a.button, .languages a, label.tick, .rank label"
)].filter((one) => one.offsetParent && !(one.closest("label.tick, .rank label") && one.tagName === "INPUT"))
  .map((one) => [one.outerHTML.slice(0, 80), Math.round(one.getBoundingClientRect().height)])
  .filter(([, height]) => height < 44)"""


def ensure_usable(page, axe) -> None:
    """Nothing wider than the screen, nothing too small for a finger, nothing that axe would complain about."""
    assert page.evaluate(TOUCHED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    broken = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert broken.violations_count == 0, broken.generate_report()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_every_state_of_the_page_is_usable(shop, carrier, open_page, axe, width, scheme):
    waiting, traveled = placed_order(shop), delivered(handed_over(shop, {0: 3, 1: 1}), carrier)
    approve_return(return_id=requested_return(traveled, 1).pk, actor=SYSTEM)
    case = open_case(order_id=traveled.pk, subject="?", text="One plate is cracked. What now?", actor=SYSTEM)
    reply(case_id=case.pk, text="Sorry for that! Please send it back.", actor=SYSTEM)

    for name, order in (("waiting", waiting), ("delivered", traveled), ("road", road(shop))):
        page = open_page(order, width, scheme)
        for box in page.locator("details summary").all():
            box.click()
        shoot(page, f"{name}-{width}-{scheme}")
        ensure_usable(page, axe)


def road(shop) -> Order:
    return Order.objects.get(pk=handed_over(shop, {2: 1}).order_id)


def test_a_customer_asks_for_a_return_and_rates_without_scripts(shop, carrier, open_page):
    order = delivered(handed_over(shop, {0: 3}), carrier)
    page = open_page(order, scripts=False)

    page.get_by_text("Send something back").click()
    page.locator("details", has_text="Send something back").get_by_label("Product 1", exact=True).fill("2")
    page.get_by_label("Why?").select_option(label="It arrived damaged")
    page.get_by_role("button", name="Ask for the return").click()
    assert page.get_by_role("status").inner_text() == "Thank you. We have your request for a return."
    page.get_by_role("link", name="Rate it").click()
    page.get_by_role("group", name="The order as a whole").get_by_label("5 of 5").check()
    page.get_by_role("button", name="Send the rating").click()

    assert page.get_by_role("status").inner_text() == "Thank you for your rating!"
    assert Return.objects.get().lines.get().quantity == 2
    assert Feedback.objects.get().rating == 5
