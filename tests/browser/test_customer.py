"""What customers do themselves, in a real browser without scripts: a return with a photo, a rating, a lost link."""

import pytest
from django.urls import reverse

from fulfillment.tests.pictures import photo_file
from orders.models import CustomerPhoto
from orders.tests.factories import placed_order
from portal.models import LinkWish
from returns.models import Claim, Return
from shipping.tests.factories import handed_over
from support.models import Case, Feedback
from tests.browser.test_portal import delivered, ensure_usable, open_page, shoot  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHOTO = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg"}


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("width", [390, 1440])
def test_a_customer_sends_back_with_a_photo_and_sees_it(shop, carrier, open_page, axe, width):  # noqa: F811
    order = delivered(handed_over(shop, {0: 3}), carrier)
    page = open_page(order, width, scripts=False)

    page.get_by_text("Send something back").click()
    page.locator("details", has_text="Send something back").get_by_label("Product 1", exact=True).fill("1")
    page.get_by_label("Why?").select_option(label="It arrived damaged")
    form = page.locator("details", has_text="Send something back")
    form.get_by_label("Photos (optional)").set_input_files({**PHOTO, "buffer": photo_file()})
    page.get_by_role("button", name="Ask for the return").click()

    assert page.get_by_role("status").inner_text() == "Thank you. We have your request for a return."
    picture = page.get_by_alt_text("Photo 1")
    assert picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 480
    shoot(page, f"return-with-photo-{width}")
    assert CustomerPhoto.objects.get().reference == Return.objects.get().number


def test_what_is_no_photo_is_refused_with_everything_typed_still_there(shop, carrier, open_page):  # noqa: F811
    page = open_page(delivered(handed_over(shop, {0: 3}), carrier), scripts=False)
    page.get_by_text("Send something back").click()
    page.locator("details", has_text="Send something back").get_by_label("Product 1", exact=True).fill("2")
    page.get_by_label("Why?").select_option(label="It arrived damaged")
    html = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"<html><script>alert(1)</script>"}
    page.locator("#return-photos").set_input_files(html)
    page.get_by_role("button", name="Ask for the return").click()

    assert "“me.jpg” is no picture that can be read." in page.get_by_role("alert").inner_text()
    assert (
        page.locator("details", has_text="Send something back").get_by_label("Product 1", exact=True).input_value()
        == "2"
    )
    shoot(page, "refused-photo-390")
    assert not Return.objects.exists()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_order_and_what_came_are_rated_by_keyboard(shop, carrier, open_page, axe, width):  # noqa: F811
    order = delivered(handed_over(shop, {0: 3, 1: 1}), carrier)
    page = open_page(order, width, scripts=width == 1440)

    page.get_by_role("link", name="Rate it").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/feedback/")
    page.get_by_role("group", name="The order as a whole").get_by_label("1 of 5").focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "ArrowRight", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("Quick.")
    page.get_by_role("group", name="Product 2").get_by_label("2 of 5").check()
    if width == 1440:
        ensure_usable(page, axe)
    shoot(page, f"rating-{width}")
    page.get_by_role("button", name="Send the rating").focus()
    page.keyboard.press("Enter")

    assert page.get_by_role("status").inner_text() == "Thank you for your rating!"
    given = {one.line.position if one.line else 0: (one.rating, one.words) for one in Feedback.objects.all()}
    assert given == {0: (4, "Quick."), 2: (2, "")}
    assert Case.objects.get().kind == "feedback"
    page.get_by_role("group", name="Product 2").get_by_label("5 of 5").check()
    page.get_by_role("button", name="Change the rating").click()
    assert "Product 2: 5 of 5" in page.get_by_role("main").inner_text()


@pytest.mark.parametrize("width", [390, 1440])
def test_damage_is_reported_with_a_photo_and_shown(shop, carrier, open_page, axe, width):  # noqa: F811
    page = open_page(delivered(handed_over(shop, {0: 3}), carrier), width, scripts=width == 1440)
    form = page.locator("details", has_text="Something went wrong")
    page.get_by_text("Something went wrong").click()
    form.get_by_label("What is wrong?").select_option(label="It arrived damaged")
    form.get_by_label("Product 1", exact=True).fill("1")
    form.get_by_label("What happened?").fill("One plate is cracked.")
    form.get_by_label("Photos (optional)").set_input_files({**PHOTO, "buffer": photo_file()})
    if width == 1440:
        ensure_usable(page, axe)
    shoot(page, f"claim-form-{width}")
    form.get_by_role("button", name="Tell us").click()

    assert page.get_by_role("status").inner_text() == "Thank you. We have your report."
    claim = Claim.objects.get()
    assert claim.number in page.locator("#claims").inner_text()
    assert (claim.kind, claim.lines.get().quantity, claim.photos.count()) == ("damaged", 1, 1)
    shoot(page, f"claimed-{width}")


def test_damage_is_told_with_a_photo(shop, carrier, open_page):  # noqa: F811
    page = open_page(delivered(handed_over(shop, {0: 3}), carrier), scripts=False)
    page.get_by_text("Write to us").click()
    page.get_by_label("What is it about?").select_option(label="Something is damaged")
    page.get_by_label("Your message").fill("One plate is cracked.")
    page.locator("#message-photos").set_input_files({**PHOTO, "buffer": photo_file()})
    page.locator("details", has_text="Write to us").get_by_role("button", name="Send").click()

    assert page.get_by_role("status").inner_text() == "Thank you. Your message is with us."
    assert "One plate is cracked." in page.locator(".said").inner_text()
    assert page.get_by_alt_text("Photo 1").count() == 1
    assert Case.objects.get().files.count() == 1


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_a_lost_link_is_found_by_number_and_address_in_german(browser, live_server, shop, axe, width, scheme):
    order = placed_order(shop)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="de-DE")
    page = context.new_page()
    page.goto(live_server.url + "/o/not-the-link-that-was-sent/")
    shoot(page, f"missing-{width}-{scheme}")
    ensure_usable(page, axe)

    page.get_by_role("link", name="Meine Bestellung finden").click()
    page.get_by_label("Bestellnummer").fill(order.number)
    page.get_by_label("E-Mail-Adresse").fill("ada@example.com")
    shoot(page, f"find-{width}-{scheme}")
    ensure_usable(page, axe)
    page.get_by_role("button", name="Link zuschicken").click()
    page.wait_for_url("**" + reverse("portal:find") + "?sent=1")

    assert "unterwegs" in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", name="Find my order").is_visible()
    assert LinkWish.objects.get().number == order.number
    context.close()
