import re

import pytest
from django.urls import reverse

from accounts.models import User
from core.effects import drain
from core.models import SignedLink
from notifications.models import Message, Template
from orders.tests.factories import confirmed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(User.objects.create_superuser("boss", "boss@example.com", "pw"))
    return client


def test_a_sent_mail_is_shown_in_a_frame_that_can_run_nothing(office, shop, mailbox):
    confirmed_order(shop)
    drain()
    message = Message.objects.get()

    page = office.get(reverse("admin:notifications_message_change", args=[message.pk])).content.decode()

    assert "<iframe sandbox " in page
    assert 'srcdoc="&lt;' in page
    assert f"/message/{message.pk}/move/resend/" in page
    assert office.get(reverse("admin:notifications_message_changelist")).status_code == 200


def test_a_mail_that_waits_shows_no_link_that_opens(office, shop, mailbox):
    mailbox.fault("refuse_temporary")
    confirmed_order(shop)
    drain()
    message = Message.objects.get()
    (link,) = set(re.findall(r"/o/[\w-]{20,}/", message.text))

    page = office.get(reverse("admin:notifications_message_change", args=[message.pk])).content.decode()
    assert "/o/…/" in page
    assert link not in page


def test_a_mail_whose_words_were_erased_is_shown_and_offers_no_copy(office, shop, mailbox):
    confirmed_order(shop)
    drain()
    Message.objects.update(text="", html="", to="")

    answer = office.get(reverse("admin:notifications_message_change", args=[Message.objects.get().pk]))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "What it said was erased" in page


def test_a_refused_mail_is_sent_again_from_its_page(office, shop, mailbox):
    mailbox.fault("refuse_permanent")
    confirmed_order(shop)
    drain()
    message = Message.objects.get()

    address = reverse("admin:notifications_message_move", args=[message.pk, "resend"])
    office.post(address, {"to": "right@example.com", "reason": ""})
    drain()

    copy = message.copies.get()
    assert (copy.state, copy.to) == ("sent", "right@example.com")
    assert office.get(reverse("admin:notifications_message_change", args=[copy.pk])).status_code == 200


def test_words_like_ours_are_not_kept_as_the_shops_own(office):
    template = Template.objects.get(event="orders.confirmed", locale="en", medium="email")
    address = reverse("admin:notifications_template_change", args=[template.pk])
    form = office.get(address).context["adminform"].form
    given = {name: form.initial[name] for name in ("subject", "text", "html")}
    assert given["subject"] == "Your order {{ number }} is confirmed"

    inline = {"versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0"}
    answer = office.post(address, {**given, **inline, "subject": "Thanks, {{ name }}", "is_active": "on"})

    assert answer.status_code == 302
    template.refresh_from_db()
    assert (template.subject, template.text, template.html) == ("Thanks, {{ name }}", "", "")


def test_a_template_that_breaks_is_not_saved(office):
    template = Template.objects.get(event="orders.confirmed", locale="en", medium="email")
    address = reverse("admin:notifications_template_change", args=[template.pk])

    answer = office.post(address, {"subject": "{% if %}", "text": "x", "html": "x", "is_active": "on"})

    assert "cannot be rendered" in answer.content.decode()
    template.refresh_from_db()
    assert template.subject == ""


def change(office, template, **changes):
    address = reverse("admin:notifications_template_change", args=[template.pk])
    form = office.get(address).context["adminform"].form
    given = {name: form.initial[name] for name in ("subject", "text", "html")}
    inline = {"versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0"}
    return office.post(address, {**given, **inline, **changes, "is_active": "on"})


def test_an_unknown_name_is_told_with_its_line_and_nothing_is_saved(office):
    template = Template.objects.get(event="orders.confirmed", locale="de", medium="email")

    answer = change(office, template, text="Hallo\n{{ vorname }}")

    assert "Line 2 of the text names “vorname”" in answer.content.decode()
    template.refresh_from_db()
    assert not template.is_own


