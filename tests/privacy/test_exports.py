"""All that is known of a customer in one file: whole, without secrets, handed out for minutes to one person."""

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput, MoveRefused, NotPermitted
from customers.models import CustomerExport, ExportDownload
from customers.services.exporting import (
    download_token,
    drop_exports,
    request_export,
    take_out,
)
from customers.services.finding_for_export import work_export
from orders.models import OrderTender
from orders.services.attaching import attach_to_order
from orders.services.canceling import cancel_order
from orders.services.noting import add_note
from orders.tests.factories import open_shop, placed_order
from tests.privacy.people import ASKS, CLERK

pytestmark = pytest.mark.django_db
EXPORTS = {
    "customers.export_requested": ["customers.tasks.export_customer"],
    "customers.export_gone": ["customers.tasks.erase_export"],
}


@pytest.fixture(autouse=True)
def _wired(settings, tmp_path):
    settings.OMS_WIRING, settings.MEDIA_ROOT = "tests.privacy.test_exports.EXPORTS", tmp_path


@pytest.fixture
def order():
    placed = placed_order(open_shop())
    add_note(order_id=placed.pk, text="Likes blue.", actor=SYSTEM)
    attach_to_order(order_id=placed.pk, name="letter.txt", content=b"Dear shop", actor=SYSTEM)
    cancel_order(order_id=placed.pk, actor=SYSTEM, reason="Found it elsewhere.")
    return placed


@pytest.fixture
def export(order) -> CustomerExport:
    asked = request_export(customer_id=order.customer_id, actor=CLERK)
    drain()
    return CustomerExport.objects.get(pk=asked.pk)


def content_of(export: CustomerExport) -> bytes:
    with storages["attachments"].open(export.path) as file:
        return file.read()


def test_it_holds_every_table_the_files_and_a_page_to_read(export, order):
    content = content_of(export)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names, page = archive.namelist(), archive.read("index.html").decode()
        rows = [json.loads(line) for line in archive.read("data/orders.order.jsonl").splitlines()]
        events = [json.loads(line) for line in archive.read("data/core.event.jsonl").splitlines()]
        letter = archive.read(next(name for name in names if name.endswith("letter.txt")))

    assert (export.state, export.sha256, export.size) == ("ready", hashlib.sha256(content).hexdigest(), len(content))
    assert [row["number"] for row in rows] == [order.number]
    assert all(isinstance(event["data"], dict) for event in events)
    for table in ("customers.customer", "customers.address", "core.event", "core.eventnote", "orders.ordernote"):
        assert f"data/{table}.jsonl" in names
    assert letter == b"Dear shop"
    for word in ("ada@example.com", "Likes blue.", "Found it elsewhere.", "letter.txt", "Unter den Linden 1"):
        assert word in page


def test_tokens_are_masked_and_secrets_left_out(order):
    OrderTender.objects.filter(order=order).update(token="tok_very_secret_1234")
    asked = request_export(customer_id=order.customer_id, actor=CLERK)
    drain()

    with zipfile.ZipFile(io.BytesIO(content_of(CustomerExport.objects.get(pk=asked.pk)))) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
        file = json.loads(archive.read("data/orders.attachment.jsonl"))

    assert "tok_very_secret" not in text
    assert "…1234" in text
    assert not {"path", "sha256"} & file.keys()


def test_one_person_takes_it_out_by_a_link_of_minutes_and_it_is_written_down(export):
    token = download_token(export, CLERK)

    take_out(export_id=export.pk, token=token, actor=CLERK)

    assert [one.downloaded_by for one in ExportDownload.objects.all()] == ["user:3"]
    with pytest.raises(InvalidInput, match="made for somebody else"):
        take_out(export_id=export.pk, token=token, actor=SYSTEM)
    with pytest.raises(InvalidInput, match="not whole"):
        take_out(export_id=export.pk, token=token[:-1] + "x", actor=CLERK)
    with pytest.raises(NotPermitted):
        take_out(export_id=export.pk, token=download_token(export, ASKS), actor=ASKS)


def test_after_its_days_it_is_not_handed_out_and_the_file_goes(export, tmp_path):
    CustomerExport.objects.filter(pk=export.pk).update(expires_at=timezone.now())
    with pytest.raises(MoveRefused, match="the file is not there"):
        take_out(export_id=export.pk, token=download_token(export, CLERK), actor=CLERK)

    drop_exports(CustomerExport.objects.filter(pk=export.pk))
    drain()

    assert list(tmp_path.rglob("*.zip")) == []


def test_made_twice_it_is_one_file(order, tmp_path):
    asked = request_export(customer_id=order.customer_id, actor=CLERK)

    work_export(export_id=asked.pk, run_no=1)
    work_export(export_id=asked.pk, run_no=1)

    assert len(list(tmp_path.rglob("*.zip"))) == 1


def test_the_office_downloads_it_from_its_page(export, client):
    user = User.objects.create_superuser("lead", password="x")
    client.force_login(user)
    page = client.get(reverse("admin:customers_customerexport_change", args=[export.pk])).content.decode()
    url = reverse("admin:customers_customerexport_download", args=[export.pk, download_token(export, actor_of(user))])

    answer = client.get(url)

    assert "Download" in page
    assert b"".join(answer.streaming_content) == content_of(export)
    assert "no-store" in answer["Cache-Control"]
    assert client.get(url.replace(str(export.pk) + "%7C", "9%7C")).status_code in (404, 410)
