"""FedEx and DHL Express: what they are asked, and answers made of the carriers' own schema types."""

import base64
from decimal import Decimal

import karrio.lib as lib
import pytest
from karrio.schemas.fedex import shipping_responses as fedex
from karrio.schemas.fedex import tracking_response as fedex_tracking

from core.errors import OutcomeUnknown
from core.paper import render, text
from shipping.carriers.contract import CarrierRefused
from shipping.statuses import TrackingStatus
from shipping.tests.carriers.parcels import CUSTOMER, a_parcel, carrier_at

PAPER = base64.b64encode(render([text("label")], "label")).decode()
DHL_SOLD = f"""<?xml version="1.0" encoding="UTF-8"?>
<res:ShipmentResponse xmlns:res="http://www.dhl.com"><Note><ActionNote>Success</ActionNote></Note>
<AirwayBillNumber>7520067111</AirwayBillNumber><CurrencyCode>USD</CurrencyCode>
<ShippingCharge>41.50</ShippingCharge><PackageCharge>41.50</PackageCharge>
<LabelImage><OutputFormat>PDF</OutputFormat><OutputImage>{PAPER}</OutputImage></LabelImage></res:ShipmentResponse>"""
DHL_NO = """<?xml version="1.0" encoding="UTF-8"?>
<res:ErrorResponse xmlns:res="http://www.dhl.com"><Response><Status><ActionStatus>Error</ActionStatus>
<Condition><ConditionCode>SV011a</ConditionCode>
<ConditionData>The destination is not served.</ConditionData></Condition>
</Status></Response></res:ErrorResponse>"""
DHL_TRACKED = """<?xml version="1.0" encoding="UTF-8"?>
<req:TrackingResponse xmlns:req="http://www.dhl.com"><AWBInfo><AWBNumber>7520067111</AWBNumber>
<Status><ActionStatus>success</ActionStatus></Status><ShipmentInfo>
<ShipmentDate>2026-05-01T10:00:00</ShipmentDate>
<ShipmentEvent><Date>2026-05-01</Date><Time>10:00:00</Time><ServiceEvent><EventCode>PU</EventCode>
<Description>Picked up</Description></ServiceEvent><ServiceArea><ServiceAreaCode>SFO</ServiceAreaCode>
<Description>San Francisco</Description></ServiceArea></ShipmentEvent>
<ShipmentEvent><Date>2026-05-02</Date><Time>10:00:00</Time><ServiceEvent><EventCode>OK</EventCode>
<Description>Delivered</Description></ServiceEvent><ServiceArea><ServiceAreaCode>LAX</ServiceAreaCode>
<Description>Los Angeles</Description></ServiceArea></ShipmentEvent>
</ShipmentInfo></AWBInfo></req:TrackingResponse>"""


def fedex_sold(document: fedex.DocumentType) -> str:
    piece = fedex.PieceResponseType(packageDocuments=[document], trackingNumber="794600000001")
    shipment = fedex.TransactionShipmentType(
        masterTrackingNumber="794600000001", serviceType="FEDEX_GROUND", pieceResponses=[piece]
    )
    return lib.to_json({"output": {"transactionShipments": [lib.to_dict(shipment)]}})


def test_fedex_is_asked_with_account_weight_and_signature_and_sells(standin):
    carrier = carrier_at(standin, "fedex")
    document = fedex.DocumentType(contentType="LABEL", docType="PDF", encodedLabel=PAPER)
    standin.answer("POST", "/ship/v1/shipments", fedex_sold(document))

    receipt = carrier.buy(a_parcel("fedex_ground", requires_signature=True), key="k")

    asked = standin.to("/ship/v1/shipments")[0].json()
    package = asked["requestedShipment"]["requestedPackageLineItems"][0]
    assert asked["accountNumber"] == {"value": "account_number-of-fedex"}
    assert asked["requestedShipment"]["recipients"][0]["address"]["postalCode"] == CUSTOMER.postal_code
    assert package["weight"] == {"units": "KG", "value": 1.5}
    assert "DIRECT" in str(asked)
    assert receipt.tracking_number == "794600000001"
    assert receipt.pdf.startswith(b"%PDF")
    assert receipt.zpl.startswith(b"^XA")


