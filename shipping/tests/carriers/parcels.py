"""Accounts at the stand-in, and a parcel to ask it about."""

import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from shipping.carriers.contract import Account, ParcelSize, Place, Shipment
from shipping.carriers.karrio.client import KarrioCarrier
from shipping.carriers.karrio.makes import MAKES
from shipping.tests.carriers.standin import StandIn

DATA = Path(os.environ.get("SHARED_DATA_DIR", settings.BASE_DIR.parent / "shared" / "data"))
ANSWERS = DATA / "carrier-responses"
SERVICES = {
    "ups": "ups_ground", "usps": "usps_ground_advantage", "fedex": "fedex_ground",
    "dhl_express": "dhl_express_worldwide",
}  # fmt: skip
HOUSE = Place(
    name="Main Warehouse", company="Shop", line1="388 Townsend St", city="San Francisco", region="CA",
    postal_code="94107", country="US", phone="4155550100",
)  # fmt: skip
CUSTOMER = Place(
    name="Elizabeth Swan", line1="179 N Harbor Dr", city="Redondo Beach", region="CA", postal_code="90277",
    country="US", phone="4155550101",
)  # fmt: skip


def a_parcel(service: str, **options: Any) -> Shipment:
    size = ParcelSize(weight_grams=1500, length_mm=300, width_mm=200, height_mm=100)
    wanted = {"reference": "P1001", "shipper": HOUSE, "recipient": CUSTOMER, "parcel": size, **options}
    return Shipment(service=service, **wanted)


def secrets_of(make: str) -> dict[str, str]:
    return {name: f"{name}-of-{make}" for name in (*MAKES[make].credentials, *MAKES[make].may_have)}


def account_of(make: str, standin: StandIn, **options: Any) -> Account:
    return Account(
        code=f"{make}-1", carrier=make, credentials=secrets_of(make),
        options={"base_url": standin.url, "account_country_code": "US", **options},
    )  # fmt: skip


def carrier_at(standin: StandIn, make: str, **options: Any) -> KarrioCarrier:
    """The adapter, its carrier being the stand-in, which lets it in."""
    let_in(standin)
    return KarrioCarrier(account_of(make, standin, **options))


def let_in(standin: StandIn) -> None:
    now = str(int(time.time() * 1000))
    standin.answer("POST", "/oauth", {"access_token": "let-me-in", "issued_at": now, "expires_in": "14399"})
    standin.answer("POST", "/payment-authorization", {"paymentAuthorizationToken": "let-me-pay"})
