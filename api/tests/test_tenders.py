"""Several tenders through the API: each its amount, the last the rest, every refusal by its field."""

import pytest

from api.tests.asking import body, key_for, post
from orders.models import Order, OrderTender

pytestmark = pytest.mark.django_db


def test_tenders_are_kept_in_their_order_and_the_last_pays_the_rest(client, shop):
    _, text = key_for(shop)
    wanted = [{"kind": "store_credit"}, {"kind": "card", "token": "tok_visa", "amount": "12.50"}, {"kind": "transfer"}]

    assert post(client, text, body(tenders=wanted)).status_code == 201

    kept = OrderTender.objects.order_by("position").values_list("position", "kind", "amount")
    assert list(kept) == [(1, "store_credit", None), (2, "card", 12.5), (3, "transfer", None)]


@pytest.mark.parametrize(
    ("tenders", "field", "remedy"),
    [
        ([{"kind": "transfer"}, {"kind": "check", "amount": "5"}], "tenders[0].amount", "move it to the end"),
        ([{"kind": "check", "amount": "29.99"}], "tenders[0].amount", "Add €0.01"),
        ([{"kind": "check", "amount": "1.999"}, {"kind": "transfer"}], "tenders[0].amount", ""),
        ([{"kind": "check", "amount": "0"}, {"kind": "transfer"}], "tenders[0].amount", ""),
        ([{"kind": "gift_card"}, {"kind": "transfer"}], "tenders[0].token", "needs its code"),
        ([{"kind": "shells"}], "tenders[0].kind", "is not one of"),
    ],
)
def test_a_tender_that_cannot_be_used_so_is_refused_by_its_field_with_what_to_do(client, shop, tenders, field, remedy):
    _, text = key_for(shop)

    answer = post(client, text, body(tenders=tenders))

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert remedy in answer.json()["detail"]
    assert not Order.objects.exists()
