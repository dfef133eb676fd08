"""The order's page while an act can still be undone, and who else has it open."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import presence
from core.effects import drain
from core.models import Alert, Effect
from orders.models import Order
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _window(settings):
    settings.OMS_UNDO_SECONDS = 20


def url(order, name="change", *more):
    return reverse(f"admin:orders_order_{name}", args=[order.pk, *more])


def ask_to_cancel(client, order):
    return client.post(url(order, "move", "cancel"), {"reason": "Found it elsewhere"}, follow=True).content.decode()


def act() -> Effect:
    return Effect.objects.get(task="orders.tasks.cancel_later")


def test_a_cancel_shows_its_countdown_and_is_undone_by_a_button(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR")

    page = ask_to_cancel(client, order)
    answer = client.post(url(order, "undo", act().pk), follow=True).content.decode()

    assert f'data-until="{act().run_after:%Y-%m-%dT%H:%M:%S}' in page
    assert f'action="{url(order, "undo", act().pk)}"' in page
    assert "Until then it can be undone" in page
    assert "Cancel the order: undone. Nothing was changed." in answer
    assert (act().state, Order.objects.get().state) == ("withdrawn", "placed")
    assert "data-until" not in answer


def test_meanwhile_what_contradicts_it_says_to_undo_first(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR lead")
    ask_to_cancel(client, order)

    page = client.get(url(order)).content.decode()
    answer = client.post(url(order, "move", "expire"), {"reason": "Nobody paid"})

    assert "Undo it first, or let it be done." in page
    assert "“Cancel the order” is pending until" in answer.content.decode()
    assert (answer.status_code, Order.objects.get().state) == (409, "placed")


def test_done_now_means_now(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR")
    ask_to_cancel(client, order)

    client.post(url(order, "hurry", act().pk))
    drain()

    assert Order.objects.get().state == "canceled"


def test_who_may_not_cancel_may_not_undo(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR")
    ask_to_cancel(client, order)
    sign_in("Warehouse")

    page = client.get(url(order)).content.decode()

    assert "Cancel the order" in page
    assert url(order, "undo", act().pk) not in page
    assert client.post(url(order, "undo", act().pk)).status_code == 403
    assert act().state == "due"


def test_a_refused_act_is_told_on_the_page_until_it_was_read(client, shop, sign_in):
    order = placed_order(shop)
    user = sign_in("CSR")
    ask_to_cancel(client, order)
    user.groups.clear()
    Effect.objects.update(run_after=timezone.now() - timedelta(hours=1))
    drain()
    user.groups.set(user.groups.model.objects.filter(name="CSR"))

    page = client.get(url(order)).content.decode()
    client.post(url(order, "read", Alert.objects.get().pk))

    assert "“Cancel the order” was not done." in page
    assert "was not done." not in client.get(url(order)).content.decode()


def test_the_page_says_who_else_has_it_open(client, shop, sign_in):
    order = placed_order(shop)
    ben = User.objects.create_user(username="ben", first_name="Ben", is_staff=True)
    presence.here(f"order:{order.pk}", user_id=ben.pk, now=time.time() - 60)
    presence.here(f"order:{order.pk}", user_id=ben.pk)
    sign_in("CSR")

    page = client.get(url(order)).content.decode()
    asked = client.get(url(order, "presence")).json()

    assert "Also open by Ben (1 min)" in page
    assert asked == {"also": ["Ben (1 min)"], "pending": ""}


def test_who_was_not_heard_of_for_long_has_left():
    presence.here("order:left", user_id=1, now=1000)

    assert presence.here("order:left", user_id=2, now=1000 + presence.STALE_SECONDS + 1) == []


def test_without_the_broker_the_page_opens_and_the_log_says_why(client, shop, sign_in, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    order = placed_order(shop)
    sign_in("CSR")

    answer = client.get(url(order))

    assert answer.status_code == 200
    assert "is not known" in caplog.text


def test_an_edit_waits_with_its_reason_while_a_cancel_can_be_undone(client, shop, sign_in):
    order = placed_order(shop)
    sign_in("CSR lead")
    key = order.lines.get().pk
    ask_to_cancel(client, order)

    page = client.get(url(order)).content.decode()
    answer = client.post(url(order, "edit"), {
        "act": "stage", f"units_{key}": "1", "lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0,
        "to_name": "Ada", "to_line1": "Street 1", "to_city": "Berlin", "to_country": "DE",
    })  # fmt: skip

    assert url(order, "edit") not in page
    assert "Edit order" in page
    assert "“Cancel the order” is pending until" in answer.content.decode()
    assert (answer.status_code, order.order_changes.count()) == (409, 0)
