"""Every recorded answer of UPS and USPS is read, or raised by what is to be done about it."""

from decimal import Decimal

import pytest

from core.errors import Misconfigured, OmsError, OutcomeUnknown
from shipping.carriers.contract import CarrierRefused
from shipping.statuses import TrackingStatus
from shipping.tests.carriers.parcels import ANSWERS, HOUSE, SERVICES, a_parcel, carrier_at

pytestmark = pytest.mark.skipif(not ANSWERS.exists(), reason="the recorded answers are not on this machine")
FILES = [f"{path.parent.name}/{path.name}" for path in sorted(ANSWERS.glob("*/*.*"))] if ANSWERS.exists() else []
# What of a carrier is asked by which of our operations; the others are operations we do not have.
ASKS = {
    "rate": ("POST", r"/rating/|/options/search"),
    "shipment": ("POST", r"/shipments/v2409/ship|/labels/"),
    "return_shipment": ("POST", r"/shipments/v2409/ship|/labels/"),
    "cancel": ("DELETE", r"/void/|/labels/"),
    "tracking": ("GET", r"/track"),
    "manifest": ("POST", r"/scan-forms"),
}
STATUS = {"Auth": 401, "Error": 400, "Invalid": 400}


def ask(standin, file: str):
    make, name = file.split("/")
    operation = "cancel" if "Cancel" in name and name.startswith("shipment") else name.split("__")[0]
    carrier, parcel = carrier_at(standin, make), a_parcel(SERVICES[make])
    method, path = ASKS[operation]
    status = next((code for word, code in STATUS.items() if word in name), 200)
    standin.answer(method, path, (ANSWERS / file).read_bytes(), status=status)
    return {
        "rate": lambda: carrier.quote(parcel),
        "shipment": lambda: carrier.buy(parcel, key="k"),
        "return_shipment": lambda: carrier.buy(parcel, key="k"),
        "cancel": lambda: carrier.void("9234690361980900000142", key="k"),
        "tracking": lambda: carrier.track("1Z"),
        "manifest": lambda: carrier.hand_over(["92"], manifest="M1", shipper=HOUSE, key="k"),
    }[operation]()


ASKED = [name for name in FILES if name.split("/")[1].split("__")[0] in ASKS]
# What is no yes: by what is raised, and in which words.
REFUSED = {
    "ups/shipment__ShipmentResponseJSON.json": (OutcomeUnknown, "UPS sold 1ZXXXXXXXXXXXXXXXX, but"),
    "ups/shipment__ShipmentResponseWithInvoice.json": (OutcomeUnknown, "UPS sold 1Z0FH3446831744085, but"),
    "ups/tracking__AuthError.json": (Misconfigured, "Invalid Access License number"),
    "ups/tracking__InvalidTrackingNumberResponseJSON.json": (CarrierRefused, "Invalid inquiry number"),
    "usps/tracking__AuthErrorResponse.json": (Misconfigured, "Client authentication failed."),
    "usps/tracking__ErrorResponse.json": (CarrierRefused, "string"),
}
# What is read of a yes, by operation.
READ = {
    "rate": lambda rates: all(rate.service and rate.amount > 0 for rate in rates) and bool(rates),
    "shipment": lambda label: bool(label.tracking_number and label.carrier_reference and (label.pdf or label.zpl)),
    "return_shipment": lambda label: bool(label.tracking_number and label.carrier_reference),
    "cancel": lambda nothing: nothing is None,
    "tracking": lambda updates: all(update.at and update.raw_status for update in updates),
    "manifest": lambda receipt: (receipt.accepted, receipt.refused) == (("92",), {}),
}


@pytest.mark.parametrize("file", [name for name in ASKED if name not in REFUSED])
def test_every_answer_that_is_a_yes_is_read(file, standin):
    operation = "cancel" if "Cancel" in file else file.split("/")[1].split("__")[0]

    assert READ[operation](ask(standin, file))


@pytest.mark.parametrize("file", sorted(REFUSED))
def test_every_answer_that_is_none_is_raised_by_what_is_to_be_done_and_in_words(file, standin):
    kind, words = REFUSED[file]

    with pytest.raises(OmsError) as raised:
        ask(standin, file)

    assert (type(raised.value), words in raised.value.message) == (kind, True)


def test_a_parcel_nobody_knows_of_yet_has_no_news(standin):
    assert ask(standin, "ups/tracking__TrackingNumberNotFoundResponseJSON.json") == []
    assert ask(standin, "ups/tracking__TrackingResponseJSON.json")


@pytest.mark.parametrize("file", [name for name in FILES if name.split("/")[1].startswith(("pickup", "document"))])
def test_what_we_do_not_ask_for_has_no_door(file, standin):
    """Pickups and uploaded papers are operations we do not have; should such an answer come, it is no label."""
    make = file.split("/")[0]
    standin.answer("POST", r"/shipments/v2409/ship|/labels/", (ANSWERS / file).read_bytes())

    with pytest.raises(OutcomeUnknown, match=r"makes no sense|without a result|lacks"):
        carrier_at(standin, make).buy(a_parcel(SERVICES[make]), key="k")


def test_every_tracking_word_is_one_of_ours_or_unknown_with_its_own_text(standin):
    files = [name for name in FILES if "/tracking__TrackingResponse" in name]

    updates = [update for file in files for update in ask(standin, file)]

    assert updates
    assert all(update.status in TrackingStatus and update.raw_status for update in updates)
    assert len({update.source_event_id for update in updates}) == len(updates)
    again = [update for file in files for update in ask(standin, file)]
    assert {update.source_event_id for update in again} == {update.source_event_id for update in updates}


def test_rates_are_one_for_each_service_in_the_carriers_currency(standin):
    for file in [name for name in FILES if "/rate__" in name]:
        rates = ask(standin, file)
        assert rates
        assert len({rate.service for rate in rates}) == len(rates)
        assert all(rate.amount > 0 and len(rate.currency) == 3 for rate in rates)


def test_a_usps_label_has_its_number_its_postage_and_its_paper(standin):
    receipt = ask(standin, "usps/shipment__ShipmentResponse.txt")

    assert (receipt.tracking_number, receipt.cost, receipt.currency) == (
        "9234690361980900000142", Decimal("18.76"), "USD",
    )  # fmt: skip
    assert receipt.pdf.startswith(b"%PDF")
    assert receipt.void_until is not None


def test_a_ups_label_costs_what_the_answer_charges(standin):
    receipt = ask(standin, "ups/return_shipment__ShipmentResponseJSON.json")

    assert (receipt.cost, receipt.currency) == (Decimal("25.00"), "USD")


def test_a_label_whose_paper_is_broken_is_unknown_and_tells_the_number_that_was_sold(standin):
    with pytest.raises(OmsError, match="UPS sold 1ZXXXXXXXXXXXXXXXX") as unknown:
        ask(standin, "ups/shipment__ShipmentResponseJSON.json")

    assert unknown.value.context["tracking_number"] == "1ZXXXXXXXXXXXXXXXX"
