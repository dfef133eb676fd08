"""EasyPost: every recorded answer is read or refused with a sentence, and a label is bought once for each key."""

import hashlib
import hmac
import json
import unicodedata
from decimal import Decimal

import pytest
from django.utils import timezone

from core.errors import Misconfigured, OmsError, OutcomeUnknown, Unavailable
from core.paper import render, text
from shipping.carriers.contract import Account, CarrierRefused, ForgedWebhook, UnreadableWebhook
from shipping.carriers.easypost.client import EasyPostCarrier
from shipping.carriers.easypost.parse import STATUSES
from shipping.carriers.easypost.reading import Told, told_by
from shipping.statuses import TrackingStatus
from shipping.tests.carriers.parcels import DATA, a_parcel

PAYLOADS = DATA / "easypost-payloads"
FILES = sorted(path.name for path in PAYLOADS.glob("*.json"))
recorded = pytest.mark.skipif(not FILES, reason="the recorded answers are not on this machine")


def load(name: str) -> dict:
    return json.loads((PAYLOADS / name).read_text())


def words_in(thing) -> set[str]:
    """Every status of a tracker or of one of its details, however deep, also in messages kept as text."""
    found: set[str] = set()
    if isinstance(thing, dict):
        if thing.get("object") in {"Tracker", "TrackingDetail"} and thing.get("status"):
            found.add(thing["status"])
        found |= {word for value in thing.values() for word in words_in(value)}
    elif isinstance(thing, list):
        found |= {word for value in thing for word in words_in(value)}
    elif isinstance(thing, str) and thing.startswith("{"):
        found |= words_in(json.loads(thing))
    return found


def outcome(status: int, body) -> Told | str:
    try:
        return told_by(status, body)
    except OmsError as error:
        return error.message


@recorded
@pytest.mark.parametrize("name", FILES)
def test_every_recorded_answer_is_read_or_refused_with_a_sentence(name):
    file = load(name)
    told = outcome(file["status"], file["response"])

    is_used = file["request"]["path"].startswith(("/v2/shipments", "/v2/trackers/", "/v2/refunds", "/v2/scan_forms"))
    assert isinstance(told, Told) or (len(told) > 10 and (not is_used or name == "tracker_delete__2.json"))


@recorded
def test_every_tracking_word_in_all_files_is_ours_or_unknown():
    words = {word for name in FILES for word in words_in(load(name)["response"])}

    assert words
    assert words - {"unknown", "error"} <= set(STATUSES)


@recorded
def test_updates_keep_the_carriers_word():
    updates = [update for name in FILES for update in _updates(name)]

    assert updates
    assert all(update.raw_status and update.status in TrackingStatus for update in updates)


def _updates(name: str) -> list:
    told = outcome(load(name)["status"], load(name)["response"])
    return list(told.updates) if isinstance(told, Told) else []


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pre_transit", "not_moving"), ("in_transit", "in_transit"), ("out_for_delivery", "out_for_delivery"),
        ("available_for_pickup", "available_for_pickup"), ("delivered", "delivered"),
        ("return_to_sender", "returned_to_sender"), ("failure", "delivery_failed"), ("cancelled", "canceled"),
        ("unknown", "unknown"), ("error", "unknown"), ("teleported", "unknown"),
    ],
)  # fmt: skip
def test_each_word_of_the_road_has_its_meaning_and_stays_readable(word, status):
    detail = {"object": "TrackingDetail", "status": word, "datetime": "2026-05-01T10:00:00Z", "message": "Words"}
    (update,) = told_by(200, {"object": "Tracker", "tracking_code": "EZ1", "tracking_details": [detail]}).updates

    assert (update.status, update.raw_status, update.description) == (status, word, "Words")


@pytest.mark.parametrize(
    ("status", "kind"), [(401, Misconfigured), (429, Unavailable), (422, CarrierRefused), (500, OutcomeUnknown)]
)
def test_a_failure_is_raised_by_what_is_to_be_done(status, kind):
    with pytest.raises(kind):
        told_by(status, {"error": {"code": "X", "message": "No.", "errors": [{"field": "zip", "message": "bad"}]}})


def test_a_refusal_names_the_field():
    with pytest.raises(CarrierRefused, match=r"No\.; zip: bad") as refused:
        told_by(422, {"error": {"code": "X", "message": "No.", "errors": [{"field": "zip", "message": "bad"}]}})

    assert refused.value.context["field"] == "zip"


def carrier_at(standin) -> EasyPostCarrier:
    credentials = {"api_key": "EZTK-secret", "webhook_secret": "sécret"}
    return EasyPostCarrier(
        Account(code="easy", carrier="easypost", credentials=credentials, options={"base_url": f"{standin.url}/v2"})
    )


OFFERS = [
    {"id": "rate_1", "carrier": "USPS", "service": "Express", "rate": "34.15", "currency": "USD", "delivery_days": 1},
    {"id": "rate_2", "carrier": "USPS", "service": "Priority", "rate": "7.42", "currency": "USD", "delivery_days": 2},
]


def a_shipment(standin, **more) -> dict:
    return {"id": "shp_1", "object": "Shipment", "rates": OFFERS, "tracking_code": None, "postage_label": None, **more}


def a_bought_one(standin) -> dict:
    paper = {"created_at": "2026-05-01T10:00:00Z", "label_pdf_url": f"{standin.url}/label.pdf"}
    return a_shipment(standin, tracking_code="9400", postage_label=paper, selected_rate=OFFERS[1])


