"""A card number through every door: it is refused with a sentence or masked, and stands nowhere afterwards."""

import base64
import io
import json
import logging
import re
from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import cards
from core.effects import drain
from core.models import ImportJob, ImportRow
from desk.imports.table.columns import COLUMNS
from oms.logs import BEFORE, MaskingFormatter, renderer
from orders.intake.channels.contract import Notice
from orders.intake.reference import forget_reference
from orders.models import ChannelNotice, ChannelSource, Order
from orders.services.noticing import keep_notices
from orders.tests.factories import placed_order
from payments.models import GatewayEvent
from payments.tests.storm import signed
from support.models import CaseMessage, InboundMail
from support.services.keeping import keep_mail
from support.tests.mails import a_mail, raw_mail
from tests.fuzz.api_house import open_api_house
from tests.fuzz.canary import NUMBER, SPACED, body_with, files_with_it, places_in_the_database, texts_of
from tests.fuzz.test_naughty_office import TYPED, act_on, typed
from tests.fuzz.test_naughty_strings import order_of

pytestmark = pytest.mark.django_db
WIRING = "tests.fuzz.test_card_canary.DOORS"
DOORS = {
    "support.mail_kept": ["support.tasks.work_mail"],
    "payments.webhook_received": ["payments.tasks.apply_webhook"],
}
SECRET = "a-secret-of-the-tests"


@pytest.fixture
def house(settings, tmp_path):
    settings.OMS_WIRING, settings.MEDIA_ROOT, settings.GATEWAY_WEBHOOK_SECRET = WIRING, tmp_path, SECRET
    forget_reference()
    yield open_api_house()
    forget_reference()


@pytest.fixture
def lead(client):
    client.force_login(get_user_model().objects.create_superuser("lead", password="x"))
    return client


@pytest.fixture
def log():
    """What the house writes, as it writes it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(MaskingFormatter(processor=renderer(), foreign_pre_chain=BEFORE))
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def guard_off(monkeypatch):
    monkeypatch.setattr(cards, "card_numbers", lambda text: iter(()))


def send(client, house, method: str, path: str, body: str, content_type: str = "application/json"):
    path = re.sub(r"\{[^}]+\}", house.numbers[0], path)
    headers = {**house.headers, "Idempotency-Key": "once"}
    return client.generic(method.upper(), path, body, content_type=content_type, headers=headers)


def through_forms(lead, house) -> Counter[int]:
    """Every text of the order form and of the acts on an order's page, one at a time."""
    told: Counter[int] = Counter()
    for name in TYPED:
        answer = lead.post(reverse("admin:orders_order_add"), typed(house.shop, **{"name": "Ada", name: SPACED}))
        told[answer.status_code] += 1
    order = placed_order(house.shop)
    page = reverse("admin:orders_order_change", args=[order.pk])
    for path, said in (
        (page.removesuffix("change/") + "note/", {"text": f"Their card: {SPACED}"}),
        (page.replace("change/", "move/hold/"), {"kind": "manual", "blocks": "confirm", "reason": NUMBER}),
        (page.replace("change/", "move/tag/"), {"tags": NUMBER}),
        (page.replace("change/", "move/cancel/"), {"reason": NUMBER}),
        (page.replace("change/", "move/change_address/"), {"country": "DE", "line1": NUMBER, "reason": "moved"}),
    ):  # fmt: skip
        told[lead.post(path, said).status_code] += 1
    told[lead.get(reverse("admin:orders_order_changelist"), {"q": NUMBER}).status_code] += 1
    return told


def through_a_file(lead) -> None:
    """A row for every text column of the import, and one without."""
    names = [column.name for column in COLUMNS]
    plain = {"external_id": "A", "sku": "SKU-1", "quantity": "1", "ship_country": "DE", "ship_line1": "L 1",
             "ship_city": "Berlin", "customer_name": "Ada"}  # fmt: skip
    rows = [",".join(plain.get(name, "") for name in names)]
    for nr, column in enumerate(names):
        row = {**plain, "external_id": f"B{nr}", column: SPACED}
        rows.append(",".join(row.get(name, "") for name in names))
    text = "\n".join([",".join(names), *rows]).encode()
    lead.post("/admin/imports/", {"file": SimpleUploadedFile("orders.csv", text)}, follow=True)


