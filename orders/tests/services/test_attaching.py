import io
import os
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Effect, Event
from orders.errors import FileRefused
from orders.filing.checking import checked_file
from orders.filing.naming import LONGEST, safe_name
from orders.filing.store import paths_older_than, read_file, storage
from orders.models import Attachment
from orders.services import attaching
from orders.services.attaching import attach_to_order, give_to_order, keep_file, remove_attachment
from orders.services.sweeping import erase_removed, sweep_orphans
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def rep() -> Actor:
    return Actor(kind="user", reference="7", name="Sam", rights=frozenset({"orders.add_attachment"}))


def office_file(folder: str, *more: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member in ("[Content_Types].xml", f"{folder}/document.xml", *more):
            archive.writestr(member, "<x/>")
    return file.getvalue()


def test_a_file_is_kept_with_its_order_and_its_content_comes_back_as_it_was(shop, rep):
    order = placed_order(shop)

    kept = attach_to_order(order_id=order.pk, name="drawing.pdf", content=PDF, actor=rep)

    assert (kept.name, kept.content_type, kept.size, kept.uploaded_by) == (
        "drawing.pdf", "application/pdf", len(PDF), "user:7"
    )  # fmt: skip
    assert read_file(kept.path) == PDF
    assert Event.objects.filter(order_id=order.pk, name="orders.attachment_added").count() == 1
    assert oct(os.stat(storage().path(kept.path)).st_mode)[-3:] == "600"


def test_without_the_right_nothing_is_kept_and_nothing_lies_on_the_disk(shop):
    order = placed_order(shop)

    with pytest.raises(NotPermitted):
        attach_to_order(order_id=order.pk, name="a.txt", content=b"x", actor=Actor(kind="user", reference="8"))

    assert not Attachment.objects.exists()
    assert list(paths_older_than(timezone.now() + timedelta(days=1))) == []


def test_an_order_keeps_no_more_files_than_a_person_can_look_through(shop, rep, monkeypatch):
    order = placed_order(shop)
    monkeypatch.setattr(attaching, "MOST_FILES", 1)
    attach_to_order(order_id=order.pk, name="a.txt", content=b"x", actor=rep)

    with pytest.raises(InvalidInput, match="Remove one first"):
        attach_to_order(order_id=order.pk, name="b.txt", content=b"x", actor=rep)


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "kind"),
    [
        ("a.pdf", PDF, "a.pdf", "application/pdf"),
        ("photo.png", b"\xff\xd8\xff\xe0" + bytes(9), "photo.png.jpg", "image/jpeg"),
        ("x.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x.webp", "image/webp"),
        ("list.csv", b"sku;units\nA;1\n", "list.csv", "text/csv"),
        ("note.txt", "grüße".encode("latin-1"), "note.txt", "text/plain"),
        ("README", b"words", "README", "text/plain"),
        ("mail.eml", b"From: a@b.example\r\nSubject: x\r\n\r\nbody", "mail.eml", "message/rfc822"),
        ("t.xlsx", office_file("xl"), "t.xlsx",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("t.docx", office_file("word"), "t.docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("invoice.exe.pdf", PDF, "invoice.exe.pdf", "application/pdf"),
    ],
)  # fmt: skip
def test_what_a_file_is_told_by_its_content_and_its_name_says_the_same(name, content, kept_as, kind):
    checked = checked_file(name=name, content=content)

    assert (checked.name, checked.content_type) == (kept_as, kind)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("invoice.pdf", b"MZ\x90\x00" + bytes(60), "is a program"),
        ("invoice.pdf", b"\x7fELF" + bytes(60), "is a program"),
        ("run.txt", b"#!/bin/sh\nrm -rf /", "is a program"),
        ("page.txt", b"  <!DOCTYPE html><script>", "a web page"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a web page"),
        ("a.js", b"alert(1)", "a script"),
        ("invoice.pdf\u202e.exe", PDF, "is a program"),
        ("macro.xlsx", office_file("xl", "xl/vbaProject.bin"), "contains macros"),
        ("all.zip", b"PK\x03\x04" + bytes(30), "is damaged"),
        ("blob.bin", bytes(range(256)), "cannot be told"),
        ("settings.json", b"{}", "are not kept"),
        ("nothing.pdf", b"", "is empty"),
    ],
)
def test_what_is_not_kept_is_refused_with_the_reason(name, content, why):
    with pytest.raises(FileRefused, match=why):
        checked_file(name=name, content=content)


