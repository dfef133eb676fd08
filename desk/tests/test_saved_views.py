"""Saved views on the list of orders: kept, shared, counted, and never trusted."""

import pytest

from core.actors import SYSTEM
from orders.models import Order, SavedView
from orders.services.holding import hold_order
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/order/"


def save(client, name="Mine", query="display_status=on_hold", **more):
    return client.post(f"{LIST}views/save/", {"name": name, "query": query, **more}, follow=True)


def own() -> SavedView:
    return SavedView.objects.get(owner__isnull=False)


def test_the_houses_views_stand_on_the_list(client, shop, sign_in):
    sign_in("CSR")

    page = client.get(LIST).content.decode()

    for name in ("Needs review", "On hold", "Payment problems", "Backorders past promise", "Unplaced drafts"):
        assert name in page


def test_a_view_is_saved_and_seen_by_its_owner_alone(client, shop, sign_in):
    sign_in("CSR")

    page = save(client, "Call back today").content.decode()
    sign_in("CSR lead")
    others = client.get(LIST).content.decode()

    assert "Call back today" in page
    assert "Call back today" not in others


def test_only_what_the_list_knows_is_kept(client, shop, sign_in):
    sign_in("CSR")

    save(client, query="display_status=on_hold&customer__email__startswith=a&state=nonsense&is_on_hold__exact=1&q=x")

    assert own().query == "display_status=on_hold&is_on_hold__exact=1&q=x"


def test_sharing_needs_the_right(client, shop, sign_in):
    sign_in("CSR")
    refused = save(client, audience="all")
    sign_in("CSR lead")
    save(client, "For all of us", audience="all")
    sign_in("Payments")

    page = client.get(LIST).content.decode()

    assert refused.status_code == 403
    assert (own().is_shared, "For all of us" in page) == (True, True)


def test_a_view_shared_with_a_role_is_seen_by_that_role_alone(client, shop, sign_in):
    lead = sign_in("CSR lead")
    save(client, "For leads", audience=str(lead.groups.get().pk))
    sign_in("CSR")

    assert own().role == lead.groups.get()
    assert "For leads" not in client.get(LIST).content.decode()


def test_a_view_is_renamed_and_deleted_by_its_owner_and_by_nobody_else(client, shop, sign_in):
    sign_in("CSR")
    save(client)
    key = own().pk
    client.post(f"{LIST}views/{key}/rename/", {"name": "Later"})
    assert own().name == "Later"

    sign_in("Payments")
    client.post(f"{LIST}views/{key}/delete/")
    assert own().name == "Later"

    owner = own().owner
    client.force_login(owner)
    client.post(f"{LIST}views/{key}/delete/")
    assert not SavedView.objects.filter(owner=owner).exists()


def test_a_view_whose_filter_is_gone_says_so(client, shop, sign_in):
    user = sign_in("CSR")
    SavedView.objects.create(owner=user, list_name="orders.order", name="Old", query="mood=bad")

    page = client.get(LIST).content.decode()

    assert "the filter “mood” does not exist any more" in page
    assert 'href="?mood=bad"' not in page


def test_counted_views_tell_how_many(client, shop, sign_in):
    for order in (placed_order(shop), placed_order(shop)):
        hold_order(order_id=order.pk, kind="manual", reason="Wait", actor=SYSTEM)
    placed_order(shop)
    sign_in("CSR")

    counts = client.get(f"{LIST}views/counts/").json()

    assert counts[str(SavedView.objects.get(name="On hold").pk)] == "2"


@pytest.mark.parametrize(
    ("queue", "values"),
    [
        ("needs_review", {"awaits_review": True}),
        ("payment_problem", {"payment_status": "expired"}),
        ("late_backorder", {"display_status": "backordered", "promised_on": "2020-01-01"}),
    ],
)
def test_a_queue_shows_what_waits_and_nothing_else(client, shop, sign_in, queue, values):
    wanted, other = placed_order(shop), placed_order(shop)
    Order.objects.filter(pk=other.pk).update(awaits_review=False)
    Order.objects.filter(pk=wanted.pk).update(**{"awaits_review": False, **values})
    sign_in("CSR")

    page = client.get(LIST, {"queue": queue}).content.decode()

    assert wanted.number in page
    assert other.number not in page
