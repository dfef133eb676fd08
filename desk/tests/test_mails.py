import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import ShippingMethod
from orders.models import Attachment, Order
from orders.tests.factories import placed_order
from support.models import Case, InboundMail, MailRoute
from support.services.keeping import keep_mail
from support.services.sorting import work_mail
from support.tests.mails import PDF, raw_mail

EVIL = '<script>alert("x")</script>"\'><img src=x onerror=alert(1)>'


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def received(text: str = "Where is my parcel?", **options) -> InboundMail:
    mail, _ = keep_mail(source="pipe", raw=raw_mail(text, **options))
    work_mail(mail_id=mail.pk)
    return InboundMail.objects.get(pk=mail.pk)


@pytest.fixture
def order_mail(shop) -> InboundMail:
    MailRoute.objects.create(address="orders@shop.example", aim="order", channel=shop.channel)
    return received("Two of the small ones, please.", to="orders@shop.example", files={"po.pdf": PDF})


def draft_form(mail: InboundMail) -> str:
    return f"{reverse('admin:orders_order_add')}?mail={mail.pk}"


def filled(shop, **values) -> dict:
    return {
        "channel": shop.channel.pk, "intake": "email", "name": "Ada Lovelace", "email": "ada@example.com",
        "line1": "Unter den Linden 1", "city": "Berlin", "postal_code": "10117", "country": "DE",
        "shipping_method": ShippingMethod.objects.get().code, "tender": "card", "token": "tok_visa",
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-sku": shop.skus[0].pk, "lines-0-quantity": 2,
        **values,
    }  # fmt: skip


def test_from_the_mail_over_the_draft_to_the_placed_order(client, shop, sign_in, order_mail):
    sign_in("CSR")
    case = client.get(reverse("admin:support_case_change", args=[order_mail.case_id])).content.decode()
    assert "Make a draft from this" in case
    assert draft_form(order_mail) in case
    form = client.get(draft_form(order_mail)).content.decode()
    assert "Two of the small ones, please." in form
    assert "po.pdf" in form
    assert 'value="ada@example.com"' in form

    page = client.post(draft_form(order_mail), filled(shop, place="1"), follow=True).content.decode()

    order = Order.objects.get()
    assert (order.state, order.intake, order.attachments.get().name) == ("placed", "email", "po.pdf")
    assert "Came by e-mail" in page
    assert "po.pdf" in page
    assert Case.objects.get().state == "resolved"


def test_a_second_press_of_the_button_leads_to_the_order_and_makes_none(client, shop, sign_in, order_mail):
    sign_in("CSR")
    client.post(draft_form(order_mail), filled(shop))

    again = client.post(draft_form(order_mail), filled(shop))

    order = Order.objects.get()
    assert again.url == reverse("admin:orders_order_change", args=[order.pk])


def test_what_cannot_be_taken_is_told_and_the_mail_stays_beside_the_form(client, shop, sign_in, order_mail):
    sign_in("CSR")

    answer = client.post(draft_form(order_mail), filled(shop, **{"lines-0-sku": ""}))

    assert answer.status_code == 422
    assert "Two of the small ones, please." in answer.content.decode()
    assert InboundMail.objects.get().order is None


def test_a_draft_made_by_itself_shows_its_mail_while_it_is_edited(client, shop, sign_in, order_mail):
    sign_in("CSR")
    order = received("SKU-1 x 2", to="orders@shop.example", message_id="<2@x.example>").order

    form = client.get(reverse("admin:orders_order_draft", args=[order.pk])).content.decode()

    assert "SKU-1 x 2" in form
    assert 'value="2"' in form


@pytest.mark.parametrize("mail", ["", "0", "x", "9" * 40, "١"])
def test_a_form_asked_for_without_a_real_mail_is_an_empty_form(client, shop, sign_in, mail):
    sign_in("CSR")

    assert client.get(reverse("admin:orders_order_add"), {"mail": mail}).status_code == 200


def test_who_may_not_work_mails_makes_no_draft_of_one_and_reads_none(client, shop, sign_in, order_mail):
    sign_in("Payments")
    assert client.get(draft_form(order_mail)).status_code == 403
    sign_in("Warehouse")

    assert client.get(draft_form(order_mail)).status_code == 403
    for file in Attachment.objects.all():
        assert client.get(reverse("desk:attachment", args=[file.pk])).status_code == 403


