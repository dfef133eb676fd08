from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core import faults
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import NotPermitted
from core.models import Effect
from customers.models import Address
from fulfillment.services.closing import close_parcel, repack_parcel
from fulfillment.statuses import ParcelState
from fulfillment.tests.factories import packed_parcel
from shipping.carriers.simulated.build import INSTRUCTIONS_LENGTH
from shipping.models import LabelDocument, RateQuote, ShippingLabel
from shipping.services.labels import request_label, retry_label
from shipping.services.quoting import request_quotes
from shipping.services.voiding import request_void
from shipping.statuses import LabelState
from shipping.tests.factories import drain_again, labeled_parcel, open_truck, parcel_of, reread

pytestmark = pytest.mark.django_db


def test_a_packed_parcel_gets_its_label_with_number_cost_and_both_documents(shop, carrier):
    label = labeled_parcel(shop, {0: 2})
    assert label.error == ""

    (bought,) = carrier.truth("buy_label")
    assert (label.error, label.state) == ("", LabelState.PURCHASED)
    assert label.parcel.state == ParcelState.LABELED
    assert label.tracking_number == bought["tracking_number"]
    assert (label.cost, label.currency) == (Decimal(bought["cost"]), bought["currency"])
    assert bought["key"] == str(label.purchase_key)
    contents = {document.format: bytes(document.content) for document in label.documents.all()}
    assert contents["pdf"].startswith(b"%PDF")
    assert contents["zpl"].startswith(b"^XA")


def test_the_carrier_learns_how_it_is_to_be_delivered_in_as_many_words_as_it_prints(shop, carrier):
    words = "Ring at the side entrance, then walk past the greenhouse to the blue door on the left"
    label = labeled_parcel(shop, leave_at_door=True, delivery_instructions=words)

    bought = carrier.client.get(f"/v1/labels/{label.carrier_reference}").json()
    assert (label.state, bought["leave_at_door"], bought["signature_required"]) == (LabelState.PURCHASED, True, False)
    assert bought["instructions"] == "Ring at the side entrance, then walk past the greenhouse to the blue…"
    assert len(bought["instructions"]) <= INSTRUCTIONS_LENGTH


@pytest.mark.parametrize("point", ["label.before_call", "label.after_call", "label.after_commit"])
def test_a_worker_that_dies_around_the_purchase_buys_one_label(shop, carrier, point):
    faults.arm(point, faults._limited(point, faults._raise, 1))
    label = labeled_parcel(shop)
    drain_again()

    assert len(carrier.truth("buy_label")) == 1
    assert reread(label).state == LabelState.PURCHASED
    assert LabelDocument.objects.count() == 2


@pytest.mark.parametrize("mode", ["error_before", "error_after", "garbage"])
def test_an_answer_that_is_lost_is_asked_for_by_key_and_nothing_is_bought_twice(shop, carrier, mode):
    carrier.fault("buy_label", mode)
    label = labeled_parcel(shop)
    assert label.state == LabelState.REQUESTED

    drain_again()

    (bought,) = carrier.truth("buy_label")
    assert reread(label).tracking_number == bought["tracking_number"]


def test_a_carrier_that_hangs_up_leaves_the_outcome_unknown_until_it_is_asked(shop, carrier):
    carrier.fault("buy_label", "timeout_after", delay_seconds=0)
    label = labeled_parcel(shop)
    effect = Effect.objects.get(task="shipping.tasks.buy_label")
    assert effect.last_error.startswith("outcome_unknown")

    drain_again()

    assert len(carrier.truth("buy_label")) == 1
    assert reread(label).state == LabelState.PURCHASED


def send_to_nowhere() -> None:
    Address.objects.update(country="XX")


def test_a_refused_label_waits_with_the_carriers_words_and_is_bought_on_retry(shop, carrier):
    parcel = packed_parcel(shop)
    send_to_nowhere()
    drain()
    label = ShippingLabel.objects.get(parcel=parcel)
    assert (label.state, label.error, label.error_field) == (
        LabelState.FAILED, "We do not serve XX.", "recipient.country",
    )  # fmt: skip
    assert parcel_of(label).state == ParcelState.LABEL_FAILED
    assert Effect.objects.get(task="shipping.tasks.buy_label").state == "done"

    Address.objects.update(country="DE")
    retry_label(shippinglabel_id=label.pk, actor=SYSTEM)
    drain()

    assert reread(label).state == LabelState.PURCHASED
    assert parcel_of(label).state == ParcelState.LABELED
    assert len(carrier.truth("buy_label")) == 1


