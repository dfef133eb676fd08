from django.urls import reverse

from accounts.selectors import actor_of
from core.actors import SYSTEM
from fulfillment.models import FulfillmentOrder, Parcel
from inventory.models import Warehouse
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.holding import hold_order
from orders.services.noting import add_note
from orders.tests.factories import confirmed_order, open_shop, placed_order
from payments.models import Payment

QUERY_LIMIT = 25


def page_of(order: Order) -> str:
    return reverse("admin:orders_order_change", args=[order.pk])


def move_of(order: Order, move: str) -> str:
    return reverse("admin:orders_order_move", args=[order.pk, move])


def give_work(order: Order) -> None:
    """A parcel and a payment, so that every panel has something to ask for."""
    work = FulfillmentOrder.objects.create(
        number="F-1", order=order, warehouse=Warehouse.objects.first(), ship_by_on="2026-01-02",
        late_at="2026-01-02T15:00:00Z",
    )  # fmt: skip
    Parcel.objects.create(number="PC-1", fulfillment_order=work)
    Payment.objects.create(number="P-1", order=order, kind="card", currency="EUR", amount=order.total)


def test_the_page_of_ten_lines_needs_at_most_twenty_five_queries(
    db, settings, client, sign_in, django_assert_max_num_queries
):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    order = confirmed_order(open_shop(skus=10), dict.fromkeys(range(10), 2))
    hold_order(order_id=order.pk, kind="manual", reason="Wait", actor=SYSTEM)
    add_note(order_id=order.pk, text="Called twice.", actor=actor_of(sign_in("CSR lead")))
    give_work(order)
    client.get(page_of(order))

    with django_assert_max_num_queries(QUERY_LIMIT):
        answer = client.get(page_of(order))

    assert answer.status_code == 200
    assert "Called twice." in answer.content.decode()


def test_lines_plus_charges_plus_tax_are_the_total_on_the_page(client, shop, sign_in):
    order = confirmed_order(shop, {0: 2, 1: 1})
    sign_in("CSR")

    page = client.get(page_of(order)).content.decode()

    for figure in ("€40.00", "€5.00", "€9.00", "€54.00"):
        assert figure in page


def test_a_blocked_move_is_shown_disabled_with_its_reasons(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR")

    page = client.get(page_of(order)).content.decode()

    assert "The risk check has not run." in page
    assert "Its payment is begun by itself, within seconds." in page
    assert f'action="{move_of(order, "confirm")}' not in page


def test_a_move_is_neither_shown_nor_made_without_its_right(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("Warehouse")

    page = client.get(page_of(order)).content.decode()
    answer = client.post(move_of(order, "cancel"), {"reason": "I want to"})

    assert "Cancel order" not in page
    assert answer.status_code == 403
    order = Order.objects.get(pk=order.pk)
    assert order.state == "placed"


def test_a_refused_move_tells_why_and_keeps_what_was_typed(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR")

    answer = client.post(move_of(order, "confirm"), {"reason": "She insists"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The risk check has not run." in page
    assert "She insists" in page


def test_a_move_that_came_too_late_names_who_was_first(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR")
    cancel_order(order_id=order.pk, reason="Found it elsewhere", actor=SYSTEM)

    answer = client.post(move_of(order, "confirm"), {})

    assert answer.status_code == 409
    assert f"Order {order.number} was canceled by The system at " in answer.content.decode()


def test_a_cancel_without_a_reason_asks_for_it_and_cancels_nothing(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR")

    answer = client.post(move_of(order, "cancel"), {"reason": ""})

    assert answer.status_code == 422
    assert "Please say why" in answer.content.decode()
    assert Order.objects.get(pk=order.pk).state == "placed"


def test_a_conflict_shows_what_changed_and_by_whom_and_does_nothing(client, shop, sign_in):
    order = placed_order(shop)
    user = sign_in("CSR lead")
    seen = {"expected_version": order.version, "seen_seq": 1}
    hold_order(order_id=order.pk, kind="address", reason="House number missing", actor=SYSTEM)

    answer = client.post(move_of(order, "cancel"), {"reason": "Customer called", **seen})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed it first" in page
    assert "Put on hold" in page
    assert "The system" in page
    assert "House number missing" in page
    assert "Customer called" in page
    assert Order.objects.get(pk=order.pk).state == "placed"
    assert user.is_staff


def test_after_a_conflict_the_move_can_be_made_with_what_is_known_now(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR lead")
    hold_order(order_id=order.pk, kind="address", reason="House number missing", actor=SYSTEM)
    page = client.post(
        move_of(order, "cancel"), {"reason": "Customer called", "expected_version": order.version, "seen_seq": 1}
    )

    client.post(move_of(order, "cancel"), {"reason": "Customer called", **page.context["now"]})

    assert Order.objects.get(pk=order.pk).state == "canceled"


def test_a_state_cannot_be_typed(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("Admin")

    client.post(page_of(order), {"state": "completed", "number": "X-1"})

    order = Order.objects.get(pk=order.pk)
    assert (order.state, order.number != "X-1") == ("placed", True)


def test_a_note_is_kept_with_its_author(client, shop, sign_in):
    order = placed_order(shop)
    user = sign_in("CSR lead")

    client.post(reverse("admin:orders_order_note", args=[order.pk]), {"text": "Rings at noon."})

    note = order.notes.get()
    assert (note.text, note.author) == ("Rings at noon.", f"user:{user.pk}")


def test_units_of_a_line_are_canceled_by_the_form(client, shop, sign_in):
    order = placed_order(shop, {0: 3})
    line = order.lines.get()
    sign_in("CSR")

    client.post(
        move_of(order, "cancel_lines"),
        {f"line_{line.pk}": 2, "reason": "Only one needed", "expected_version": order.version},
    )

    line.refresh_from_db()
    assert (line.canceled, line.allocated) == (2, 1)


def test_a_rep_sends_an_order_elsewhere(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR")
    form = client.get(move_of(order, "change_address"))
    assert "Unter den Linden 1" in form.content.decode()

    client.post(
        move_of(order, "change_address"),
        {
            "name": "Grace Hopper", "line1": "Ring 2", "city": "Potsdam", "postal_code": "14467", "country": "de",
            "reason": "Moved house", "expected_version": order.version,
        },
    )  # fmt: skip

    order = Order.objects.select_related("shipping_address").get(pk=order.pk)
    assert str(order.shipping_address) == "Grace Hopper, Ring 2, 14467 Potsdam, DE"


def test_a_possible_duplicate_leads_to_the_order_it_is_like(db, settings, client, sign_in):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    shop = open_shop(skus=1)
    first, second = placed_order(shop), placed_order(shop)
    reason = f"Same customer, goods and total as {first.number}, 40 s apart."
    hold_order(order_id=second.pk, kind="possible_duplicate", reason=reason, actor=SYSTEM)
    sign_in("CSR")

    page = client.get(page_of(second)).content.decode()

    assert f'<a href="{page_of(first)}">Open {first.number}</a>' in page
