"""Characters that no text keeps and numbers that no row has: taken without them, or refused in words."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from orders.models import Order
from orders.tests.factories import confirmed_order, placed_order
from orders.tests.late import late_order, may_replace, question
from returns.models import Return
from returns.tests.factories import paid_and_delivered
from support.models import CaseMessage

pytestmark = pytest.mark.django_db


def test_a_return_with_a_null_character_in_every_field_is_kept_without_it(shop, holder_of):
    holder = holder_of(paid_and_delivered(shop, {0: 2}))
    line = holder.order.lines.get(position=1)

    answer = holder.send(
        "return", **{f"line_{line.pk}": "1\x00", "reason": "dam\x00aged", "comment": "Cra\x00cked.", "key": "k\x00"}
    )

    assert answer.status_code == 303
    ret = Return.objects.get()
    assert (ret.reason.code, ret.comment) == ("damaged", "Cracked.")


@pytest.mark.parametrize("resolution", ["exchange", "re\x00pair"])
def test_goods_and_ways_with_a_null_character_are_refused_or_read_without_it(shop, holder_of, resolution):
    holder = holder_of(paid_and_delivered(shop, {0: 2}))
    line = holder.order.lines.get(position=1)

    answer = holder.send(
        "return",
        **{f"line_{line.pk}": "1", f"other_{line.pk}": "SKU\x00-9", "reason": "damaged", "resolution": resolution},
    )

    assert answer.status_code in (303, 409, 422)


def test_a_message_an_address_and_a_cancellation_lose_their_null_characters(shop, holder_of):
    holder = holder_of(confirmed_order(shop))
    address = {"name": "A\x00da", "line1": "Road\x00 1", "postal_code": "101\x0017", "city": "Ber\x00lin"}

    assert holder.send("message", text="Where\x00?", kind="question\x00", key="\x00k").status_code == 303
    assert holder.send("address", **address).status_code == 303
    assert holder.send("cancel", sure="yes", reason="Too\x00 late").status_code == 303

    assert CaseMessage.objects.get().text == "Where?"
    assert Order.objects.get().shipping_address.name == "Ada"


def test_a_rating_and_a_way_back_with_a_null_character_are_no_fault_of_ours(client, shop, holder_of):
    holder = holder_of(placed_order(shop))

    assert holder.send("feedback", rating="5", words="Fi\x00ne.").status_code in (303, 409)
    assert client.get("/o/back/a%00b~c/").status_code == 404
    assert client.get(reverse("portal:photo", args=[holder.token, 10**30])).status_code == 404


@pytest.mark.parametrize(("line", "value"), [("9" * 5000, "SKU-3|10.00"), ("{line}", "SKU-3\x00|10.00x")])
def test_other_goods_for_a_line_that_cannot_be_are_refused(shop, holder_of, line, value):
    may_replace(shop)
    holder = holder_of(late_order(shop))
    name = "instead_" + line.format(line=holder.order.lines.get(position=1).pk)

    body = urlencode({"choice": question(holder.order).pk, "answer": "substitute", name: value})

    answer = holder.client.post(holder.url("choose"), body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 422
    assert question(holder.order).answered_by == ""