def offer(standin) -> None:
    standin.answer("GET", "/v2/shipments/", {"error": {"code": "NOT_FOUND", "message": "None."}}, status=404)
    standin.answer("POST", "/v2/shipments$", a_shipment(standin), status=201)
    standin.answer("GET", "/label.pdf", render([text("label")], "label"))


def test_a_label_is_bought_by_the_offer_of_its_service_and_comes_with_both_papers(standin):
    offer(standin)
    standin.answer("POST", "/buy", a_bought_one(standin))

    receipt = carrier_at(standin).buy(a_parcel("USPS/Priority"), key="key-1")

    assert (receipt.tracking_number, receipt.cost, receipt.currency) == ("9400", Decimal("7.42"), "USD")
    assert receipt.pdf.startswith(b"%PDF")
    assert receipt.zpl.startswith(b"^XA")
    assert standin.to("/buy")[0].json() == {"rate": {"id": "rate_2"}}
    assert standin.to("/v2/shipments$")[0].json()["shipment"]["reference"] == "key-1"


def test_a_lost_answer_is_looked_for_by_key_and_nothing_is_bought_again(standin):
    carrier = carrier_at(standin)
    offer(standin)
    standin.answer("POST", "/buy", hangs_up=True)
    with pytest.raises(OutcomeUnknown):
        carrier.buy(a_parcel("USPS/Priority"), key="key-1")

    standin.answer("GET", "/v2/shipments/key-1", a_bought_one(standin))
    found = carrier.find(key="key-1")

    assert found is not None
    assert found.tracking_number == "9400"
    assert carrier.buy(a_parcel("USPS/Priority"), key="key-1").tracking_number == "9400"
    assert len(standin.to("/buy")) == 1


def test_a_key_that_bought_nothing_finds_nothing(standin):
    offer(standin)

    assert carrier_at(standin).find(key="key-1") is None


def test_postage_that_exists_is_read_and_not_bought(standin):
    offer(standin)
    exists = {"error": {"code": "SHIPMENT.POSTAGE.EXISTS", "message": "Postage already exists."}}
    standin.answer("POST", "/buy", exists, status=422)
    standin.answer("GET", "/v2/shipments/shp_1", a_bought_one(standin))

    assert carrier_at(standin).buy(a_parcel("USPS/Priority"), key="key-1").tracking_number == "9400"


def test_a_service_that_is_not_offered_is_refused_with_what_is(standin):
    offer(standin)

    with pytest.raises(CarrierRefused, match="Offered: USPS/Express, USPS/Priority"):
        carrier_at(standin).buy(a_parcel("UPS/Ground"), key="key-1")


def test_a_paper_that_cannot_be_fetched_is_fetched_later_with_the_label(standin):
    offer(standin)
    standin.answer("POST", "/buy", a_bought_one(standin))
    standin.answer("GET", "/label.pdf", "", status=500)

    with pytest.raises(OutcomeUnknown, match="cannot be fetched"):
        carrier_at(standin).buy(a_parcel("USPS/Priority"), key="key-1")


def test_a_label_is_given_back_once_and_a_refusal_is_told(standin):
    carrier = carrier_at(standin)
    standin.answer("GET", "/v2/shipments/shp_1", a_bought_one(standin))
    standin.answer("POST", "/refund", {**a_bought_one(standin), "refund_status": "submitted"})
    carrier.void("shp_1", key="k")
    standin.answer("GET", "/v2/shipments/shp_1", {**a_bought_one(standin), "refund_status": "submitted"})
    carrier.void("shp_1", key="k")
    assert len(standin.to("/refund")) == 1

    standin.answer("GET", "/v2/shipments/shp_1", a_bought_one(standin))
    standin.answer("POST", "/refund", {**a_bought_one(standin), "refund_status": "rejected"})
    with pytest.raises(CarrierRefused, match="rejected"):
        carrier.void("shp_1", key="k")


def signed(body: bytes, secret: str = "sécret") -> dict[str, str]:
    key = unicodedata.normalize("NFKD", secret).encode()
    return {"X-Hmac-Signature": "hmac-sha256-hex=" + hmac.new(key, body, hashlib.sha256).hexdigest()}


def test_a_webhook_is_believed_by_its_signature_and_read_for_its_news(standin):
    carrier = carrier_at(standin)
    detail = {"object": "TrackingDetail", "status": "delivered", "datetime": "2026-05-01T10:00:00Z", "message": "Here"}
    tracker = {"object": "Tracker", "tracking_code": "EZ4", "signed_by": "Swan", "tracking_details": [detail]}
    body = json.dumps({"object": "Event", "id": "evt_1", "description": "tracker.updated", "result": tracker}).encode()

    envelope = carrier.open_webhook(body, headers=signed(body), now=timezone.now())
    (update,) = carrier.parse_webhook(body)

    assert (envelope.event_id, envelope.kind) == ("evt_1", "tracker.updated")
    assert (update.status, update.signed_by) == (TrackingStatus.DELIVERED, "Swan")
    for headers in ({}, signed(body, "other"), signed(body + b" ")):
        with pytest.raises(ForgedWebhook):
            carrier.open_webhook(body, headers=headers, now=timezone.now())


def test_a_webhook_about_something_else_is_no_news_and_a_senseless_one_is_parked(standin):
    carrier = carrier_at(standin)

    assert carrier.parse_webhook(b'{"object": "Event", "description": "batch.created", "result": {}}') == []
    with pytest.raises(UnreadableWebhook):
        carrier.parse_webhook(b'{"object": "Event", "description": "tracker.updated", "result": {"object": "Tracker"}}')