def test_a_fedex_label_whose_paper_cannot_be_fetched_is_unknown_with_its_number(standin):
    carrier = carrier_at(standin, "fedex")
    document = fedex.DocumentType(contentType="LABEL", docType="PDF", url="http://127.0.0.1:1/label.pdf")
    standin.answer("POST", "/ship/v1/shipments", fedex_sold(document))

    with pytest.raises(OutcomeUnknown, match="794600000001"):
        carrier.buy(a_parcel("fedex_ground"), key="k")


def test_a_fedex_label_is_taken_back(standin):
    carrier = carrier_at(standin, "fedex")
    standin.answer("PUT", "/ship/v1/shipments/cancel", {"output": {"cancelledShipment": True}})

    carrier.void("794600000001", key="k")

    assert standin.to("/cancel")[0].json()["trackingNumber"] == "794600000001"


def test_fedex_news_are_read(standin):
    carrier = carrier_at(standin, "fedex")
    events = [
        fedex_tracking.ScanEventType(date="2026-05-01T10:00:00-07:00", eventType="PU", eventDescription="Picked up"),
        fedex_tracking.ScanEventType(date="2026-05-02T10:00:00-07:00", eventType="OD", eventDescription="On vehicle"),
        fedex_tracking.ScanEventType(date="2026-05-02T11:00:00-07:00", eventType="ZZ", eventDescription="A new word"),
    ]
    result = {"scanEvents": [lib.to_dict(event) for event in events], "latestStatusDetail": {"code": "OD"}}
    told = {"completeTrackResults": [{"trackingNumber": "794600000001", "trackResults": [result]}]}
    standin.answer("POST", "/track/v1/trackingnumbers", lib.to_json({"output": told}))

    updates = carrier.track("794600000001")

    assert [update.status for update in updates] == [
        TrackingStatus.PICKED_UP, TrackingStatus.OUT_FOR_DELIVERY, TrackingStatus.UNKNOWN,
    ]  # fmt: skip
    assert updates[-1].raw_status == "ZZ"


def test_dhl_express_is_asked_in_its_own_xml_and_sells(standin):
    carrier = carrier_at(standin, "dhl_express")
    standin.answer("POST", "/XMLShippingServlet", DHL_SOLD, content_type="application/xml")

    receipt = carrier.buy(a_parcel("dhl_express_worldwide"), key="k")

    asked = standin.to("/XMLShippingServlet")[0].body
    assert "<SiteID>site_id-of-dhl_express</SiteID>" in asked
    assert "<ReferenceID>P1001</ReferenceID>" in asked
    assert "Elizabeth Swan" in asked
    assert (receipt.tracking_number, receipt.cost) == ("7520067111", Decimal("41.5"))
    assert receipt.pdf.startswith(b"%PDF")
    assert receipt.void_until is None


def test_a_no_of_dhl_express_comes_with_status_200_and_its_words(standin):
    carrier = carrier_at(standin, "dhl_express")
    standin.answer("POST", "/XMLShippingServlet", DHL_NO)

    with pytest.raises(CarrierRefused, match="The destination is not served") as refused:
        carrier.buy(a_parcel("dhl_express_worldwide"), key="k")

    assert refused.value.context["carrier_code"] == "SV011a"


def test_an_answer_of_dhl_express_that_is_cut_off_is_unknown_and_tells_the_number(standin):
    carrier = carrier_at(standin, "dhl_express")
    standin.answer("POST", "/XMLShippingServlet", DHL_SOLD[:-200])

    with pytest.raises(OutcomeUnknown, match="7520067111"):
        carrier.buy(a_parcel("dhl_express_worldwide"), key="k")


def test_dhl_express_news_are_read(standin):
    carrier = carrier_at(standin, "dhl_express")
    standin.answer("POST", "/XMLShippingServlet", DHL_TRACKED)

    updates = carrier.track("7520067111")

    assert [update.status for update in updates] == [TrackingStatus.PICKED_UP, TrackingStatus.DELIVERED]
