"""Trucks asked for through karrio, and our own van that nobody needs to ask."""

import json
from datetime import date, time

import pytest

from core.errors import OutcomeUnknown, Unavailable
from shipping.carriers.contract import CarrierRefused, PickupWish
from shipping.tests.carriers.parcels import HOUSE, carrier_at

WISH = PickupWish(
    reference="pickup-7", place=HOUSE, day=date(2026, 12, 1), ready_at=time(14), close_at=time(17, 30), parcels=3,
    weight_grams=6000,
)  # fmt: skip
UPS_BOOKED = {"PickupCreationResponse": {"Response": {"ResponseStatus": {"Code": "1"}}, "PRN": "2929602E9CP"}}
UPS_NO = {"response": {"errors": [{"code": "9510113", "message": "The date is a holiday."}]}}


def test_ups_is_asked_with_day_window_pieces_and_weight_and_gives_its_number(standin):
    carrier = carrier_at(standin, "ups")
    standin.answer("POST", "/pickupcreation", UPS_BOOKED)

    assert carrier.book_pickup(WISH, key="k") == "2929602E9CP"

    asked = standin.to("/pickupcreation")[0].json()["PickupCreationRequest"]
    assert asked["PickupDateInfo"] == {"PickupDate": "20261201", "ReadyTime": "1400", "CloseTime": "1730"}
    assert (asked["PickupPiece"][0]["Quantity"], asked["TotalWeight"]["Weight"]) == ("3", "6.0")
    assert asked["PickupAddress"]["PostalCode"] == "94107"


def test_a_no_comes_with_the_carriers_words_and_a_cut_line_leaves_it_unknown(standin):
    carrier = carrier_at(standin, "ups")
    standin.answer("POST", "/pickupcreation", UPS_NO, status=400)
    with pytest.raises(CarrierRefused, match="holiday"):
        carrier.book_pickup(WISH, key="k")

    standin.answer("POST", "/pickupcreation", hangs_up=True)
    with pytest.raises(OutcomeUnknown):
        carrier.book_pickup(WISH, key="k")


def test_a_pickup_is_called_off_by_its_number(standin):
    carrier = carrier_at(standin, "ups")
    done = {"PickupCancelResponse": {"Response": {"ResponseStatus": {"Code": "1", "Description": "Success"}}}}
    standin.answer("DELETE", "/pickup/", json.dumps(done))

    carrier.cancel_pickup("2929602E9CP", WISH, key="k")

    assert standin.to("/pickup/02")[0].headers["Prn"] == "2929602E9CP"


def test_fedex_is_asked_in_its_own_words(standin):
    carrier = carrier_at(standin, "fedex")
    standin.answer("POST", "/pickup/v1/pickups", {"output": {"pickupConfirmationCode": "NQAA97"}})

    assert carrier.book_pickup(WISH, key="k") == "NQAA97"
    assert "2026-12-01" in standin.to("/pickup/v1/pickups")[0].body


def test_our_own_van_needs_no_wire_and_who_takes_no_wish_says_so(standin):
    assert carrier_at(standin, "generic").book_pickup(WISH, key="k") == "generic-1-20261201"
    with pytest.raises(CarrierRefused, match="own portal"):
        carrier_at(standin, "usps").book_pickup(WISH, key="k")
    assert standin.asked == []


def test_a_carrier_that_cannot_be_reached_booked_nothing(standin):
    carrier = carrier_at(standin, "ups", base_url="http://127.0.0.1:1")

    with pytest.raises(Unavailable):
        carrier.book_pickup(WISH, key="k")
