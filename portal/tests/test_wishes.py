"""What we may send: chosen by the holder of a link, in their language, without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.links.services import make_link
from notifications.models import Suppression, TextConsent
from orders.tests.factories import confirmed_order
from portal.limits import WRITING
from portal.tests.conftest import Holder
from portal.texts.wishes import TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(client, shop):
    holder = Holder(client, confirmed_order(shop))
    return reverse("wishes:wishes", args=[holder.token]), holder


def test_both_languages_have_every_word():
    assert TEXTS["de"].keys() == TEXTS["en"].keys()
    assert all(TEXTS["de"].values())


def test_requests_for_a_rating_are_refused_and_allowed_again(client, at):
    address, _ = at
    assert "Do not ask me" in client.get(address).content.decode()

    assert client.post(address, {"wish": "rating_stop"}).status_code == 303
    assert "You may ask me" in client.get(address).content.decode()
    assert Suppression.objects.get().covers == "optional"

    client.post(address, {"wish": "rating_start"})
    assert "Do not ask me" in client.get(address).content.decode()


def test_texts_are_allowed_for_a_number_written_as_at_home_and_refused_again(client, at, shop):
    address, holder = at
    shop.channel.country = "DE"
    shop.channel.save()

    assert client.post(address, {"wish": "texts_start", "phone": "0151 23456789"}).status_code == 303
    consent = TextConsent.objects.get()
    assert (consent.phone, consent.given_by) == ("+4915123456789", f"customer:{holder.order.customer_id}")
    assert consent.order_id == holder.order.pk
    page = client.get(address).content.decode()
    assert "ending in …89" in page
    assert "23456" not in page

    client.post(address, {"wish": "texts_stop"})
    assert TextConsent.objects.get().withdrawn_at is not None


def test_what_is_no_number_is_refused_in_words_and_stays_typed(client, at):
    address, _ = at
    answer = client.post(address, {"wish": "texts_start", "phone": "hello"})

    assert answer.status_code == 422
    assert "This is no mobile number" in answer.content.decode()
    assert 'value="hello"' in answer.content.decode()
    assert not TextConsent.objects.exists()


def test_the_page_is_nobodys_without_its_link_and_kept_by_nobody(client, at):
    address, holder = at
    answer = client.get(address)

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert client.get(address.replace(holder.token, "x" * len(holder.token))).status_code == 404
    assert holder.order.customer.email not in answer.content.decode()


def test_a_german_customer_reads_german(client, at):
    address, holder = at
    holder.order.customer.locale = "de"
    holder.order.customer.save()

    assert "Was wir Ihnen senden dürfen" in client.get(address).content.decode()


def test_a_large_mail_providers_presses_are_counted_by_link_and_other_forms_by_connection(client, at, shop):
    address, _ = at
    one_click = {"List-Unsubscribe": "One-Click"}

    assert [client.post(address, {"wish": "rating_stop"}).status_code for _ in range(WRITING.most + 1)][-1] == 429
    other = Holder(client, confirmed_order(shop))
    presses = [client.post(reverse("wishes:wishes", args=[other.token]), one_click) for _ in range(WRITING.most + 1)]

    assert {answer.status_code for answer in presses[:-1]} == {204}
    assert presses[-1].status_code == 429


def test_a_link_for_wishes_opens_them_and_leads_nowhere_else(client, shop):
    token = make_link(order_id=confirmed_order(shop).pk, purpose="wishes", valid_for=timedelta(days=30))

    page = client.get(reverse("wishes:wishes", args=[token]))

    assert page.status_code == 200
    assert "/o/" not in page.content.decode()
    for name in ("order", "feedback", "return", "message", "cancel", "address", "pay"):
        assert client.get(reverse(f"portal:{name}", args=[token])).status_code == 404


def test_a_link_for_rating_opens_no_wishes(client, shop):
    token = make_link(order_id=confirmed_order(shop).pk, purpose="feedback", valid_for=timedelta(days=30))

    assert client.get(reverse("wishes:wishes", args=[token])).status_code == 404


def test_a_phone_given_by_the_link_to_one_order_is_shown_and_texted_for_no_other(client, at, shop):
    address, holder = at
    other = confirmed_order(shop)
    other.customer = holder.order.customer
    other.save(update_fields=["customer"])

    client.post(address, {"wish": "texts_start", "phone": "+49 151 23456789"})

    page = client.get(reverse("wishes:wishes", args=[Holder(client, other).token])).content.decode()
    assert "…89" not in page
    assert "Text me" in page