def test_asking_twice_for_a_label_is_asking_once(shop, carrier):
    label = labeled_parcel(shop)

    assert request_label(parcel_id=label.parcel_id) == label
    drain()

    assert ShippingLabel.objects.count() == 1
    assert len(carrier.truth("buy_label")) == 1


def test_the_database_refuses_a_second_live_label(shop, carrier):
    label = labeled_parcel(shop)

    with pytest.raises(IntegrityError, match="label_live_unique"), transaction.atomic():
        ShippingLabel.objects.create(
            order_id=label.order_id, parcel_id=label.parcel_id, account_id=label.account_id, service="standard",
            purchase_key="00000000-0000-0000-0000-000000000001",
        )  # fmt: skip


def test_a_voided_label_is_taken_back_once_and_the_parcel_may_have_another(shop, carrier):
    label = labeled_parcel(shop)
    request_void(shippinglabel_id=label.pk, actor=SYSTEM)
    drain()
    assert reread(label).state == LabelState.VOIDED
    assert parcel_of(label).state == ParcelState.PACKED
    assert len(carrier.truth("void_label")) == 1

    request_label(parcel_id=label.parcel_id)
    drain()

    second = ShippingLabel.objects.get(parcel_id=label.parcel_id, state=LabelState.PURCHASED)
    assert second.tracking_number != label.tracking_number


@pytest.mark.parametrize("mode", ["error_after", "timeout_after"])
def test_a_void_whose_answer_is_lost_is_repeated_without_harm(shop, carrier, mode):
    label = labeled_parcel(shop)
    carrier.fault("void_label", mode, delay_seconds=0)
    request_void(shippinglabel_id=label.pk, actor=SYSTEM)
    drain()
    drain_again()

    assert reread(label).state == LabelState.VOIDED
    assert len(carrier.truth("void_label")) == 1


def test_a_void_that_the_carrier_refuses_leaves_the_label_alive_with_its_words(shop, carrier):
    label = labeled_parcel(shop)
    carrier.client.post("/v1/handovers", json={"tracking_numbers": [label.tracking_number], "manifest": "M"})
    request_void(shippinglabel_id=label.pk, actor=SYSTEM)
    drain()

    label = reread(label)
    assert (label.state, label.void_requested_at) == (LabelState.PURCHASED, None)
    assert label.error == "The parcel is already in our network."


def test_a_parcel_opened_while_its_label_is_bought_gives_the_label_back_and_gets_a_new_one(shop, carrier):
    parcel = packed_parcel(shop)
    drain(["default"])
    repack_parcel(parcel_id=parcel.pk, actor=SYSTEM)
    drain(["labels"])
    surplus = ShippingLabel.objects.get(parcel=parcel)
    assert surplus.state == LabelState.VOIDED

    close_parcel(parcel_id=parcel.pk, weight_grams=900, actor=SYSTEM)
    drain()

    live = ShippingLabel.objects.get(parcel=parcel, state=LabelState.PURCHASED)
    assert live.purchase_key != surplus.purchase_key
    assert parcel_of(live).state == ParcelState.LABELED


def test_labels_need_rights(shop, carrier):
    label = labeled_parcel(shop)
    nobody = Actor(kind="user", reference="1")

    for refused in (
        lambda: request_void(shippinglabel_id=label.pk, actor=nobody),
        lambda: request_label(parcel_id=label.parcel_id, actor=nobody),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert open_truck(shop).state == "open"


def test_quotes_are_kept_per_service(shop, carrier):
    label = labeled_parcel(shop)
    for _ in range(2):
        request_quotes(parcel_id=label.parcel_id, actor=SYSTEM)
        drain()

    quotes = RateQuote.objects.filter(parcel=label.parcel)
    assert {quote.service for quote in quotes} == {"standard", "expedited", "express"}
    assert all(quote.amount > 0 and quote.currency == "EUR" for quote in quotes)
