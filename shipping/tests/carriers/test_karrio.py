"""The adapter behind UPS, USPS, FedEx, DHL Express and our own carrier, over real HTTP with a stand-in."""

import asyncio
import ssl
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import PIL.ImageFile
import pytest

from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from shipping.carriers.contract import Account, CarrierRefused, ForgedWebhook
from shipping.carriers.karrio.client import KarrioCarrier
from shipping.tests.carriers.parcels import CUSTOMER, HOUSE, SERVICES, a_parcel, account_of, carrier_at

BUYS = {"ups": "/shipments/", "usps": "/labels/", "fedex": "/ship/v1/shipments", "dhl_express": "/XMLShippingServlet"}
REFUSAL = {"response": {"errors": [{"code": "120802", "message": "Address Validation Error on ShipTo address"}]}}
ALL = sorted(BUYS)


def test_importing_the_library_leaves_certificates_and_pictures_checked():
    assert ssl._create_default_https_context is ssl.create_default_context
    assert PIL.ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize("make", ALL)
def test_a_carrier_that_cannot_be_reached_sold_nothing(make, standin):
    carrier = carrier_at(standin, make, base_url="http://127.0.0.1:1")

    with pytest.raises(Unavailable, match="cannot be reached"):
        carrier.buy(a_parcel(SERVICES[make]), key="k")


@pytest.mark.parametrize("make", ALL)
def test_a_carrier_that_hangs_up_over_a_purchase_leaves_the_outcome_unknown_and_is_asked_once(make, standin):
    carrier = carrier_at(standin, make)
    standin.answer("POST", BUYS[make], hangs_up=True)

    with pytest.raises(OutcomeUnknown, match="did not answer"):
        carrier.buy(a_parcel(SERVICES[make]), key="k")

    assert len(standin.to(BUYS[make])) == 1


@pytest.mark.parametrize("make", ALL)
def test_a_carrier_in_trouble_leaves_a_purchase_unknown(make, standin):
    carrier = carrier_at(standin, make)
    standin.answer("POST", BUYS[make], "{}" if make != "dhl_express" else "<Oops/>", status=503)

    with pytest.raises(OutcomeUnknown, match="503"):
        carrier.buy(a_parcel(SERVICES[make]), key="k")


@pytest.mark.parametrize("make", ALL)
def test_an_answer_without_sense_leaves_a_purchase_unknown(make, standin):
    carrier = carrier_at(standin, make)
    standin.answer("POST", BUYS[make], "<html>maintenance</html>")

    with pytest.raises(OutcomeUnknown):
        carrier.buy(a_parcel(SERVICES[make]), key="k")


@pytest.mark.parametrize("make", ["ups", "usps", "fedex"])
def test_no_token_means_that_nothing_was_sold(make, standin):
    carrier = carrier_at(standin, make)
    standin.answer("POST", "/oauth", hangs_up=True)

    with pytest.raises(Unavailable):
        carrier.buy(a_parcel(SERVICES[make]), key="k")

    assert standin.to(BUYS[make]) == []


@pytest.mark.parametrize("make", ["ups", "usps", "fedex"])
def test_a_refused_token_is_our_own_mistake(make, standin):
    carrier = carrier_at(standin, make)
    standin.answer("POST", "/oauth", {"error": "invalid_client", "error_description": "No."}, status=401)

    with pytest.raises(Misconfigured, match="refuses our credentials"):
        carrier.buy(a_parcel(SERVICES[make]), key="k")


def test_a_no_comes_with_the_carriers_own_words_and_code(standin):
    carrier = carrier_at(standin, "ups")
    standin.answer("POST", "/shipments/", REFUSAL, status=400)

    with pytest.raises(CarrierRefused, match="Address Validation Error on ShipTo address") as refused:
        carrier.buy(a_parcel("ups_ground"), key="k")

    assert refused.value.context["carrier_code"] == "120802"


def test_too_many_questions_are_asked_again_later(standin):
    carrier = carrier_at(standin, "ups")
    standin.answer("POST", "/rating/", "{}", status=429)

    with pytest.raises(Unavailable, match="slow down"):
        carrier.quote(a_parcel("ups_ground"))


