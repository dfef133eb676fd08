"""What a rep starts for a caller: a return, a case."""

import pytest
from django.urls import reverse

from orders.tests.factories import delivered_order, placed_order
from returns.models import Return, ReturnPolicy
from support.models import Case

pytestmark = pytest.mark.django_db


def move_url(order, move: str) -> str:
    return reverse("admin:orders_order_move", args=[order.pk, move])


def test_a_caller_sends_two_of_three_units_back(client, shop, sign_in):
    sign_in("CSR")
    order = delivered_order(shop, {0: 3})
    line = order.lines.get()

    client.post(move_url(order, "return"), {f"line_{line.pk}": 2, "reason_code": "changed_mind", "comment": "Too big"})

    assert (Return.objects.get().order, Return.objects.get().comment) == (order, "Too big")
    assert order.lines.get().return_requested == 2


def test_a_return_of_nothing_is_asked_again(client, shop, sign_in):
    sign_in("CSR")
    order = delivered_order(shop)

    answer = client.post(move_url(order, "return"), {"reason_code": "changed_mind"})

    assert "Choose at least one unit." in answer.content.decode()
    assert not Return.objects.exists()


def test_a_case_is_opened_from_the_order(client, shop, sign_in):
    sign_in("CSR")
    order = placed_order(shop)

    client.post(move_url(order, "case"), {"subject": "Wrong name", "text": "It is spelled with a y."})

    assert Case.objects.get().order == order


def test_nothing_comes_back_of_what_did_not_ship(client, shop, sign_in):
    sign_in("CSR")
    order = placed_order(shop)

    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()

    assert "Take a return" not in page
    assert "Open a case" in page


def test_an_exception_is_made_on_the_orders_page_with_a_reason(client, shop, sign_in):
    sign_in("CSR lead")
    ReturnPolicy.objects.create(is_final_sale=True)
    order = delivered_order(shop, {0: 1})
    asked = {f"line_{order.lines.get().pk}": 1, "reason_code": "changed_mind", "resolution": "repair"}

    assert "it was a final sale" in client.get(move_url(order, "return")).content.decode()
    assert "Say why an exception is made" in client.post(move_url(order, "return"), asked).content.decode()
    client.post(move_url(order, "return"), {**asked, "override_reason": "A gift."})

    ret = Return.objects.get()
    assert (ret.resolution, ret.findings.get().reason) == ("repair", "A gift.")
