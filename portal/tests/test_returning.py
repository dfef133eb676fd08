"""What a customer is told and asked when sending back, and the label to print."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from notifications.content.returning import returned
from orders.models import Order
from portal.selectors.returning import returns_shown
from portal.texts import words_for
from returns.models import LabelPayer, Return, ReturnPolicy
from returns.services.requesting import request_return
from returns.tests.factories import approved_return, paid_and_delivered
from shipping.carriers.contract import LabelReceipt
from shipping.models import LooseLabel
from shipping.services.loose_labels import record_loose_label

pytestmark = pytest.mark.django_db


def test_terms_are_told_before_they_apply(shop, holder_of):
    ReturnPolicy.objects.create(
        channel=shop.channel, restocking_percent=10, restocking_amount="0.50", label_payer=LabelPayer.DEDUCTED,
        return_shipping_fee="4.90", credit_bonus_percent=5,
    )  # fmt: skip
    page = holder_of(paid_and_delivered(shop, {0: 1})).see()

    assert "We send you a label; €4.90 are taken off for it, unless it is our fault." in page
    # One way is told: who gets a label is not told to wait for an address as well.
    assert "the address" not in page
    assert "Of Product 1 we keep 10 % + €0.50 each, unless it is our fault." in page
    assert "Store credit, 5 % more" in page
    assert '<optgroup label="Something is wrong with it">' in page


def test_who_pays_the_way_back_is_told_of_the_address_instead_of_a_label(shop, holder_of):
    page = holder_of(paid_and_delivered(shop, {0: 1})).see()

    assert "You pay for sending it back, unless it is our fault. We answer with the address." in page
    assert "We send you a label" not in page


def test_what_does_not_come_back_is_not_offered(shop, holder_of):
    product = shop.skus[0].product
    product.category = "food"
    product.save()
    ReturnPolicy.objects.create(category="food", is_final_sale=True)
    order = paid_and_delivered(shop, {0: 1, 1: 1})
    first, second = order.lines.order_by("position")
    holder = holder_of(order)

    page = holder.see()
    assert f'id="line_{first.pk}"' not in page
    assert f'id="line_{second.pk}"' in page
    answer = holder.send("return", **{f"line_{first.pk}": "1", "reason": "other"})
    assert "These goods do not come back" in answer.content.decode()
    assert not Return.objects.exists()


def test_after_the_window_nothing_is_offered(shop, holder_of):
    order = paid_and_delivered(shop, {0: 1})
    Order.objects.filter(pk=order.pk).update(delivered_at=timezone.now() - timedelta(days=31))

    assert "Send something back" not in holder_of(order).see()


def test_the_customer_chooses_what_they_get(shop, holder_of):
    holder = holder_of(paid_and_delivered(shop, {0: 1}))
    asked = {f"line_{holder.order.lines.get().pk}": "1", "reason": "defective"}

    assert holder.send("return", **asked, resolution="a pony").status_code == 422
    holder.send("return", **asked, resolution="repair")

    assert Return.objects.get().resolution == "repair"


def test_the_label_is_printed_by_the_holder_of_the_link_alone(shop, holder_of):
    ReturnPolicy.objects.create(label_payer=LabelPayer.HOUSE)
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    receipt = LabelReceipt(
        carrier_reference="c", tracking_number="T1", service="standard", cost=None, currency="", void_until=None,
        pdf=b"%PDF-1.7 label",
    )  # fmt: skip
    record_loose_label(label_id=LooseLabel.objects.get().pk, receipt=receipt)
    holder, other = holder_of(ret.order), holder_of(paid_and_delivered(shop, {1: 1}, parcel_id=2))

    def paper(one) -> str:
        return reverse("portal:return_label", args=[one.token, ret.number])

    assert paper(holder) in holder.see()
    answer = holder.client.get(paper(holder))
    assert (answer.content, answer["Cache-Control"]) == (b"%PDF-1.7 label", "no-store")
    assert other.client.get(paper(other)).status_code == 404


def test_a_settled_repair_is_told_as_one(shop, holder_of):
    order = paid_and_delivered(shop, {0: 1})
    ret = request_return(
        order_id=order.pk, units={order.lines.get().pk: 1}, reason_code="defective", resolution="repair", actor=SYSTEM
    )
    Return.objects.filter(pk=ret.pk).update(state="resolved")

    assert "Repaired; it comes back to you." in holder_of(order).see()


def test_store_credit_is_told_with_its_bonus(shop, holder_of):
    order = paid_and_delivered(shop, {0: 1})
    ret = approved_return(order, resolution="store_credit")
    Return.objects.filter(pk=ret.pk).update(
        state="closed", ended_at=timezone.now(), closed_at=timezone.now(), credited_amount=12, bonus_amount="0.60"
    )

    assert "Done. Store credit: €12.60." in holder_of(order).see()


def test_the_mail_and_the_page_name_the_same_address_with_the_shop_and_the_return(shop):
    order = paid_and_delivered(shop, {0: 1})
    ret = approved_return(order)

    mailed = returned(order, "en", return_id=ret.pk)["send_to"]

    assert mailed[0] == f"{order.channel.name} – {ret.number}"
    assert mailed[-1] == "Germany"
    assert tuple(mailed) == returns_shown(order, words_for("en"), {})[0].address
    assert returned(order, "de", return_id=ret.pk)["send_to"][-1] == "Deutschland"
