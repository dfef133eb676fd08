"""Naughty strings through every text field of the office: kept as typed, or refused with a sentence; never a crash."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from core.models import EventNote
from orders.intake.reference import forget_reference
from orders.models import Order, OrderHold, OrderNote
from orders.tests.factories import Shop, open_shop, placed_order
from tests.fuzz.api_house import undone
from tests.fuzz.naughty import SHARE, every_string

pytestmark = pytest.mark.django_db
PLAIN = "plain"
AT_ONCE = 6
ADDED = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0}
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
        dirty = [name for name in said if said[name] != PLAIN]
        # A sentence about the whole, as for an address without a town, names one field of several.
        wrong = [name for name in dirty if name in form.errors] or dirty
        for name in wrong:
            said[name] = PLAIN
        told["refused"] += len(wrong)
    told["kept"] += sum(1 for value in said.values() if value != PLAIN)
    return Order.objects.latest("pk"), said


def test_every_text_of_the_order_form_is_kept_as_typed_or_refused_by_its_field(lead, shop, form):
    told: Counter[str] = Counter()
    for text in every_string(form, share=3 * SHARE):
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
    for number, text in enumerate(every_string(form, share=3 * SHARE)):
        name = NAMING[number % len(NAMING)]
        plain = {"name": "Ada", "line1": "L 1", "city": "Berlin", "discount": "", "token": "tok", name: text[:254]}
        with undone():
            answer = post(lead, reverse("admin:orders_order_add"), typed(shop, **plain))
            assert answer.status_code == 302 or answer.context["form"].errors, (name, text)


def test_notes_holds_tags_addresses_and_reasons_are_kept_or_refused(lead, shop, form):
    order = placed_order(shop, {0: 1})
    texts = [as_sent(text) for text in every_string(form)]
    told: Counter[str] = Counter()
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        with undone():
            for text in some:
                told.update(act_on(lead, order, text))
            shown_as_text(lead, order, some)
    print(dict(told))
    assert all(told[f"{act} kept"] for act in ("note", "hold", "tag", "address", "cancel"))


def test_the_edit_of_a_placed_order_keeps_texts_as_typed_or_refuses_them_by_their_field(lead, shop, form):
    order = placed_order(shop, {0: 1})
    told: Counter[str] = Counter()
    for text in [as_sent(text) for text in every_string(form, share=4 * SHARE)]:
        with undone():
            told.update(edit(lead, order, text))
    print(dict(told))
    assert all(told[one] for one in ("address kept", "address refused", "price kept", "price refused"))


def edit(client: Any, order: Order, text: str) -> list[str]:
    """Sends the order elsewhere, then prices its line anew, saying ``text`` everywhere; confirms what was staged."""
    page, line = reverse("admin:orders_order_edit", args=[order.pk]), order.lines.get()
    address = {name: text[:limit] for name, limit in ADDRESS.items()}
    priced = {f"price_{line.pk}": "1", f"why_{line.pk}": text[:120]}
    told = []
    for act, more in (("address", {f"to_{name}": value for name, value in address.items()}), ("price", priced)):
        with undone():
            answer = post(client, page, {"act": "stage", **ADDED, **as_it_is(order), **more})
            if answer.status_code != 302:
                assert answer.context["error"] or answer.context["form"].errors, (act, text)
                told.append(f"{act} refused")
                continue
            shown_as_text(client, order, [text], page)
            confirmed = post(client, page, {"act": "confirm", "reason": text[:400]})
            assert confirmed.status_code == 302, (act, text, confirmed.context["error"])
            assert EventNote.objects.latest("pk").text == one_line_end(text[:400]) or not text.strip()
            if act == "address":
                assert address_of(order) == {name: value.strip() for name, value in address.items()}
            told.append(f"{act} kept")
    return told


def one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def as_it_is(order: Order) -> dict[str, str]:
    """The address as the edit page shows it now."""
    where = Order.objects.select_related("shipping_address").get(pk=order.pk).shipping_address
    return {"to_country": where.country, **{f"to_{name}": getattr(where, name) for name in ADDRESS}}


def act_on(client: Any, order: Order, text: str) -> list[str]:
    """Says ``text`` in every act of the order's page; each is kept as typed, or refused with a sentence."""
    told = []
    address = {name: text[:limit] for name, limit in ADDRESS.items()}
    note = reverse("admin:orders_order_change", args=[order.pk]).removesuffix("change/") + "note/"
    for act, path, said, kept in (
        ("note", note, {"text": text}, lambda: [OrderNote.objects.filter(order=order).latest("pk").text, text]),
        ("hold", move(order, "hold"), {"kind": "manual", "blocks": "confirm", "reason": text[:400]},
         lambda: [OrderHold.objects.filter(order=order).latest("pk").reason, text[:400]]),
        ("tag", move(order, "tag"), {"tags": text[:32]},
         lambda: [Order.objects.get(pk=order.pk).tags, [one for one in tags_of(text) if one]]),
        ("address", move(order, "change_address"), {"country": "DE", "reason": "moved", **address},
         lambda: [address_of(order), {name: value.strip() for name, value in address.items()}]),
    ):  # fmt: skip
        told.append(outcome(act, post(client, path, said), kept))
    with undone():
        answer = post(client, move(order, "cancel"), {"reason": text[:400]})
        told.append(outcome("cancel", answer, lambda: [EventNote.objects.latest("pk").text, text[:400]]))
    return told


def tags_of(text: str) -> list[str]:
    return list(dict.fromkeys(one.strip() for one in text[:32].split(",")))


def address_of(order: Order) -> dict[str, str]:
    where = Order.objects.select_related("shipping_address").get(pk=order.pk).shipping_address
    return {name: getattr(where, name) for name in ADDRESS}


def outcome(act: str, answer: Any, kept: Callable[[], list[Any]]) -> str:
    """A form has blanks around its texts taken off and one kind of line end; nothing else may differ."""
    if answer.status_code != 302:
        sentences = list(answer.context["messages"]) if act == "note" else answer.context["form"].errors
        assert sentences, act
        return f"{act} refused"
    found, wanted = (one.replace("\r\n", "\n").strip() if isinstance(one, str) else one for one in kept())
    assert found == wanted, act
    return f"{act} kept"


def shown_as_text(client: Any, order: Order, texts: list[str], path: str = "") -> None:
    """The order's page and its list stand, with nothing of the texts as markup; each can be searched for."""
    shown = client.get(path or reverse("admin:orders_order_change", args=[order.pk]))
    assert shown.status_code == 200
    page = shown.content.decode()
    for text in texts:
        assert not ("<" in text and ">" in text and len(text) > 3 and text[:160] in page), text
        assert client.get(reverse("admin:orders_order_changelist"), {"q": text}).status_code == 200


def move(order: Order, act: str) -> str:
    return reverse("admin:orders_order_move", args=[order.pk, act])
