import base64
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import httpx
import pypdfium2
import pytest

from simulators.tests.processes import start
from simulators.tests.shipping import buy, hand_over, label_request, void


def test_a_label_is_drawn_as_pdf_and_zpl_with_the_number_and_the_address(carrier):
    label = buy(carrier, formats=["pdf", "zpl"]).json()

    assert "ZOË MÜLLER" in label["zpl"]
    assert label["zpl"].startswith("^XA\n^CI28")
    assert f"^FD{label['tracking_number']}^FS" in label["zpl"]
    assert "10115 BERLIN" in label["zpl"]
    pages = pypdfium2.PdfDocument(base64.b64decode(label["pdf_base64"]))
    assert len(pages) == 1
    assert [round(inches * 72) for inches in (4, 6)] == [round(size) for size in pages[0].get_size()]
    pages.close()


def test_only_the_wanted_format_is_drawn(carrier):
    label = buy(carrier, formats=["zpl"]).json()

    assert (label["pdf_base64"], label["zpl"][:3]) == (None, "^XA")


def test_names_that_are_commands_elsewhere_stay_text(carrier):
    recipient = label_request()["recipient"] | {"name": "A & B <b> ^XZ~JR \x07{{ 7*7 }}"}

    label = buy(carrier, recipient=recipient, formats=["pdf", "zpl"]).json()

    assert label["zpl"].count("^XZ") == 1
    assert "{{ 7*7 }}" in label["zpl"]
    assert "A & B <B>" in label["zpl"]


def test_one_key_buys_one_label(carrier):
    first, second = buy(carrier, "k").json(), buy(carrier, "k")

    assert second.json() == first
    assert second.headers["Idempotent-Replayed"] == "true"
    assert [line["cost"] for line in carrier.truth("buy_label")] == [first["cost"]]
    assert buy(carrier, "k", service="express").status_code == 409


def test_ten_at_once_with_one_key_buy_one_label(carrier):
    with ThreadPoolExecutor(10) as pool:
        numbers = set(pool.map(lambda _: buy(carrier, "k").json()["tracking_number"], range(10)))

    assert len(numbers) == 1
    assert len(carrier.truth()) == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"parcel": {"weight_grams": 0}}, "invalid_weight", "parcel.weight_grams"),
        ({"parcel": {"weight_grams": 70_001}}, "overweight", "parcel.weight_grams"),
        ({"parcel": {"weight_grams": 1, "length_mm": 9_999}}, "invalid_dimension", "parcel.length_mm"),
        ({"recipient": {}}, "missing_field", "recipient.name"),
        ({"recipient": {"name": "A", "line1": "B", "city": "C"}}, "missing_field", "recipient.country"),
        (
            {"recipient": {"name": "A", "line1": "B", "city": "C", "country": "DE"}},
            "missing_field",
            "recipient.postal_code",
        ),
        (
            {"recipient": {"name": "A", "line1": "B", "city": "C", "country": "XX", "postal_code": "1"}},
            "destination_not_served",
            "recipient.country",
        ),
        ({"service": "teleport"}, "unknown_service", "service"),
        ({"formats": ["gif"]}, "unknown_format", "formats"),
    ],
)
def test_what_no_carrier_would_sell_is_refused_with_the_field(carrier, changes, code, field):
    answer = buy(carrier, **changes)

    assert answer.status_code == 422
    assert (answer.json()["error"]["code"], answer.json()["error"]["field"]) == (code, field)
    assert carrier.truth() == []


def test_a_country_without_postal_codes_needs_none(carrier):
    recipient = {"name": "A", "line1": "B", "city": "Hong Kong", "country": "HK", "postal_code": ""}

    assert buy(carrier, recipient=recipient).status_code == 200


def test_a_label_is_voided_once(carrier):
    label = buy(carrier).json()

    assert void(carrier, label["id"], "v").json()["status"] == "voided"
    assert void(carrier, label["id"], "v").headers["Idempotent-Replayed"] == "true"
    assert void(carrier, label["id"], "w").json()["error"]["code"] == "already_voided"
    assert [line["operation"] for line in carrier.truth()] == ["buy_label", "void_label"]


