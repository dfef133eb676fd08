import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.actors import SYSTEM
from orders.filing.store import erase_file
from orders.models import Attachment
from orders.services.attaching import attach_to_order
from orders.tests.factories import placed_order

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def download(file: Attachment) -> str:
    return reverse("desk:attachment", args=[file.pk])


def a_file(shop, name: str = "drawing.pdf") -> Attachment:
    return attach_to_order(order_id=placed_order(shop).pk, name=name, content=PDF, actor=SYSTEM)


def test_a_rep_attaches_a_file_and_finds_it_on_the_order_page(client, shop, sign_in):
    sign_in("CSR")
    order = placed_order(shop)
    url = reverse("admin:orders_order_move", args=[order.pk, "attach"])
    assert b'enctype="multipart/form-data"' in client.get(url).content

    answer = client.post(url, {"file": SimpleUploadedFile("drawing.pdf", PDF)}, follow=True)

    assert "drawing.pdf" in answer.content.decode()
    assert order.attachments.get().size == len(PDF)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("run.pdf", b"MZ" + bytes(60), "is a program"), ("none.pdf", b"", "is empty")],
)
def test_a_refused_file_is_told_with_the_reason_and_nothing_is_kept(client, shop, sign_in, name, content, why):
    sign_in("CSR")
    url = reverse("admin:orders_order_move", args=[placed_order(shop).pk, "attach"])

    answer = client.post(url, {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_is_handed_out_to_be_saved_and_never_shown(client, shop, sign_in):
    sign_in("CSR")

    answer = client.get(download(a_file(shop, "Zoë “plan”.pdf")))

    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Zo%C3%AB")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_nobody_gets_a_file_by_its_path_or_without_a_login_or_without_the_right(client, shop, sign_in):
    file = a_file(shop)
    assert client.get(download(file)).status_code == 302
    assert client.get(f"/media/{file.path}").status_code == 404
    user = sign_in("CSR")
    user.groups.clear()

    assert client.get(download(file)).status_code == 403


def test_a_removed_file_and_one_whose_content_is_gone_are_not_found(client, shop, sign_in):
    sign_in("CSR lead")
    file, gone = a_file(shop), a_file(shop)
    url = reverse("admin:orders_attachment_move", args=[file.pk, "remove"])
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "Not ours."})
    erase_file(gone.path)

    assert client.get(download(file)).status_code == 404
    assert client.get(download(gone)).status_code == 404
    page = client.get(reverse("admin:orders_order_change", args=[file.order_id])).content.decode()
    assert "<s>drawing.pdf</s>" in page


def test_a_rep_cannot_remove_what_a_lead_can(client, shop, sign_in):
    sign_in("CSR")

    answer = client.post(reverse("admin:orders_attachment_move", args=[a_file(shop).pk, "remove"]), {"reason": "x"})

    assert answer.status_code == 403
    assert Attachment.objects.get().removed_at is None