def test_a_question_without_consequences_may_always_be_repeated(standin):
    carrier = carrier_at(standin, "ups")
    standin.answer("POST", "/rating/", hangs_up=True)

    with pytest.raises(Unavailable):
        carrier.quote(a_parcel("ups_ground"))


def test_what_usps_does_not_serve_is_refused_before_it_is_asked(standin):
    carrier = carrier_at(standin, "usps")
    abroad = type(CUSTOMER)(**{**vars(CUSTOMER), "country": "CA"})

    with pytest.raises(CarrierRefused, match="CA"):
        carrier.buy(a_parcel("usps_ground_advantage", recipient=abroad), key="k")

    assert standin.to("/labels/") == []


def test_an_account_without_credentials_is_our_own_mistake(standin):
    bare = Account(code="ups-2", carrier="ups", options={"base_url": standin.url})

    with pytest.raises(Misconfigured, match=r"ups-2 lacks credentials: client_id, client_secret, account_number"):
        KarrioCarrier(bare).quote(a_parcel("ups_ground"))


def test_credentials_are_in_no_text_made_of_an_account(standin):
    assert "client_secret-of-ups" not in repr(account_of("ups", standin))


def test_one_token_serves_many_calls(standin):
    carrier = carrier_at(standin, "ups")
    for _ in range(3):
        standin.answer("POST", "/shipments/", REFUSAL, status=400)
        with pytest.raises(CarrierRefused):
            carrier.buy(a_parcel("ups_ground"), key="k")

    assert len(standin.to("/oauth")) == 1
    assert {asked.headers["authorization"] for asked in standin.to("/shipments/")} == {"Bearer let-me-in"}


def test_dhl_express_takes_no_label_back_by_wire(standin):
    with pytest.raises(CarrierRefused, match="portal"):
        carrier_at(standin, "dhl_express").void("1234567890", key="k")


def test_a_label_voided_before_counts_as_voided(standin):
    carrier = carrier_at(standin, "ups")
    already = {"response": {"errors": [{"code": "190117", "message": "The shipment has already been voided."}]}}
    standin.answer("DELETE", "/void/", already, status=400)

    carrier.void("1Z", key="k")

    standin.answer("DELETE", "/void/", {"response": {"errors": [{"code": "1", "message": "Too late."}]}}, status=400)
    with pytest.raises(CarrierRefused, match="Too late"):
        carrier.void("1Z", key="k")


def test_only_usps_wants_a_manifest_the_others_scan(standin):
    for make in ("ups", "fedex", "dhl_express"):
        receipt = carrier_at(standin, make).hand_over(["1Z"], manifest="M1", shipper=HOUSE, key="k")
        assert (receipt.accepted, receipt.refused) == (("1Z",), {})

    assert standin.asked == []


def test_carriers_that_are_polled_believe_no_webhook(standin):
    with pytest.raises(ForgedWebhook):
        carrier_at(standin, "ups").open_webhook(b"{}", headers={}, now=None)


def test_whoever_runs_an_event_loop_can_ask_as_well():
    van = {"service_name": "Van", "service_code": "van", "currency": "EUR", "transit_days": 1, "zones": [{"rate": 4.5}]}
    own = KarrioCarrier(Account(code="own", carrier="generic", options={"services": [van]}))

    async def ask() -> int:
        return len(own.quote(a_parcel("van")))

    # In a thread of its own: a browser test before this one may have left a loop running in ours.
    with ThreadPoolExecutor(max_workers=1) as apart:
        assert apart.submit(lambda: asyncio.run(ask())).result() == 1


def test_our_own_carrier_quotes_and_prints_without_a_network():
    van = {"service_name": "Van", "service_code": "van", "currency": "EUR", "transit_days": 1, "zones": [{"rate": 4.5}]}
    own = KarrioCarrier(Account(code="own", carrier="generic", options={"services": [van]}))

    (rate,) = own.quote(a_parcel("van"))
    receipt = own.buy(a_parcel("van"), key="k")

    assert (rate.service, rate.amount, rate.currency, rate.transit_days) == ("van", Decimal("4.5"), "EUR", 1)
    assert receipt.pdf.startswith(b"%PDF")
    assert receipt.zpl.startswith(b"^XA")
    assert receipt.tracking_number
    own.void(receipt.carrier_reference, key="k")
    assert own.track(receipt.tracking_number) == []
