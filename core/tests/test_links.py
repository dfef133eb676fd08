"""Links without an account: only for their purpose, only in their time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.links.errors import LinkExpired, LinkNotFound, LinkRevoked
from core.links.services import make_link, open_link, revoke_links
from core.models import SignedLink

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_link_opens_for_its_purpose_and_the_token_is_kept_nowhere():
    token = make_link(order_id=5, purpose="track", valid_for=DAY)

    link = open_link(token=token, purposes=["track", "return"])

    assert (link.order_id, link.purpose) == (5, "track")
    assert len(token) >= 43
    assert token not in str(SignedLink.objects.values_list().get())


@pytest.mark.parametrize("damage", [str.upper, lambda token: token[:-1], lambda token: ""])
def test_another_token_opens_nothing(damage):
    token = make_link(order_id=5, purpose="track", valid_for=DAY)

    with pytest.raises(LinkNotFound):
        open_link(token=damage(token), purposes=["track"])


def test_a_link_does_not_serve_another_purpose():
    token = make_link(order_id=5, purpose="feedback", valid_for=DAY)

    with pytest.raises(LinkNotFound):
        open_link(token=token, purposes=["track"])


def test_an_expired_link_says_so():
    token = make_link(order_id=5, purpose="track", valid_for=-DAY)

    with pytest.raises(LinkExpired) as refusal:
        open_link(token=token, purposes=["track"])

    assert refusal.value.status == 410


def test_a_revoked_link_says_so_and_other_orders_keep_theirs():
    token, other = (make_link(order_id=order_id, purpose="track", valid_for=DAY) for order_id in (5, 6))

    assert revoke_links(order_id=5) == 1

    with pytest.raises(LinkRevoked):
        open_link(token=token, purposes=["track"])
    assert open_link(token=other, purposes=["track"]).order_id == 6


def test_revoking_one_purpose_keeps_the_others():
    track, give = (make_link(order_id=5, purpose=purpose, valid_for=DAY) for purpose in ("track", "feedback"))

    revoke_links(order_id=5, purpose="track")

    with pytest.raises(LinkRevoked):
        open_link(token=track, purposes=["track"])
    assert open_link(token=give, purposes=["feedback"])


def test_use_is_remembered_at_most_once_a_minute():
    token = make_link(order_id=5, purpose="track", valid_for=DAY)
    first = open_link(token=token, purposes=["track"]).last_used_at
    assert open_link(token=token, purposes=["track"]).last_used_at == first

    SignedLink.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))

    assert open_link(token=token, purposes=["track"]).last_used_at > first
