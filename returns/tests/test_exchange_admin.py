import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from payments.tests.factories import work
from returns.models import Claim, Exchange
from returns.services.claiming import approve_claim, open_claim
from returns.services.exchanging import request_exchange
from returns.tests.exchanges import delivered_and_captured, exchanged

pytestmark = pytest.mark.django_db
APPS = ["returns", "orders", "payments", "shipping", "fulfillment"]


@pytest.fixture
def office(client):
    cache.clear()
    user = User.objects.create_user("rita", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=APPS))
    client.force_login(user)
    yield client
    cache.clear()


def move(row, name: str) -> str:
    return reverse(f"admin:returns_{row._meta.model_name}_move", args=[row.pk, name])


def page(client, row) -> str:
    return client.get(reverse(f"admin:returns_{row._meta.model_name}_change", args=[row.pk])).content.decode()


def start(order, name: str) -> str:
    return reverse("admin:orders_order_move", args=[order.pk, name])


def test_an_exchange_is_started_on_the_orders_page_and_approved_by_a_button(office, shop, gateway):
    order = delivered_and_captured(shop, {0: 2})
    key = f"line_{order.lines.get().pk}"

    given = {key: 1, "reason_code": "other", "goods_text": "SKU-2", "mode": "held"}
    wrong = office.post(start(order, "exchange"), given)
    assert "is not a SKU and a number of units" in wrong.content.decode()
    office.post(
        start(order, "exchange"),
        {
            key: 1, "reason_code": "other", "goods_text": "SKU-2 1", "mode": "held", "difference_to": "tenders",
            "comment": "Too small.",
        },
    )  # fmt: skip
    exchange = Exchange.objects.get()
    assert "12.00</span> to be paid by the customer" in page(office, exchange)
    office.post(move(exchange, "approve"), {})
    work()

    exchange.refresh_from_db()
    assert (exchange.state, exchange.replacement.total) == ("awaiting_payment", 24)
    for one in (order, exchange.replacement):
        shown = office.get(reverse("admin:orders_order_change", args=[one.pk])).content.decode()
        assert exchange.number in shown


def test_the_list_of_exchanges_to_decide_and_its_count_in_the_side_bar(office, shop, gateway):
    order = delivered_and_captured(shop, {0: 3})
    waits = request_exchange(order_id=order.pk, units={order.lines.get().pk: 1}, reason_code="other", actor=SYSTEM)
    agreed = exchanged(order, 1)

    shown = office.get(reverse("admin:returns_exchange_changelist"), {"waits": "decision"}).content.decode()

    assert waits.number in shown
    assert agreed.number not in shown


def test_a_button_that_cannot_be_pressed_says_why(office, shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}))
    Exchange.objects.update(replacement=None)
    Exchange.objects.filter(pk=exchange.pk).update(failure="SKU-1 is no longer sold.")

    assert "SKU-1 is no longer sold." in page(office, exchange)


def test_a_claim_is_opened_shown_with_its_evidence_and_made_good_by_buttons(office, shop, gateway):
    order = delivered_and_captured(shop, {0: 3})
    key = order.lines.get().pk
    office.post(start(order, "claim"), {f"line_{key}": 2, "kind": "damaged", "comment": "Cracked."})

    claim = Claim.objects.get()
    shown = page(office, claim)
    for words in ("Cracked.", "photos", "No parcel is known", "Nothing was scanned"):
        assert words in shown
    assert claim.number in office.get(reverse("admin:returns_claim_changelist")).content.decode()
    office.post(move(claim, "approve"), {})
    line = claim.lines.get()
    wrong = office.post(move(claim, "decide"), {f"line_{line.pk}_refund": 2, f"line_{line.pk}_replace": 1})
    assert "2 units are claimed, not 3" in wrong.content.decode()
    office.post(
        move(claim, "decide"), {f"line_{line.pk}_refund": 1, f"line_{line.pk}_replace": 1, "goods_at": "customer"}
    )
    work()

    claim.refresh_from_db()
    assert (claim.state, claim.refund.amount, claim.goods_at) == ("resolved", 12, "customer")
    assert claim.replacement.number in page(office, claim)
    assert claim.number in office.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()


def test_a_claim_whose_parcel_is_not_known_cannot_be_asked_of_the_carrier(office, shop, gateway):
    order = delivered_and_captured(shop, {0: 1})
    claim = open_claim(order_id=order.pk, kind="damaged", units={order.lines.get().pk: 1}, actor=SYSTEM)
    approve_claim(claim_id=claim.pk, actor=SYSTEM)

    answer = office.post(move(claim, "carrier"), {"amount": "12.00"})

    assert "no parcels" in answer.content.decode()
