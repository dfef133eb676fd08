import io
from decimal import Decimal

import pytest
from PIL import Image

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from orders.models import Order
from orders.services.attaching import attach_to_order
from orders.tests.factories import delivered_order
from returns.admin.claim_forms import worth_of
from returns.errors import NotClaimable, NotReturnable
from returns.models import Claim
from returns.services.claiming import approve_claim, cancel_claim, deny_claim, open_claim
from returns.tests.factories import requested_return

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Actor:
    return Actor(kind="customer", reference="1", rights=frozenset({"returns.open_claim", "returns.request_return"}))


def claim_of(order: Order, count: int = 1, **options) -> Claim:
    return open_claim(
        order_id=order.pk, units={order.lines.get().pk: count}, **{"kind": "damaged", "actor": SYSTEM, **options}
    )


def photo_of(order: Order) -> int:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return attach_to_order(order_id=order.pk, name="crack.png", content=content.getvalue(), actor=SYSTEM).pk


def test_a_claim_takes_its_units_shows_its_photos_and_is_counted_on_the_order(shop, customer):
    order = delivered_order(shop, {0: 3})
    photo = photo_of(order)

    claim = claim_of(order, 2, actor=customer, comment=" Cracked. ", attachment_ids=[photo])

    order.refresh_from_db()
    assert (claim.state, claim.comment, order.lines.get().claimed, order.open_claims) == ("open", "Cracked.", 2, 1)
    assert [one.attachment_id for one in claim.photos.all()] == [photo]
    assert Event.objects.filter(order_id=order.pk, name="returns.claim_opened").count() == 1


def test_no_unit_is_claimed_and_returned(shop, customer):
    order = delivered_order(shop, {0: 3})
    claim_of(order, 2, actor=customer)

    with pytest.raises(NotReturnable) as refused:
        requested_return(order, 2, actor=customer)
    requested_return(order, 1, actor=customer)
    with pytest.raises(NotClaimable):
        claim_of(order, 1, actor=customer)

    assert refused.value.context["left"] == 1
    assert Claim.objects.count() == 1


def test_what_came_late_can_still_be_returned(shop, customer):
    order = delivered_order(shop, {0: 1})

    claim_of(order, 1, kind="late", actor=customer)

    assert order.lines.get().claimed == 0
    assert requested_return(order, 1, actor=customer).state == "requested"


def test_the_same_request_sent_twice_is_one_claim(shop, customer):
    order = delivered_order(shop, {0: 3})

    first = claim_of(order, request_key="form-1", actor=customer)
    second = claim_of(order, request_key="form-1", actor=customer)

    assert first.pk == second.pk
    assert order.lines.get().claimed == 1


@pytest.mark.parametrize(
    "options", [{"kind": "ugly"}, {"count": 0}, {"count": 4}, {"attachment_ids": [0]}, {"parcel_id": 0}]
)
def test_a_claim_that_cannot_be_is_refused_and_takes_no_unit(shop, customer, options):
    order = delivered_order(shop, {0: 3})

    with pytest.raises(InvalidInput):
        claim_of(order, actor=customer, **options)

    assert (Claim.objects.count(), order.lines.get().claimed) == (0, 0)


def test_a_file_of_another_order_is_no_photo_of_this_one(shop, customer):
    order, other = delivered_order(shop, {0: 1}), delivered_order(shop, {0: 1}, parcel_id=2)

    with pytest.raises(InvalidInput, match="not a file of this order"):
        claim_of(order, actor=customer, attachment_ids=[photo_of(other)])


@pytest.mark.parametrize("end", [deny_claim, cancel_claim])
def test_a_claim_that_ends_without_remedy_gives_its_units_free_again(shop, end):
    order = delivered_order(shop, {0: 2})
    claim = approve_claim(claim_id=claim_of(order, 2).pk, actor=SYSTEM)

    end(claim_id=claim.pk, actor=SYSTEM, reason="It was found.")

    order.refresh_from_db()
    assert (order.lines.get().claimed, order.open_claims) == (0, 0)
    with pytest.raises(MoveRefused):
        approve_claim(claim_id=claim.pk, actor=SYSTEM)


def test_a_claim_is_denied_with_a_reason_only(shop):
    claim = claim_of(delivered_order(shop, {0: 1}))

    with pytest.raises(InvalidInput):
        deny_claim(claim_id=claim.pk, actor=SYSTEM, reason=" ")


def test_somebody_without_the_right_cannot_claim(shop):
    with pytest.raises(NotPermitted):
        claim_of(delivered_order(shop, {0: 1}), actor=Actor(kind="customer"))


def test_the_carrier_is_asked_for_what_the_units_were_sold_for_in_the_minor_unit_of_the_currency(shop):
    order = delivered_order(shop, {0: 3})
    claim = claim_of(order, 2)
    order.lines.update(unit_price=Decimal("1.00065"))
    Order.objects.filter(pk=order.pk).update(currency="KWD")

    assert str(worth_of(Claim.objects.get(pk=claim.pk))) == "2.001"
