"""Kits where the office takes, sees and edits orders."""

from django.urls import reverse

from core.actors import SYSTEM
from desk.admin.draft_forms import initial_lines_of
from desk.tests.test_order_edit import page_of as edit_page_of
from desk.tests.test_order_edit import typed as edited_form
from desk.tests.test_order_page import QUERY_LIMIT, move_of, page_of
from desk.tests.test_taking import quoted, typed
from orders.models import Order
from orders.services.drafts import create_draft
from orders.tests.kits import kit_lines, kit_order, sell_kit


def test_the_order_page_shows_the_kit_with_its_price_above_its_components(
    client, shop, sign_in, django_assert_max_num_queries
):
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")
    order = kit_order(shop, 3)
    sign_in("CSR")
    client.get(page_of(order))

    with django_assert_max_num_queries(QUERY_LIMIT):
        page = client.get(page_of(order)).content.decode()

    assert page.index("3 kits ordered") < page.index("6 ordered") < page.index("3 ordered</strong>")
    for figure in ("€25.00", "€75.00", "€30.00", "€45.00"):
        assert figure in page


def test_the_quote_card_shows_the_kit_and_the_stock_of_its_components(client, shop, sign_in):
    kit = sell_kit(shop, {0: 2, 2: 4}, price="25.00")
    sign_in("CSR")

    card = quoted(client, typed(shop, 3, **{"lines-0-sku": kit.pk}))

    assert card.index("3 × Breakfast set") < card.index("6 × Product 1") < card.index("12 × Product 3")
    assert "10 in stock, 2 to wait for" in card
    assert "€75.00" in card


def test_the_stock_page_of_a_kit_shows_how_many_its_components_make(client, shop, sign_in):
    kit = sell_kit(shop, {0: 3, 2: 4})
    sign_in("CSR lead")

    page = client.get(reverse("desk:stock", args=[kit.pk])).content.decode()

    assert "<strong>2 kits</strong> can be had: its stock is that of its components." in page
    assert page.index("SKU-1") < page.index("SKU-3")


def test_a_draft_with_a_kit_is_edited_as_it_was_wished(shop):
    kit = sell_kit(shop, {0: 2, 2: 1})
    draft = create_draft(shop.request(lines=[*kit_lines("SKU-2"), *kit_lines(units=2)]), actor=SYSTEM)

    lines = initial_lines_of(Order.objects.get(pk=draft.pk))

    assert [(line["sku"], line["quantity"]) for line in lines] == [(shop.skus[1].pk, 1), (kit.pk, 2)]


def test_whole_kits_are_canceled_by_one_field(client, shop, sign_in):
    sell_kit(shop, {0: 2, 2: 1})
    order = kit_order(shop, 3)
    sign_in("CSR")
    form = client.get(move_of(order, "cancel_lines")).content.decode()

    fields = {f"kit_{order.kits.get().pk}": 2, "reason": "fewer", "expected_version": order.version}
    client.post(move_of(order, "cancel_lines"), fields)

    assert "3 of 3 kits can be canceled." in form
    assert "of 6 can be canceled" not in form
    assert [line.canceled for line in order.lines.order_by("position")] == [4, 2]


def test_a_kit_is_edited_by_the_number_of_kits_and_its_components_have_no_fields(client, shop, sign_in):
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")
    order = kit_order(shop, 3)
    sign_in("CSR lead")
    kit = order.kits.get()

    form = client.get(edit_page_of(order)).content.decode()
    client.post(edit_page_of(order), edited_form(order, **{f"kits_{kit.pk}": 1}))
    page = client.get(edit_page_of(order)).content.decode()
    client.post(edit_page_of(order), {"act": "confirm", "expected_version": order.version, "reason": "called"})

    assert f'name="kits_{kit.pk}"' in form
    assert f'name="units_{order.lines.first().pk}"' not in form
    assert "6 → <strong>2</strong>" in page
    after = Order.objects.get(pk=order.pk)
    assert [line.canceled for line in after.lines.order_by("position")] == [4, 2]
    assert after.lines_total == 25
