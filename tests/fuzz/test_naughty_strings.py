"""The big list of naughty strings through every text of every write: kept as sent, or refused by its field."""

import json
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from orders.intake.reference import forget_reference
from orders.models import Order
from tests.fuzz.api_house import open_api_house, undone
from tests.fuzz.naughty import SCRIPTS, every_string

pytestmark = pytest.mark.django_db

COUNT = count(1)
ADDRESS_TEXTS = {
    "name": 160, "company": 160, "line1": 160, "line2": 160, "city": 80, "region": 80, "postal_code": 20, "phone": 32,
}  # fmt: skip
CUSTOMER_TEXTS = {"name": 160, "phone": 32, "external_id": 64, "company": 160, "locale": 10}
ORDER_TEXTS = {"external_id": 64, "po_number": 64, "delivery_instructions": 300}
# Words that must name something: tried one at a time, as they can hardly be taken.
CODES = ["shipping_method", "reservation", "voucher_codes", "sku", "tender", "charge", "tax_class", "email", "vat_id"]


@pytest.fixture
def house(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield open_api_house()
    forget_reference()


def order_of(text: str) -> dict[str, Any]:
    address = {"country": "DE", **{name: text[:limit] for name, limit in ADDRESS_TEXTS.items()}}
    return {
        **{name: text[:limit] for name, limit in ORDER_TEXTS.items()},
        "customer": {name: text[:limit] for name, limit in CUSTOMER_TEXTS.items()},
        "shipping_address": address,
        "billing_address": dict(address),
        "lines": [{"sku": "SKU-1", "quantity": 1, "discounts": [discount(text)]}],
        "discounts": [discount(text)],
        "charges": [{"kind": "fee", "label": text[:120], "amount": "1"}],
        "tenders": [{"kind": "card", "token": text[:120]}],
    }


def discount(text: str) -> dict[str, str]:
    return {"label": text[:120], "reason": text[:200], "code": text[:40], "amount": "1"}


def with_code(name: str, text: str) -> dict[str, Any]:
    """An ordinary order with one code that names nothing."""
    wish: dict[str, Any] = order_of("plain")
    where: dict[str, tuple[Any, Any]] = {
        "voucher_codes": (wish, [text[:40]]), "sku": (wish["lines"][0], text[:64]), "email": (wish["customer"], text),
        "vat_id": (wish["customer"], text[:32]), "tax_class": (wish["charges"][0], text[:24]),
    }  # fmt: skip
    if name in ("tender", "charge"):
        wish[f"{name}s"][0]["kind"] = text[:16]
    else:
        place, value = where.get(name, (wish, text[:32]))
        place[name] = value
    return wish


class Teller:
    """Sends bodies as JSON with escapes, so that halves of surrogate pairs arrive as they are."""

    def __init__(self, client: Any, headers: dict[str, str]) -> None:
        self.client, self.headers, self.count = client, headers, 0

    def send(self, method: str, path: str, data: Any) -> Any:
        self.count += 1
        headers = {**self.headers, "Idempotency-Key": f"n-{self.count}"}
        text = json.dumps(data, ensure_ascii=True)
        answer = getattr(self.client, method)(f"/api/v1{path}", text, content_type="application/json", headers=headers)
        assert answer.status_code < 500, (path, data)
        return answer

    def taken(self, method: str, path: str, data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The answer, and what was sent at last: every field refused by its name is made plain, and sent again."""
        for _ in range(40):
            answer = self.send(method, path, data)
            if answer.status_code != 422:
                assert answer.status_code in (200, 201), answer.content
                return answer.json(), data
            problem = answer.json()
            assert problem["field"], problem
            assert problem["detail"], problem
            for mistake in problem.get("errors") or [problem]:
                make_plain(data, mistake["field"])
        raise AssertionError(f"{path} was refused for ever: {problem}")


def make_plain(data: Any, field: str) -> None:
    """Put a harmless word at ``lines[0].discounts[0].label``."""
    *way, last = [int(part) if part.isdigit() else part for part in field.replace("[", ".").replace("]", "").split(".")]
    for part in way:
        data = data[part]
    assert data[last] not in ("plain", "en"), f"{field} is refused whatever it says"
    # Numbers of the shop stay different, or a draft would be taken for the order before it.
    plain = {"locale": "en", "external_id": f"plain {next(COUNT)}"}
    data[last] = plain.get(last, "plain")


def test_every_text_of_every_write_is_kept_as_sent_or_refused_by_its_field(client, house, form):
    teller = Teller(client, house.headers)

    for text in every_string(form):
        with undone():
            for path in ("/orders", "/drafts"):
                told, sent = teller.taken("post", path, {**order_of(text), "external_id": f"{path}{text}"[:64]})
                assert_kept(told, sent)
            changed, sent = teller.taken("put", f"/drafts/{told['number']}", {**order_of(text), "external_id": ""})
            assert_kept({**changed, "external_id": ""}, sent)
            there = {"address": order_of(text)["shipping_address"], "reason": text[:500]}
            moved, sent = teller.taken("put", f"/orders/{told['number']}/shipping-address", there)
            assert {name: moved["shipping_address"][name] for name in sent["address"]} == sent["address"]
            held = {"lines": [{"sku": "SKU-1", "quantity": 1}], "holder": text[:80]}
            teller.taken("post", "/reservations", held)
            teller.taken("post", f"/orders/{told['number']}/cancel", {"reason": text[:500]})


def assert_kept(told: dict[str, Any], sent: dict[str, Any]) -> None:
    for name in ORDER_TEXTS:
        assert told[name] == sent[name]
    for name in ("shipping_address", "billing_address"):
        assert {part: told[name][part] for part in sent[name]} == sent[name]
    labels = {one["label"] for one in told["discounts"]}
    assert labels == {sent["discounts"][0]["label"], sent["lines"][0]["discounts"][0]["label"]}
    assert sent["charges"][0]["label"] in {one["label"] for one in told["charges"]}


def test_codes_that_name_nothing_are_refused_and_never_a_crash(client, house, form):
    teller = Teller(client, house.headers)

    for number, text in enumerate(every_string(form)):
        name = CODES[number % len(CODES)]
        with undone():
            answer = teller.send("post", "/orders", with_code(name, text))
            assert answer.status_code in (200, 201, 409, 422)
            assert answer.status_code != 422 or answer.json()["field"], (name, text)


def test_what_was_kept_is_shown_and_never_run_in_the_office(client, house, form):
    teller, staff = Teller(client, house.headers), get_user_model().objects.create_superuser("lead", password="x")
    client.force_login(staff)

    for text in [*SCRIPTS, *([one for one in every_string(form) if "<" in one] if form.is_long else [])]:
        with undone():
            told, _ = teller.taken("post", "/orders", order_of(text))
            order = Order.objects.get(number=told["number"])
            page = client.get(reverse("admin:orders_order_change", args=[order.pk]))
            assert page.status_code == 200
            shown = page.content.decode()
            assert not ("<" in text and text[:160] in shown), text
