"""“Find my order” answers the same whether or not there is one; what comes of it comes by mail."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import MoveRefused
from core.models import Effect, Event
from orders.models import Order
from orders.services.linking import revoke_order_links, send_order_link
from orders.tests import factories
from portal.models import LinkWish
from portal.services.wishing import answer_wish, wish_link

pytestmark = pytest.mark.django_db

VARYING = {"Date", "X-Request-ID"}


@pytest.fixture
def known(shop) -> Order:
    order = factories.placed_order(shop)
    order.customer.email = "Ada@Example.com"
    order.customer.save(update_fields=["email"])
    return order


def ask(client, number: str, email: str, **options):
    return client.post(reverse("portal:find"), {"number": number, "email": email}, **options)


def told(order: Order) -> int:
    return Event.objects.filter(order_id=order.pk, name="orders.link_sent").count()


def test_known_and_unknown_orders_are_answered_alike(client, known, django_assert_num_queries):
    answers = []
    for number, email in ((known.number, "ada@example.com"), (known.number, "eve@example.com"), ("O-0", "a@b.example")):
        with django_assert_num_queries(3):
            answers.append(ask(client, number, email))

    first = answers[0]
    assert first.status_code == 303
    assert {(one.status_code, one["Location"], one.content) for one in answers} == {(303, first["Location"], b"")}
    assert len({tuple(sorted((k, v) for k, v in one.headers.items() if k not in VARYING)) for one in answers}) == 1
    page = client.get(first["Location"]).content.decode()
    assert "If we know an order" in page
    assert "ada" not in page.lower().replace("adapt", "")
    assert LinkWish.objects.count() == 3


def test_the_right_address_gets_a_mail_and_every_other_nothing(known):
    wishes = [wish_link(number=known.number.lower(), email=email) for email in ("ADA@example.com", "eve@example.com")]

    assert [answer_wish(wish_id=wish.pk) for wish in wishes] == [True, False]

    assert told(known) == 1
    assert not LinkWish.objects.exists()


def test_a_wish_worked_on_twice_sends_one_link(known):
    wish = wish_link(number=known.number, email="ada@example.com")

    assert [answer_wish(wish_id=wish.pk) for _ in range(2)] == [True, False]
    assert told(known) == 1


def test_an_erased_customers_order_is_not_found(known):
    known.customer.erased_at = timezone.now()
    known.customer.save(update_fields=["erased_at"])
    wish = wish_link(number=known.number, email="ada@example.com")

    assert answer_wish(wish_id=wish.pk) is False
    assert told(known) == 0


@pytest.mark.parametrize(
    ("number", "email", "word"),
    [("", "a@b.example", "number"), ("x" * 25, "a@b.example", "number"), ("O-1", "nobody", "address"),
     ("O-1", "", "address"), ("O\x00", "a@b.example", "number")],
)  # fmt: skip
def test_what_can_be_neither_is_refused_by_its_shape_alone(client, db, number, email, word):
    answer = ask(client, number, email)

    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not LinkWish.objects.exists()


def test_one_connection_asks_ten_times_in_ten_minutes(client, db):
    answers = [ask(client, f"O-{nr}", "a@b.example").status_code for nr in range(11)]

    assert answers == [303] * 10 + [429]


def test_one_number_is_asked_for_five_times_an_hour_from_wherever(client, known):
    from_everywhere = [
        ask(client, known.number, f"{nr}@b.example", REMOTE_ADDR=f"192.0.2.{nr}").status_code for nr in range(6)
    ]
    unknown = [ask(client, "O-0", "a@b.example", REMOTE_ADDR=f"198.51.100.{nr}").status_code for nr in range(6)]

    assert from_everywhere == unknown == [303] * 5 + [429]


def test_the_wish_is_kept_with_its_promise(client, known, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    ask(client, known.number, "ada@example.com")

    wished = Effect.objects.filter(task="portal.tasks.answer_wish")
    assert wished.get().payload["wish_id"] == LinkWish.objects.get().pk
    assert "ada" not in str(wished.values().get()).lower()


def test_the_form_speaks_the_asked_language(client, db):
    page = client.get(reverse("portal:find") + "?lang=de").content.decode()

    assert "Meine Bestellung finden" in page
    assert 'action="/o/find/?lang=de"' in page
    assert (
        client.get(reverse("portal:find"), headers={"accept-language": "de"}).content.decode().count("<h1>Meine") == 1
    )


def test_the_office_cannot_send_a_link_to_nobody(known):
    known.customer.email = ""
    known.customer.save(update_fields=["email"])

    with pytest.raises(MoveRefused, match="no e-mail address"):
        send_order_link(order_id=known.pk, actor=SYSTEM)
    assert revoke_order_links(order_id=known.pk, actor=SYSTEM, reason="Lost phone.") == 0