def test_words_have_versions_to_come_back_to_and_ours_behind_them(office):
    template = Template.objects.get(event="orders.confirmed", locale="en", medium="email")
    for subject in ("First {{ number }}", "Second {{ number }}"):
        assert change(office, template, subject=subject).status_code == 302
    page = office.get(reverse("admin:notifications_template_change", args=[template.pk])).content.decode()
    assert "First {{ number }}" in page

    first = template.versions.order_by("pk").first()
    move = "admin:notifications_template_move"
    assert office.get(reverse(move, args=[template.pk, "restore"])).status_code == 200
    office.post(reverse(move, args=[template.pk, "restore"]), {"version_id": first.pk, "reason": ""})
    template.refresh_from_db()
    assert template.subject == "First {{ number }}"

    office.post(reverse(move, args=[template.pk, "reset"]), {"reason": ""})
    template.refresh_from_db()
    assert not template.is_own
    assert template.versions.count() == 4


def test_a_template_is_seen_with_a_real_order_and_no_link_is_made(office, shop):
    order = confirmed_order(shop)
    template = Template.objects.get(event="orders.confirmed", locale="de", medium="email")
    links = SignedLink.objects.count()

    page = office.get(reverse("admin:notifications_template_preview", args=[template.pk]), {"order": order.number})

    text = page.content.decode()
    assert f"Ihre Bestellung {order.number} ist bestätigt" in text
    assert "<iframe sandbox " in text
    assert SignedLink.objects.count() == links
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("event", "number", "told"),
    [("orders.confirmed", "O-1", "There is no order O-1."), ("orders.dispatched", "", "has no parcel that"),
     ("returns.approved", "", "has no return that")],
)  # fmt: skip
def test_a_preview_that_cannot_be_says_why(office, shop, event, number, told):
    order = confirmed_order(shop)
    template = Template.objects.get(event=event, locale="en", medium="email")

    page = office.get(
        reverse("admin:notifications_template_preview", args=[template.pk]), {"order": number or order.number}
    )

    assert told in page.content.decode()


def test_a_test_goes_to_oneself_alone(office, shop, mailbox):
    order = confirmed_order(shop)
    template = Template.objects.get(event="orders.confirmed", locale="en", medium="email")
    address = reverse("admin:notifications_template_move", args=[template.pk, "test"])

    office.post(address, {"number": order.number, "reason": ""})
    office.post(address, {"number": "", "reason": ""})

    assert [mail["to"] for mail in mailbox.messages()] == ["boss@example.com"] * 2
    assert [mail["subject"] for mail in mailbox.messages(subject=order.number)] == [
        f"[Test] Your order {order.number} is confirmed"
    ]


def test_a_text_is_shown_with_its_parts(office):
    template = Template.objects.get(event="orders.delivered", locale="de", medium="sms")

    page = office.get(reverse("admin:notifications_template_change", args=[template.pk])).content.decode()

    assert "1 part, in the phone&#x27;s own alphabet" in page
    assert "id_html" not in page


@pytest.mark.parametrize(
    "name", ["message", "template", "suppression", "textconsent", "webhookendpoint", "webhookdelivery"]
)
def test_every_list_and_form_opens(office, name):
    assert office.get(reverse(f"admin:notifications_{name}_changelist")).status_code == 200
    assert office.get(reverse(f"admin:notifications_{name}_add")).status_code in (200, 403)


def test_a_page_with_something_to_type_offers_to_save_it_and_one_without_does_not(office, shop, mailbox):
    template = Template.objects.get(event="orders.confirmed", locale="en", medium="email")
    page = office.get(reverse("admin:notifications_template_change", args=[template.pk])).content.decode()
    assert 'name="_save"' in page

    confirmed_order(shop)
    drain()
    message = Message.objects.get()
    page = office.get(reverse("admin:notifications_message_change", args=[message.pk])).content.decode()
    assert 'name="_save"' not in page
