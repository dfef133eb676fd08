"""A card number typed in the office is refused with the field's own label, and before it is sent by the page itself."""

import json
import re

from django.contrib.staticfiles import finders
from django.urls import reverse

from core.cards import RANGES, SENTENCE
from desk.tests.test_taking import typed
from orders.models import Order

NUMBER = "4111 1111 1111 1111"


def script() -> str:
    with open(finders.find("desk/cards.js"), encoding="utf-8") as file:
        return file.read()


def test_the_page_counts_the_same_ranges_as_the_house():
    found = re.search(r"const RANGES = (\[.*?\n  \]);", script(), re.DOTALL)

    assert json.loads(found[1]) == [[each.start, each.stop, list(lengths)] for each, lengths in RANGES]
    assert f'"{SENTENCE}"' in script()


def test_a_refusal_names_the_label_and_promises_nothing_of_the_browser(client, shop, sign_in):
    sign_in("CSR")

    first = client.post(reverse("admin:orders_order_add"), typed(shop, 1, token=NUMBER))
    line = client.post(reverse("admin:orders_order_add"), typed(shop, 1, **{"lines-0-price_reason": NUMBER}))

    assert (first.status_code, line.status_code) == (422, 422)
    assert "“Card token or gift card code”" in first.content.decode()
    assert "“Why another price”" in line.content.decode()
    assert "still there" not in first.content.decode()
    assert Order.objects.count() == 0


def test_a_script_is_told_the_reason(client, shop, sign_in):
    sign_in("CSR")

    answer = client.post(
        reverse("desk:quote"), typed(shop, 1, name=NUMBER), headers={"Accept": "application/json, text/html"}
    )

    assert (answer.status_code, answer.json()["detail"], answer.json()["field"]) == (422, SENTENCE, "name")