def through_mails() -> None:
    """As plain text, encoded, in a subject, in a text file: every mail a case of its own."""
    coded = a_mail(message_id="<2@x>", sender="b@example.com")
    coded.set_content(f"Grüße, {SPACED}", cte="base64")
    quoted = a_mail(message_id="<3@x>", sender="c@example.com")
    quoted.set_content("ü" * 60 + SPACED, cte="quoted-printable")
    table = a_mail(message_id="<4@x>", sender="d@example.com")
    table.add_attachment(f"card;{NUMBER}", subtype="csv", filename="mine.csv", cte="base64")
    subject = raw_mail(subject=f"Größe {SPACED}", message_id="<5@x>", sender="e@example.com")
    mails = [raw_mail(f"My card is {SPACED}."), coded.as_bytes(), quoted.as_bytes(), table.as_bytes(), subject]
    for raw in mails:
        keep_mail(source="pipe", raw=raw)
    drain(["default", "mail", "bulk"])


def through_inboxes(client, house) -> None:
    raw, headers = signed({"id": "evt_1", "type": "card.told", "data": {"text": SPACED, "n": int(NUMBER)}}, SECRET)
    client.post("/webhooks/payments/sandbox/", raw, content_type="application/json", headers=headers)
    source = ChannelSource.objects.create(code="pods", make="shopify", channel=house.shop.channel)
    notice = Notice(event_id="1", topic="orders/create", body={"note": f"{NUMBER} ", "id": 1})
    keep_notices(source=source, notices=[notice])


def test_every_text_of_the_api_refuses_it_and_names_the_field(client, house, log):
    document = client.get("/api/v1/openapi.json").json()
    texts = list(texts_of(document))
    assert len(texts) > 100
    for method, path, way in texts:
        answer = send(client, house, method, path, body_with(way, f"Card {SPACED}"))
        told = answer.json()
        assert (answer.status_code, told["code"]) == (422, "card_number"), (path, way)
        assert told["field"].rpartition(".")[2].partition("[")[0] == [*filter(lambda p: isinstance(p, str), way)][-1]
        assert NUMBER not in answer.content.decode().replace(" ", "")
    for path in (f"/api/v1/orders?q={NUMBER}", f"/api/v1/orders/{NUMBER}"):
        assert client.get(path, headers=house.headers).status_code == 422

    assert places_in_the_database() == []
    assert NUMBER not in log.getvalue()


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/x+json", "application/vnd.api+json"])
def test_what_a_body_calls_itself_opens_no_other_door(client, house, content_type):
    answer = send(client, house, "post", "/api/v1/orders", json.dumps(order_of(SPACED)), content_type)

    assert (answer.status_code, answer.json()["code"]) == (422, "card_number")
    assert places_in_the_database() == []


def test_it_goes_through_no_form_file_mail_or_inbox_and_stands_in_no_column_file_or_log(lead, house, log, tmp_path):
    told = through_forms(lead, house)
    through_a_file(lead)
    through_mails()
    through_inboxes(lead, house)
    logging.getLogger("any").warning("A stranger said %s and %s", NUMBER, SPACED, extra={"value": NUMBER})
    try:
        raise ValueError(f"no good: {SPACED}")
    except ValueError:
        logging.getLogger("any").exception("It broke")

    assert set(told) == {422}
    job = ImportJob.objects.get()
    outcomes = Counter(ImportRow.objects.filter(job=job).values_list("outcome", flat=True))
    assert outcomes == {"pending": 1, "rejected": len(COLUMNS)}
    assert "looks like a card number" in ImportRow.objects.filter(outcome="rejected")[0].reason
    assert (InboundMail.objects.count(), CaseMessage.objects.filter(text__contains="...1111").count()) == (5, 3)
    assert GatewayEvent.objects.get().body["data"] == {"text": "…1111", "n": "…1111"}
    assert ChannelNotice.objects.get().body["note"] == "…1111 "
    assert places_in_the_database() == []
    assert files_with_it(tmp_path) == []
    assert "…1111 and …1111" in log.getvalue()
    assert not re.search(r"4111 ?1111", log.getvalue())


def test_without_the_guard_it_stands_in_columns_files_and_the_log(lead, house, log, tmp_path, guard_off):
    answer = send(lead, house, "post", "/api/v1/orders", json.dumps(order_of(SPACED)))
    assert answer.status_code in (200, 201, 422)
    act_on(lead, Order.objects.filter(state="placed")[0], SPACED)
    through_a_file(lead)
    through_mails()
    through_inboxes(lead, house)
    logging.getLogger("any").warning("A stranger said %s", NUMBER)

    found = places_in_the_database()
    for column in (
        "orders_ordernote.text", "orders_orderhold.reason", "core_importrow.raw", "support_casemessage.text",
        "orders_channelnotice.body", "payments_gatewayevent.raw", "payments_gatewayevent.body",
    ):  # fmt: skip
        assert column in found
    assert len(files_with_it(tmp_path)) >= 1
    assert base64.b64encode(f"card;{NUMBER}".encode())[:20] in b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    )
    assert NUMBER in log.getvalue()
