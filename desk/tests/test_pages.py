import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import ShippingMethod
from core.admin.base import OmsAdmin
from core.models import Alert, AuditResult, AuditRun, Effect
from desk.selectors.call_box import find_orders
from orders.models import Order
from orders.tests.factories import confirmed_order, placed_order
from orders.tests.voucher_factories import VoucherFactory


def test_the_dashboard_needs_at_most_twelve_queries(client, shop, sign_in, django_assert_max_num_queries):
    placed_order(shop)
    confirmed_order(shop)
    sign_in("Manager")
    client.get(reverse("admin:index"))

    with django_assert_max_num_queries(12):
        page = client.get(reverse("admin:index")).content.decode()

    assert "Orders today" in page
    assert "€36.00" in page


@pytest.mark.parametrize("role", ["CSR", "CSR lead", "Warehouse", "Payments", "Returns", "Manager", "Admin"])
def test_no_figure_of_the_dashboard_leads_where_the_role_may_not_go(client, shop, sign_in, role):
    placed_order(shop)
    sign_in(role)
    page = client.get(reverse("admin:index")).content.decode()

    links = re.findall(r'href="([^"]+)" class="oms-figure', page)

    answers = {link: client.get(link.replace("&amp;", "&")) for link in links}
    assert {
        link: (answer.status_code, answer.headers.get("Location"))
        for link, answer in answers.items()
        if answer.status_code != 200
    } == {}


def test_the_call_box_goes_straight_to_an_order_by_its_number(client, shop, sign_in):
    order = placed_order(shop)
    placed_order(shop)
    sign_in("CSR")

    answer = client.get(reverse("desk:find"), {"q": order.number.lower()})

    assert answer.headers["Location"] == reverse("admin:orders_order_change", args=[order.pk])


def test_the_call_box_lists_several_hits_and_tells_when_there_is_none(client, shop, sign_in):
    first, second = placed_order(shop), placed_order(shop)
    sign_in("CSR")

    several = client.get(reverse("desk:find"), {"q": "lovelace"}).content.decode()
    none = client.get(reverse("desk:find"), {"q": "nobody\x00 at all"}).content.decode()

    assert first.number in several
    assert second.number in several
    assert "Nothing found" in none


def test_the_doctor_shows_zero_beside_each_promise_and_what_is_dead(client, sign_in):
    run = AuditRun.objects.create(finished_at="2026-01-01T00:00:00Z")
    AuditResult.objects.create(run=run, promise="effect_keys_are_unique", number=13, violations=0, seconds=0.1)
    Effect.objects.create(task="mail.send", queue="mail", key="k1", state="dead", finished_at="2026-01-01T00:00:00Z")
    sign_in("Manager")

    page = client.get(reverse("desk:doctor")).content.decode()

    assert "effect_keys_are_unique" in page
    assert "1 run, always zero" in page
    assert "mail.send" in page


def test_a_dead_effect_is_retried_by_its_button_and_its_alert_closed(client, sign_in):
    effect = Effect.objects.create(task="mail.send", queue="mail", key="k1", state="dead", attempts=10)
    Alert.objects.create(kind="dead_effect", reference=str(effect.pk), message="mail.send")
    sign_in("Admin")

    client.post(reverse("admin:core_effect_move", args=[effect.pk, "retry"]))

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == ("due", 0)
    assert not Alert.objects.filter(closed_at=None).exists()


def test_an_order_is_taken_by_the_form_and_placed(client, shop, sign_in):
    sign_in("CSR")
    form = {
        "channel": shop.channel.pk, "intake": "phone", "name": "Alan Turing", "email": "alan@example.com",
        "line1": "Unter den Linden 2", "city": "Berlin", "postal_code": "10117", "country": "de",
        "shipping_method": ShippingMethod.objects.get().code, "tender": "card", "token": "tok_visa",
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-sku": shop.skus[0].pk, "lines-0-quantity": 2,
    }  # fmt: skip

    client.post(reverse("admin:orders_order_add"), {**form, "place": "1"})

    order = Order.objects.get()
    assert (order.state, order.intake, order.customer.name) == ("placed", "phone", "Alan Turing")
    assert order.lines.get().allocated == 2


def test_a_draft_is_rewritten_by_the_form(client, shop, sign_in):
    sign_in("CSR")
    form = {
        "channel": shop.channel.pk, "intake": "phone", "name": "Alan Turing", "email": "alan@example.com",
        "line1": "Unter den Linden 2", "city": "Berlin", "postal_code": "10117", "country": "de",
        "shipping_method": ShippingMethod.objects.get().code, "tender": "card", "token": "tok_visa",
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-sku": shop.skus[0].pk, "lines-0-quantity": 2,
    }  # fmt: skip
    client.post(reverse("admin:orders_order_add"), form)
    draft = Order.objects.get()
    edited = {**form, "customer": draft.customer_id, "lines-0-quantity": 5, "expected_version": draft.version}

    page = client.get(reverse("admin:orders_order_draft", args=[draft.pk]))
    answer = client.post(reverse("admin:orders_order_draft", args=[draft.pk]), edited)

    assert page.status_code == 200
    assert answer.status_code == 302
    assert draft.lines.get().ordered == 5


