"""The page on which a placed order is edited: staged, seen, confirmed; a conflict tells what happened."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from orders.models import Order, OrderChange, OrderLine
from orders.services.canceling import cancel_order
from orders.services.holding import hold_order
from orders.tests.edits import goods, line_of, price, staged, units
from orders.tests.factories import confirmed_order, placed_order


def page_of(order: Order) -> str:
    return reverse("admin:orders_order_edit", args=[order.pk])


def typed(order: Order, **changes):
    """The form as it comes, with some fields changed."""
    where = order.shipping_address
    values = {
        "act": "stage", "expected_version": order.version, "seen_seq": 1, "method": "standard",
        "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0",
        **{f"to_{name}": getattr(where, name) for name in (
            "name", "company", "line1", "line2", "city", "region", "postal_code", "country", "phone",
        )},
    }  # fmt: skip
    for line in order.lines.all():
        values |= {f"units_{line.pk}": line.ordered - line.canceled, f"price_{line.pk}": line.unit_price.normalize()}
    return {**values, **changes}


def test_steps_are_staged_seen_and_confirmed(client, shop, sign_in):
    order = confirmed_order(shop, {0: 3})
    sign_in("CSR lead")
    fields = {
        f"units_{line_of(order).pk}": 2, "lines-0-sku": shop.skus[1].pk, "lines-0-quantity": 12, "to_city": "Potsdam",
    }  # fmt: skip

    answer = client.post(page_of(order), typed(order, **fields))
    page = client.get(page_of(order)).content.decode()

    assert answer.status_code == 302
    assert Order.objects.get().version == order.version
    for words in ("3 → <strong>2</strong>", "10 there, 2 backordered", "To collect or authorize", "Potsdam"):
        assert words in page
    seen = {"expected_version": order.version, "seen_seq": 9, "reason": "called"}
    done = client.post(page_of(order), {"act": "confirm", **seen})
    assert done.url == reverse("admin:orders_order_change", args=[order.pk])
    after = Order.objects.get()
    assert (line_of(after).canceled, line_of(after, 2).ordered, after.shipping_address.city) == (1, 12, "Potsdam")
    assert "Nobody has paid or promised it yet" in client.get(done.url).content.decode()


def test_the_order_page_leads_there_while_it_can_be_edited(client, shop, sign_in):
    order, over = placed_order(shop), placed_order(shop)
    cancel_order(order_id=over.pk, actor=SYSTEM, reason="no")
    sign_in("CSR")

    pages = [client.get(reverse("admin:orders_order_change", args=[one.pk])).content.decode() for one in (order, over)]

    assert [page_of(order) in pages[0], page_of(over) in pages[1]] == [True, False]
    assert "It cannot be edited" in client.get(page_of(over)).content.decode()


def test_a_conflict_is_a_page_that_tells_what_changed_and_who(client, shop, sign_in):
    order = placed_order(shop)
    staged(order, goods())
    hold_order(order_id=order.pk, kind="manual", reason="wait", actor=SYSTEM)
    sign_in("CSR")

    answer = client.post(page_of(order), {"act": "confirm", "expected_version": order.version, "seen_seq": 1})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed it first" in page
    assert "was held by The system" in page
    assert f'name="expected_version" value="{order.version + 1}"' in page
    assert OrderChange.objects.get().state == "draft"


def test_what_stands_against_a_change_is_shown_and_its_button_is_off(client, shop, sign_in):
    order = placed_order(shop, {0: 2})
    staged(order, units(order, 0))
    sign_in("CSR")

    page = client.get(page_of(order)).content.decode()

    assert "Nothing of it would be left." in page
    assert 'value="confirm" disabled' in page


def test_a_step_is_taken_out_and_the_change_dropped(client, shop, sign_in):
    order = placed_order(shop, {0: 2})
    change = staged(order, units(order, 1), goods())
    sign_in("CSR")

    client.post(page_of(order), {"act": "remove", "action": change.actions.last().pk})
    left = list(change.actions.values_list("kind", flat=True))
    dropped = client.post(page_of(order), {"act": "drop"})
    late = client.post(page_of(order), {"act": "confirm", "expected_version": order.version})

    assert left == ["set_quantity"]
    assert dropped.status_code == 302
    assert late.status_code == 409
    assert "Nothing is being edited any more" in late.content.decode()
    assert OrderChange.objects.get().state == "canceled"


def test_prices_stand_in_the_form_as_people_write_them(client, shop, sign_in):
    order = placed_order(shop, {0: 2, 1: 1})
    first, second = order.lines.order_by("position")
    OrderLine.objects.filter(pk=first.pk).update(unit_price=Decimal("14.5"))
    OrderLine.objects.filter(pk=second.pk).update(unit_price=Decimal("0.125"))
    sign_in("CSR lead")

    page = client.get(page_of(order)).content.decode()

    shown = dict(re.findall(r'<input[^>]*name="(price_\d+)"[^>]*value="([^"]*)"', page))
    shown |= {name: value for value, name in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="(price_\d+)"', page)}
    assert shown == {f"price_{first.pk}": "14.50", f"price_{second.pk}": "0.125"}


def test_a_refused_step_stages_nothing_and_keeps_what_was_typed(client, shop, sign_in):
    order = placed_order(shop, {0: 2})
    sign_in("CSR lead")
    key = line_of(order).pk

    answer = client.post(page_of(order), typed(order, **{f"units_{key}": 1, f"price_{key}": "4.44"}))

    assert answer.status_code == 422
    assert "Say why the price of Product 1 changes." in answer.content.decode()
    assert 'value="4.44"' in answer.content.decode()
    assert not OrderChange.objects.exists()


def test_approval_is_asked_for_and_a_lead_declines(client, shop, sign_in):
    order = placed_order(shop, {0: 2})
    staged(order, price(order, "8"))
    sign_in("CSR lead")

    client.post(page_of(order), {"act": "request", "expected_version": order.version, "reason": "please"})
    waiting = client.get(page_of(order)).content.decode()
    client.post(page_of(order), {"act": "decline", "reason": "no"})

    assert "Waiting for approval" in waiting
    assert "Show what it would change" not in waiting
    assert OrderChange.objects.get().state == "declined"


@pytest.mark.parametrize("role", ["Warehouse", "Payments"])
def test_nobody_edits_without_the_right(client, shop, sign_in, role):
    order = placed_order(shop)
    sign_in(role)

    assert client.get(page_of(order)).status_code == 403
    assert client.post(page_of(order), {"act": "drop"}).status_code == 403


def test_the_page_needs_a_bounded_number_of_queries(client, shop, sign_in, django_assert_max_num_queries):
    order = placed_order(shop, {0: 2, 1: 2, 2: 2})
    staged(order, *[goods("SKU-2", 1) for _ in range(9)], units(order, 1))
    sign_in("CSR")
    client.get(page_of(order))

    with django_assert_max_num_queries(40):
        client.get(page_of(order))
