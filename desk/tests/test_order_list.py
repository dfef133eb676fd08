from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.intake.requests import CustomerRequest
from orders.models import Order, SavedView
from orders.tests.factories import authorized_order, placed_order

LIST = "/admin/orders/order/"


def test_the_list_needs_at_most_twelve_queries_and_never_counts(client, shop, sign_in):
    for _ in range(6):
        placed_order(shop)
    sign_in("CSR")
    client.get(LIST)

    with CaptureQueriesContext(connection) as found:
        answer = client.get(LIST, {"display_status": "awaiting_payment"})

    assert answer.status_code == 200
    assert len(found) <= 12
    assert not [query for query in found.captured_queries if "COUNT(" in query["sql"] or "DISTINCT" in query["sql"]]


def test_orders_are_found_by_number_digits_name_mail_and_phone(client, shop, sign_in):
    grace = CustomerRequest(name="Grace Hopper", email="grace.hopper@navy.example", phone="+15550100123")
    wanted = placed_order(shop, customer=grace)
    other = placed_order(shop)
    sign_in("CSR")
    digits = wanted.number.partition("-")[2]

    for term in (wanted.number, digits, "grace hop", "grace.hopper@navy.example", "+1 (555) 010-0123", "navy"):
        page = client.get(LIST, {"q": term}).content.decode()
        assert wanted.number in page, term
        assert other.number not in page, term


def test_a_bulk_move_tells_how_many_were_done_and_why_others_were_refused(client, shop, sign_in):
    ready, unpaid = authorized_order(shop), placed_order(shop)
    Order.objects.filter(pk=ready.pk).update(risk_checked_at=ready.placed_at)
    sign_in("CSR")

    page = client.post(
        LIST, {"action": "confirm_selected", ACTION_CHECKBOX_NAME: [ready.pk, unpaid.pk]}, follow=True
    ).content.decode()

    assert "Confirm: 1 done." in page
    assert "Confirm: 1 refused" in page
    assert f'<a class="oms-link" href="{reverse("admin:orders_order_change", args=[unpaid.pk])}">' in page
    assert Order.objects.get(pk=ready.pk).state == "confirmed"


def test_a_bulk_cancel_asks_once_for_the_reason(client, shop, sign_in):
    first, second = placed_order(shop), placed_order(shop)
    sign_in("CSR")
    chosen = {"action": "cancel_selected", ACTION_CHECKBOX_NAME: [first.pk, second.pk]}

    asked = client.post(LIST, chosen)
    client.post(LIST, {**chosen, "apply": "1", "reason": "Shop closes"})

    assert "required" in asked.content.decode()
    assert set(Order.objects.values_list("state", flat=True)) == {"canceled"}


def test_bulk_moves_are_offered_only_with_their_right(client, shop, sign_in):
    placed_order(shop)
    sign_in("Warehouse")

    page = client.get(LIST).content.decode()

    assert 'value="cancel_selected"' not in page


def test_the_filtered_list_is_downloaded_with_defused_cells(client, shop, sign_in):
    evil = CustomerRequest(name='=HYPERLINK("http://evil")', email="e@example.com")
    wanted, other = placed_order(shop, customer=evil), authorized_order(shop)
    sign_in("Manager")

    chosen = {"query": "payment_status=pending&o=2&p=1", "format": "csv", "columns": ["number", "customer"]}
    answer = client.post(LIST + "export/", chosen)

    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("number,customer\n")
    assert wanted.number in text
    assert other.number not in text
    assert "\"'=HYPERLINK" in text


def test_a_view_keeps_its_columns_and_the_list_offers_them(client, shop, sign_in):
    sign_in("CSR")
    page = client.get(f"{LIST}?_part=file").content.decode()
    chosen = {"name": "Short", "query": "state=placed", "columns": ["number", "total", "nonsense"]}
    client.post(f"{LIST}views/save/", chosen)

    opened = client.get(f"{LIST}?state=placed&_part=file").content.decode()

    assert SavedView.objects.get(name="Short").columns == ["number", "total"]
    assert 'value="state" checked' in page
    assert 'value="state" checked' not in opened
    assert 'value="total" checked' in opened
    assert 'value="email" disabled' in opened