def test_vouchers_a_discount_and_a_vat_id_are_typed_and_shown_again(client, shop, sign_in):
    sign_in("CSR lead")
    VoucherFactory(code="TEN")
    form = {
        "channel": shop.channel.pk, "intake": "phone", "name": "Shop", "email": "shop@example.com", "po_number": "PO-7",
        "vat_id": "FR40303265045", "line1": "Rue 1", "city": "Paris", "postal_code": "1", "country": "fr",
        "shipping_method": ShippingMethod.objects.get().code, "tender": "card", "token": "tok_visa",
        "voucher_codes": "ten, ", "discount": "50", "discount_reason": "Regular",
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-sku": shop.skus[0].pk, "lines-0-quantity": 2,
    }  # fmt: skip

    silent = client.post(reverse("admin:orders_order_add"), {**form, "discount_reason": ""})
    client.post(reverse("admin:orders_order_add"), form)
    draft = Order.objects.get()
    again = client.get(reverse("admin:orders_order_draft", args=[draft.pk])).content.decode()
    page = client.get(reverse("admin:orders_order_change", args=[draft.pk])).content.decode()

    assert (silent.status_code, draft.lines_total, draft.discount_total, draft.total) == (422, 20, 11, 14)
    assert all(f'value="{text}"' in again for text in ("TEN", "50.0000", "Regular"))
    assert all(text in page for text in ("FR40303265045", "Reverse charge", "PO-7", "Voucher TEN"))


def test_a_price_that_a_rep_may_not_set_is_told_on_the_form_and_nothing_typed_is_lost(client, shop, sign_in):
    sign_in("CSR")
    form = {
        "channel": shop.channel.pk, "intake": "phone", "name": "Alan Turing", "email": "alan@example.com",
        "shipping_method": ShippingMethod.objects.get().code, "tender": "card",
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-sku": shop.skus[0].pk, "lines-0-quantity": 2,
        "lines-0-unit_price": "5", "lines-0-price_reason": "Friend",
    }  # fmt: skip

    answer = client.post(reverse("admin:orders_order_add"), form)

    assert answer.status_code == 422
    assert "needs the right “orders.override_price”" in answer.content.decode()
    assert "Alan Turing" in answer.content.decode()
    assert Order.objects.count() == 0


def test_a_card_without_token_needs_an_address_for_the_pay_link(client, shop, sign_in):
    sign_in("CSR")
    form = {
        "channel": shop.channel.pk, "intake": "phone", "name": "Alan Turing",
        "shipping_method": ShippingMethod.objects.get().code, "tender": "card",
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-sku": shop.skus[0].pk, "lines-0-quantity": 2,
    }  # fmt: skip

    answer = client.post(reverse("admin:orders_order_add"), form)
    kept = client.post(reverse("admin:orders_order_add"), {**form, "email": "alan@example.com"})

    assert "The pay link goes by e-mail" in answer.content.decode()
    assert kept.status_code == 302


HOUSE = [model for model, page in admin.site._registry.items() if isinstance(page, OmsAdmin)]


@pytest.mark.parametrize("model", sorted(HOUSE, key=lambda model: model._meta.label))
def test_every_list_opens_within_twelve_queries_and_never_counts(client, shop, sign_in, model):
    placed_order(shop)
    sign_in("Admin")
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client.get(address)

    with CaptureQueriesContext(connection) as found:
        answer = client.get(address)

    assert answer.status_code == 200
    assert len(found) <= 12
    assert not [query for query in found.captured_queries if "COUNT(" in query["sql"] or "DISTINCT" in query["sql"]]


@pytest.mark.parametrize("role", ["CSR", "CSR lead", "Warehouse", "Payments", "Returns", "Manager", "Admin"])
def test_every_role_sees_its_own_navigation(client, shop, sign_in, role):
    sign_in(role)

    page = client.get(reverse("admin:index")).content.decode()

    assert reverse("admin:orders_order_changelist") in page
    assert (reverse("admin:accounts_user_changelist") in page) == (role in {"Manager", "Admin"})


def test_the_call_box_finds_what_a_shop_calls_its_order_exactly(shop):
    order = placed_order(shop, external_id="WEB-7/1")
    placed_order(shop, external_id="WEB-7")

    assert find_orders(" WEB-7/1 ").straight == order
    assert not find_orders("WEB-7/1x").orders


def test_the_call_box_finds_the_orders_of_a_sku(client, shop, sign_in):
    first, second = placed_order(shop, {1: 1}), placed_order(shop, {1: 2})
    other = placed_order(shop, {0: 1})
    sign_in("CSR")

    page = client.get(reverse("desk:find"), {"q": "sku-2"}).content.decode()

    assert first.number in page
    assert second.number in page
    assert other.number not in page
