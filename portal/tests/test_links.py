"""The link is the key: only as it was made, only in its time, and written down nowhere."""

import inspect
import logging
import random
import string
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.links import services
from core.links.services import make_link, revoke_links
from core.models import LinkEnd, SignedLink
from oms.logs import BEFORE, MaskingFormatter, renderer
from orders.tests import factories
from portal import limits

pytestmark = pytest.mark.django_db

LETTERS = string.ascii_letters + string.digits + "-_"
LIVES = timedelta(days=90)


@pytest.fixture
def patient(monkeypatch):
    """Nobody is slowed down: what counts is what opens."""
    monkeypatch.setattr(limits, "_count_here", lambda key, limit: 0)


def tampered(token: str, other: str, *, seed: int = 7) -> list[str]:
    """A thousand addresses that are nearly right: every position flipped, cut, longer, swapped, with another's part."""
    dice = random.Random(seed)
    found = {token[:at] + dice.choice(LETTERS.replace(token[at], "")) + token[at + 1 :] for at in range(len(token))}
    found |= {token[:at] for at in range(1, len(token))} | {token[at:] for at in range(1, len(token))}
    found |= {token[:at] + other[at:] for at in range(1, len(token))}
    found |= {token[at:] + token[:at] for at in range(1, len(token))}
    found |= {token + letter for letter in LETTERS} | {token.swapcase(), token.lower(), token.upper(), token * 2}
    found -= {token, other}
    while len(found) < 1000:
        letters = list(token)
        for at in dice.sample(range(len(token)), dice.randint(1, 6)):
            letters[at] = dice.choice(LETTERS)
        found |= {"".join(letters)} - {token, other}
    return sorted(found)[:1000]


def test_a_thousand_tampered_links_open_nothing_and_the_true_one_does(shop, patient):
    order, other = factories.placed_order(shop), factories.placed_order(shop)
    token, another = (make_link(order_id=one.pk, purpose="order", valid_for=LIVES) for one in (order, other))
    client = Client()

    answers = [client.get(reverse("portal:order", args=[wrong])).status_code for wrong in tampered(token, another)]

    assert (len(answers), set(answers)) == (1000, {404})
    assert client.get(reverse("portal:order", args=[token])).status_code == 200
    assert SignedLink.objects.filter(last_used_at__isnull=False).count() == 1


def test_the_number_of_an_order_opens_nothing(client, shop):
    order = factories.placed_order(shop)

    for guess in (order.number, str(order.pk), order.external_id or "x", SignedLink.__name__):
        assert client.get(f"/o/{guess}/").status_code == 404


def test_the_hash_of_a_token_as_the_database_keeps_it_opens_nothing(client, shop):
    make_link(order_id=factories.placed_order(shop).pk, purpose="order", valid_for=LIVES)

    assert client.get(f"/o/{SignedLink.objects.get().token_hash}/").status_code == 404


def test_tokens_are_compared_as_hashes_in_constant_time():
    """No time tells how far a guess was right: what is looked up and compared is a hash of the whole."""
    source = inspect.getsource(services.open_link)

    assert "hash_of(token)" in source
    assert "compare_digest" in source
    assert "token ==" not in source


def test_expired_revoked_and_erased_links_say_so_each_in_its_words_with_what_to_do(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    find = reverse("portal:find")

    def answer() -> tuple[int, str]:
        response = holder.client.get(holder.url())
        return response.status_code, response.content.decode()

    SignedLink.objects.update(expires_at=timezone.now())
    status, expired = answer()
    assert (status, "has expired" in expired, find in expired) == (410, True, True)
    revoke_links(order_id=holder.order.pk)
    status, revoked = answer()
    assert (status, "was taken back" in revoked, find in revoked) == (410, True, True)
    revoke_links(order_id=holder.order.pk, because=LinkEnd.ERASED)
    status, erased = answer()
    assert (status, "was erased" in erased, find in erased) == (410, True, False)
    for page in (expired, revoked, erased):
        assert holder.order.number not in page


def test_the_page_of_an_erased_customer_is_gone_even_when_a_link_was_forgotten(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    customer = holder.order.customer
    customer.erased_at = timezone.now()
    customer.save(update_fields=["erased_at"])

    response = holder.client.get(holder.url())

    assert response.status_code == 410
    assert customer.name not in response.content.decode()


def test_a_token_is_not_written_into_the_log():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: /o/%s/return/", ("a" * 43,), None)

    line = MaskingFormatter(processor=renderer(), foreign_pre_chain=BEFORE).format(record)

    assert "/o/…/return/" in line
    assert "aaaa" not in line


def test_limits_are_shared_by_all_web_processes_and_outlive_a_lost_memory(settings, rf):
    request, limit = (
        rf.get("/", REMOTE_ADDR=f"192.0.2.{random.randint(1, 250)}"),
        limits.Limit(f"t{random.random()}", 2, 60),
    )

    settings.LIMITS_URL = settings.REDIS_URL
    assert [limits.count(limit, request) for _ in range(3)] == [1, 2, 3]
    assert limits.is_reached(limit, request)
    settings.LIMITS_URL = "redis://127.0.0.1:1/0"
    assert [limits.count(limit, request) for _ in range(2)] == [1, 2]
    assert limits.is_reached(limit, request)


def test_behind_a_proxy_of_ours_its_word_counts_and_without_one_nobodys(settings, rf):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.4"})

    assert limits.address_of(request) == "10.0.0.1"
    settings.PROXY_HOPS = 1
    assert limits.address_of(request) == "203.0.113.4"


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"), ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"), ("::ffff:203.0.113.4", "203.0.113.4"),
        ("fe80::1%eth0", "fe80::/64"), ("203.0.113.4", "203.0.113.4"), ("unknown", "unknown"), ("", ""),
    ],
)  # fmt: skip
def test_who_has_a_whole_network_of_addresses_is_counted_as_one(rf, seen, counted):
    assert limits.address_of(rf.get("/", REMOTE_ADDR=seen)) == counted
