"""Naughty strings through every text field of the office: kept as typed, or refused with a sentence; never a crash."""

import csv
import io
import re
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from customers.models import Address
from orders.intake.reference import forget_reference
from orders.models import Order, OrderHold, OrderNote
from orders.tests.factories import Shop, open_shop, placed_order
from reports.exports.orders import order_rows
from tests.fuzz.api_house import undone
from tests.fuzz.naughty import every_string

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"[-+]?[\d.,]+")
# Where a typed field of the order form ends up, and how long it may be.
TYPED = {
    "name": 160, "phone": 32, "ship_name": 160, "line1": 160, "line2": 160, "postal_code": 20, "city": 80, "region": 80,
    "token": 120, "po_number": 64, "discount_reason": 200, "delivery_instructions": 300,
}  # fmt: skip
# Fields that must name something: each is tried by itself.
NAMING = ("email", "vat_id", "country", "voucher_codes", "shipping_method", "tender", "intake", "channel", "customer")
ADDRESS = {
    "name": 160, "company": 160, "line1": 160, "line2": 160, "city": 80, "region": 80, "postal_code": 20, "phone": 32,
}  # fmt: skip


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield open_shop(skus=1, stock=100)
    forget_reference()


@pytest.fixture
def lead(client):
    client.force_login(get_user_model().objects.create_superuser("lead", password="x"))
    return client


def post(client: Any, path: str, data: dict[str, Any]) -> Any:
    """The answer; what a refusal undid is undone, as in a request of its own. Half characters come as their bytes."""
    body = urlencode({name: str(value) for name, value in data.items()}, errors="surrogatepass")
    with transaction.atomic():
        answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 302, 422), (path, data, answer.status_code)
    return answer


def typed(shop: Shop, **more: Any) -> dict[str, Any]:
    return {
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-sku": shop.skus[0].pk, "lines-0-quantity": 1,
        "channel": shop.channel.pk, "intake": "phone", "tender": "card", "shipping_method": "standard",
        "discount": "5", "country": "DE", "place": "1", **more,
    }  # fmt: skip


def as_sent(text: str) -> str:
    """What a form carries: half characters have no bytes of their own, neither in a browser nor here."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def order_of(client: Any, shop: Shop, text: str, told: Counter[str]) -> tuple[Order, dict[str, str]]:
    """The order typed with ``text`` in every field, and what was typed at last: refused fields are made plain."""
    said = {name: as_sent(text)[:limit] for name, limit in TYPED.items()}
    for _ in range(len(TYPED)):
        answer = post(client, reverse("admin:orders_order_add"), typed(shop, **said))
        if answer.status_code == 302:
            break
        form = answer.context["form"]
        assert form.errors, text
        wrong = [name for name in form.errors if name in said] or list(said)
        for name in wrong:
            said[name] = "plain"
        told["refused"] += len(wrong)
    told["kept"] += sum(1 for value in said.values() if value != "plain")
    return Order.objects.latest("pk"), said


def test_every_text_of_the_order_form_is_kept_as_typed_or_refused_by_its_field(lead, shop, form):
    told: Counter[str] = Counter()
    for text in every_string(form, share=40):
        with undone():
            order, said = order_of(lead, shop, text, told)
            where, who = order.shipping_address, order.customer
            kept = {
                "name": who.name, "phone": where.phone, "line1": where.line1, "line2": where.line2,
                "postal_code": where.postal_code, "city": where.city, "region": where.region, "ship_name": where.name,
                "po_number": order.po_number, "delivery_instructions": order.delivery_instructions,
            }  # fmt: skip
            same = {name: said[name].strip() for name in kept}
            same["ship_name"] = same["ship_name"] or same["name"]
            assert kept == same
    print(dict(told))
    assert told["kept"]
    assert told["refused"]


def test_what_must_name_something_is_refused_on_the_form(lead, shop, form):
    for number, text in enumerate(every_string(form, share=40)):
        name = NAMING[number % len(NAMING)]
        plain = {"name": "Ada", "line1": "L 1", "city": "Berlin", "discount": "", "token": "tok", name: text[:254]}
        with undone():
            answer = post(lead, reverse("admin:orders_order_add"), typed(shop, **plain))
            assert answer.status_code == 302 or answer.context["form"].errors, (name, text)


def test_notes_holds_tags_addresses_and_reasons_are_kept_or_refused(lead, shop, form):
    order = placed_order(shop, {0: 1})
    page = reverse("admin:orders_order_change", args=[order.pk])
    told: Counter[str] = Counter()
    for text in every_string(form, share=40):
        text = as_sent(text)
        with undone():
            acts = {
                "note": {"text": text}, "hold": {"kind": "manual", "blocks": "confirm", "reason": text[:400]},
                "tag": {"tags": text[:40]},
                "change_address": {"country": "DE", "reason": "moved", **{n: text[:m] for n, m in ADDRESS.items()}},
                "cancel": {"reason": text[:400]},
            }  # fmt: skip
            for act, said in acts.items():
                path = f"{page.removesuffix('change/')}note/" if act == "note" else move(order, act)
                answer = post(lead, path, said)
                told[f"{act} {'done' if answer.status_code == 302 else 'asked again'}"] += 1
            for note in OrderNote.objects.filter(order=order, author__contains="lead"):
                assert note.text == text.replace("\r\n", "\n").strip() or "\r" in text
            for hold in OrderHold.objects.filter(order=order):
                assert hold.reason.replace("\r\n", "\n") == text[:400].strip().replace("\r\n", "\n")
            shown = lead.get(page)
            assert shown.status_code == 200
            assert not ("<" in text and ">" in text and len(text) > 3 and text[:160] in shown.content.decode()), text
            assert lead.get(reverse("admin:orders_order_changelist"), {"q": text}).status_code == 200
    print(dict(told))


def move(order: Order, act: str) -> str:
    return reverse("admin:orders_order_move", args=[order.pk, act])


def test_an_export_parsed_back_says_what_was_kept_and_no_cell_is_a_formula(shop, form):
    texts = [text for text in every_string(form, share=1) if "\x00" not in text and text.isprintable()][:600]
    order = placed_order(shop, {0: 1})
    for text in texts:
        type(order.customer).objects.filter(pk=order.customer_id).update(name=text[:160])
        Address.objects.filter(pk=order.shipping_address_id).update(country="DE")
        head, row = csv.reader(io.StringIO("".join(order_rows(Order.objects.all()))))
        cell = row[head.index("customer")]
        assert cell.lstrip("'") == text[:160].lstrip("'") or cell == f"'{text[:160]}"
        assert not cell.startswith(("=", "+", "@", "-")) or NUMBER.fullmatch(cell), text
        assert len(row) == len(head)
