"""What shops ask for with orders that exist, and with goods before they order.

``expected_version`` is the ``version`` the caller has seen: when the order changed since, nothing is done (409).
Without it the change is made to the order as it is.
"""

from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict, Field

from api.schemas.examples import CANCEL, EDIT, NEW_ADDRESS, PLACE, RESERVATION
from api.schemas.text import Strict, Text
from api.schemas.wishes import AddressIn

LONGEST_HOLD_MINUTES = 30 * 24 * 60


class Change(Strict):
    expected_version: int | None = Field(
        None, ge=1, le=2_147_483_647, description="The version you have seen; 409 when it is another by now"
    )


class PlaceIn(Change):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": PLACE})

    reservation: Text = Field("", max_length=64, description="The token of goods that are held for this order")


class CancelLineIn(Strict):
    position: int = Field(ge=1, le=32_767)
    units: int = Field(ge=1, le=1_000_000)


class CancelIn(Change):
    """The whole order, or the named units of its lines."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": CANCEL})

    reason: Text = Field(min_length=1, max_length=500)
    lines: list[CancelLineIn] | None = Field(None, min_length=1, max_length=1000)
    refund_to: Literal["tenders", "store_credit"] | None = Field(
        None, description="Where captured money goes; without it, as the order has it (at first: as it was paid)"
    )


class NewAddressIn(Change):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": NEW_ADDRESS})

    address: AddressIn
    reason: Text = Field(min_length=1, max_length=500)


class StepIn(Strict):
    """One step. What each kind takes is said beside the fields; what it does not take stays empty."""

    kind: Literal["add_line", "set_quantity", "cancel_units", "set_price", "set_address", "set_method"]
    position: int | None = Field(None, ge=1, le=32_767, description="The line, of all kinds that change one")
    sku: Text = Field("", max_length=64, description="add_line")
    quantity: int | None = Field(
        None, ge=0, le=1_000_000, description="add_line: units; set_quantity: units left; cancel_units: units less"
    )
    unit_price: Decimal | None = Field(
        None, ge=0, max_digits=15, decimal_places=6,
        description="set_price; add_line when it is not the list's. Needs the scope “orders:override_price”, a reason",
    )  # fmt: skip
    reason: Text = Field("", max_length=120)
    address: AddressIn | None = Field(None, description="set_address, of the same country")
    method: Text = Field("", max_length=32, description="set_method: the shipping method's code")


class EditIn(Change):
    """Steps that are made together, or not at all."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EDIT})

    steps: list[StepIn] = Field(min_length=1, max_length=200)
    reason: Text = Field("", max_length=400)


class HeldLine(Strict):
    sku: Text = Field(max_length=64)
    quantity: int = Field(ge=1, le=1_000_000)


class ReservationIn(Strict):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": RESERVATION})

    lines: list[HeldLine] = Field(min_length=1, max_length=100)
    holder: Text = Field(min_length=1, max_length=80, description="What the goods are held for: a cart, never a person")
    valid_minutes: int = Field(15, ge=1, le=LONGEST_HOLD_MINUTES)