def test_a_rep_reads_the_mail_as_it_came_and_its_files(client, shop, sign_in, order_mail):
    sign_in("CSR")

    raw = client.get(reverse("desk:attachment", args=[order_mail.raw_id]))
    part = client.get(reverse("desk:attachment", args=[order_mail.parts.get().attachment_id]))

    assert b"Two of the small ones" in b"".join(raw)
    assert b"".join(part) == PDF


def test_nothing_in_a_mail_becomes_markup(client, shop, sign_in):
    sign_in("CSR")
    mail = received(EVIL, subject=EVIL, sender=f'"{EVIL[:8]}" <a@b.example>', files={f"{EVIL}.pdf": PDF, EVIL: b"MZ"})

    for name, key in (("case", mail.case_id), ("inboundmail", mail.pk)):
        for page in (reverse(f"admin:support_{name}_changelist"), reverse(f"admin:support_{name}_change", args=[key])):
            text = client.get(page).content.decode()
            assert "<script>alert" not in text
            assert "<img src=x" not in text
    assert "<script>alert" not in client.get(draft_form(mail)).content.decode()


def test_a_file_is_attached_to_a_case_and_found_there(client, shop, sign_in):
    sign_in("CSR")
    case = received().case
    url = reverse("admin:support_case_move", args=[case.pk, "attach"])

    refused = client.post(url, {"file": SimpleUploadedFile("a.exe", b"MZ" + bytes(70))})
    page = client.post(url, {"file": SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n123")}, follow=True)

    assert refused.status_code == 422
    assert "photo.png" in page.content.decode()
    assert case.files.get().attachment.content_type == "image/png"


def test_a_suggested_order_is_linked_by_a_button_that_knows_it(client, shop, sign_in):
    sign_in("CSR")
    order = placed_order(shop)
    mail = received(subject=order.number, sender="eve@example.com")
    assert (
        f"names {order.number}"
        in client.get(reverse("admin:support_case_change", args=[mail.case_id])).content.decode()
    )
    url = reverse("admin:support_case_move", args=[mail.case_id, "link"])
    assert f'value="{order.number}"' in client.get(url).content.decode()

    client.post(url, {"order_number": order.number})

    assert Case.objects.get().order == order


def test_an_ignored_mail_has_a_button_and_a_worked_one_has_none(client, shop, sign_in):
    sign_in("CSR")
    ignored = received(headers={"Precedence": "bulk"})
    page = reverse("admin:support_inboundmail_change", args=[ignored.pk])
    assert "Take up" in client.get(page).content.decode()

    client.post(reverse("admin:support_inboundmail_move", args=[ignored.pk, "take_up"]))

    assert "Take up" not in client.get(page).content.decode()
    assert Case.objects.count() == 1


def test_a_route_is_edited_by_a_lead_and_only_read_by_a_rep(client, shop, sign_in):
    sign_in("CSR lead")
    add = reverse("admin:support_mailroute_add")
    values = {"aim": "order", "kind": "question", "priority": "normal", "is_active": "on"}

    wrong = client.post(add, {**values, "address": "Orders+x@shop.example"})
    client.post(add, {**values, "address": "orders@shop.example"})

    assert "Write the address in small letters" in wrong.content.decode()
    assert MailRoute.objects.get().aim == "order"
    sign_in("CSR")
    assert client.get(add).status_code == 403


def test_the_pages_ask_no_more_however_many_files_and_mails_there_are(client, shop, sign_in):
    sign_in("CSR")
    case = received(files={"a.txt": b"x"}).case
    mail = received(message_id="<9@x.example>", sender="x@y.example", files={"a.txt": b"x"})
    pages = (
        reverse("admin:support_case_change", args=[case.pk]),
        reverse("admin:support_inboundmail_change", args=[mail.pk]), reverse("admin:support_inboundmail_changelist"),
    )  # fmt: skip
    few = [_queries(client, page) for page in pages]
    for number in range(10, 14):
        received(
            message_id=f"<{number}@x.example>", headers={"In-Reply-To": "<1@example.com>"},
            files={f"{letter}.txt": b"x" for letter in "abc"},
        )  # fmt: skip

    assert [_queries(client, page) for page in pages] == few
    assert max(few) <= 20


def _queries(client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as found:
        assert client.get(page).status_code == 200
    return len(found)