def test_a_file_larger_than_the_limit_is_refused_with_the_limit(settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024

    with pytest.raises(FileRefused, match="larger than 1 MiB"):
        checked_file(name="a.txt", content=b"x" * (1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("a\r\nSet-Cookie: b.txt", "a Set-Cookie_ b.txt"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),
        ("\x00\x01", "file"),
        ("...", "file"),
        ("", "file"),
        ("con.txt", "_con.txt"),
        ("Zoë’s 報告 🙂.pdf", "Zoë’s 報告 🙂.pdf"),
        ("half\ud800.txt", "half.txt"),
    ],
)
def test_a_name_is_only_a_name(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_keeps_what_it_ends_with():
    name = safe_name("ä" * 300 + ".pdf")

    assert (len(name), name[-4:]) == (LONGEST, ".pdf")


def test_a_file_is_removed_with_right_reason_and_event_and_then_its_content_is_erased(shop, rep, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    order = placed_order(shop)
    kept = attach_to_order(order_id=order.pk, name="a.pdf", content=PDF, actor=rep)
    with pytest.raises(NotPermitted):
        remove_attachment(attachment_id=kept.pk, actor=rep, reason="Wrong order.")

    lead = Actor(kind="user", reference="9", rights=frozenset({"orders.remove_attachment"}))
    remove_attachment(attachment_id=kept.pk, actor=lead, reason="Wrong order.")

    kept.refresh_from_db()
    assert (kept.removed_by, kept.name) == ("user:9", "a.pdf")
    assert Event.objects.get(name="orders.attachment_removed").note.text == "Wrong order."
    assert Effect.objects.get(task="orders.tasks.erase_attachment").payload["attachment_id"] == kept.pk
    erase_removed(attachment_id=kept.pk)
    erase_removed(attachment_id=kept.pk)
    assert not storage().exists(kept.path)
    with pytest.raises(MoveRefused, match="removed already"):
        remove_attachment(attachment_id=kept.pk, actor=lead)


def test_a_file_that_is_not_removed_is_not_erased(shop, rep):
    kept = attach_to_order(order_id=placed_order(shop).pk, name="a.pdf", content=PDF, actor=rep)

    erase_removed(attachment_id=kept.pk)

    assert read_file(kept.path) == PDF


def test_files_are_given_to_an_order_once_and_never_taken_from_another(shop, rep):
    order, other = placed_order(shop), placed_order(shop)
    free = keep_file(file=checked_file(name="a.pdf", content=PDF), actor=SYSTEM)
    taken = attach_to_order(order_id=other.pk, name="b.pdf", content=PDF, actor=rep)

    counts = [
        give_to_order(attachment_ids=[free.pk, taken.pk], order_id=order.pk, actor=SYSTEM) for _ in range(2)
    ]  # fmt: skip

    assert counts == [1, 0]
    assert list(order.attachments.values_list("pk", flat=True)) == [free.pk]


def test_the_file_of_a_failed_transaction_is_swept_after_a_day_and_no_other(shop, rep):
    order = placed_order(shop)
    kept = attach_to_order(order_id=order.pk, name="a.pdf", content=PDF, actor=rep)
    with transaction.atomic():
        attach_to_order(order_id=order.pk, name="lost.png", content=PNG, actor=rep)
        transaction.set_rollback(True)
    now = timezone.now()

    assert sweep_orphans(now=now) == 0
    assert sweep_orphans(now=now + timedelta(days=2)) == 1

    assert list(paths_older_than(now + timedelta(days=2))) == [kept.path]