def test_a_label_in_use_is_not_voided_and_a_void_label_is_not_used(carrier):
    used, voided = buy(carrier).json(), buy(carrier).json()
    void(carrier, voided["id"])

    answer = hand_over(carrier, used["tracking_number"], voided["tracking_number"], "SC0")

    assert answer["accepted"] == [used["tracking_number"]]
    assert [line["code"] for line in answer["refused"]] == ["label_voided", "unknown_number"]
    assert void(carrier, used["id"]).json()["error"]["code"] == "already_handed_over"


def test_a_label_cannot_be_voided_after_its_time(tmp_path):
    impatient = start("carrier", tmp_path, "--void-seconds", "0")
    try:
        answer = void(impatient, buy(impatient).json()["id"])
    finally:
        impatient.stop()

    assert answer.json()["error"]["code"] == "void_period_over"


def test_what_a_key_bought_can_be_asked_after_an_answer_was_lost(carrier):
    carrier.fault("buy_label", "timeout_after", delay_seconds=0.05)
    with pytest.raises(httpx.TransportError):
        buy(carrier, "k")

    told = carrier.client.get("/v1/labels", params={"key": "k"}).json()

    assert told["zpl"].startswith("^XA")
    assert told == buy(carrier, "k").json()
    assert told == carrier.client.get(f"/v1/labels/{told['id']}").json()
    assert carrier.client.get("/v1/labels", params={"key": "other"}).status_code == 404
    assert len(carrier.truth()) == 1


def test_an_error_before_buying_buys_nothing(carrier):
    carrier.fault("buy_label", "error_before")

    assert buy(carrier, "k").status_code == 500
    assert carrier.client.get("/v1/labels", params={"key": "k"}).status_code == 404


def test_rates_grow_with_weight_volume_and_distance(carrier):
    def rates(country: str, **parcel: int) -> dict[str, Decimal]:
        body = {
            "shipper": {"country": "GB", "postal_code": "N1 1AA"},
            "recipient": {"country": country, "postal_code": "10115"},
            "parcels": [{"weight_grams": 1000, **parcel}],
        }
        offers = carrier.client.post("/v1/rates", json=body).json()["rates"]
        assert {offer["currency"] for offer in offers} == {"GBP"}
        return {offer["service"]: Decimal(offer["amount"]) for offer in offers}

    home = rates("GB")

    assert home == {"standard": Decimal("4.70"), "expedited": Decimal("8.90"), "express": Decimal("15.50")}
    assert rates("GB", length_mm=500, width_mm=500, height_mm=500)["standard"] == Decimal("23.90")
    assert rates("DE")["standard"] == Decimal("10.34")


def test_asking_and_rating_misbehave_by_name(carrier):
    buy(carrier, "k")
    carrier.fault("lookup", "garbage")
    assert carrier.client.get("/v1/labels", params={"key": "k"}).headers["Content-Type"] == "text/html"
    carrier.fault("rate", "error_after")
    body = {
        "shipper": {"country": "GB", "postal_code": "N1"},
        "recipient": {"country": "HK"},
        "parcels": [{"weight_grams": 1}],
    }
    assert carrier.client.post("/v1/rates", json=body).status_code == 500
    assert carrier.client.post("/v1/rates", json=body).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [{"service": ["x"]}, {"formats": [{}]}, {"recipient": "me"}, {"parcel": [1]}, {"parcel": {"weight_grams": 1.5}}],
)
def test_shapes_nobody_expects_are_refused_too(carrier, changes):
    assert buy(carrier, **changes).status_code == 422


def test_parcels_are_taken_from_any_country(carrier):
    shipper = {**label_request()["shipper"], "country": "DE", "postal_code": "10115"}

    assert buy(carrier, shipper=shipper).status_code == 200
