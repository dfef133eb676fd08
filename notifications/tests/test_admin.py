import pytest
from django.urls import reverse

from accounts.models import User
from core.effects import drain
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
    assert "resend" not in page
    assert office.get(reverse("admin:notifications_message_changelist")).status_code == 200


def test_a_refused_mail_is_sent_again_from_its_page(office, shop, mailbox):
    mailbox.fault("refuse_permanent")
    confirmed_order(shop)
    drain()
    message = Message.objects.get()

    address = reverse("admin:notifications_message_move", args=[message.pk, "resend"])
    office.post(address, {"to": "right@example.com", "reason": ""})
    drain()

    message.refresh_from_db()
    assert (message.state, message.to) == ("sent", "right@example.com")


def test_words_like_ours_are_not_kept_as_the_shops_own(office):
    template = Template.objects.get(event="orders.confirmed", locale="en")
    address = reverse("admin:notifications_template_change", args=[template.pk])
    form = office.get(address).context["adminform"].form
    given = {name: form.initial[name] for name in ("subject", "text", "html")}
    assert given["subject"] == "Your order {{ number }} is confirmed"

    answer = office.post(address, {**given, "subject": "Thanks, {{ name }}", "is_active": "on"})

    assert answer.status_code == 302
    template.refresh_from_db()
    assert (template.subject, template.text, template.html) == ("Thanks, {{ name }}", "", "")


def test_a_template_that_breaks_is_not_saved(office):
    template = Template.objects.get(event="orders.confirmed", locale="en")
    address = reverse("admin:notifications_template_change", args=[template.pk])

    answer = office.post(address, {"subject": "{% if %}", "text": "x", "html": "x", "is_active": "on"})

    assert "cannot be rendered" in answer.content.decode()
    template.refresh_from_db()
    assert template.subject == ""
