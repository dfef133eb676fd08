"""Refunds as shops ask for them and read them. Amounts are in the order's currency, tax within."""

from datetime import datetime
from decimal import Decimal

from ninja import Schema
from pydantic import ConfigDict, Field

from api.schemas.examples import REFUND
from api.schemas.text import Amount, Strict, Text


class RefundLineIn(Strict):
    """Units of a line that were shipped; what they are worth is worked out."""

    position: int = Field(ge=1, le=32_767)
    units: int = Field(ge=1, le=1_000_000)


class RefundChargeIn(Strict):
    position: int = Field(ge=1, le=1000, description="The charge's place in the order's `charges`, from 1")
    amount: Decimal = Field(gt=0, max_digits=19, decimal_places=4)


class RefundIn(Strict):
    """Units of lines, parts of charges, and goodwill: together one refund."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": REFUND})

    reason: Text = Field(min_length=1, max_length=200)
    lines: list[RefundLineIn] = Field([], max_length=1000)
    charges: list[RefundChargeIn] = Field([], max_length=100)
    goodwill: Decimal = Field(Decimal(0), ge=0, max_digits=19, decimal_places=4)


class RefundPartOut(Schema):
    """``kind`` is units, charge, goodwill, or excess: what was paid above what the order costs."""

    kind: str
    label: str
    position: int | None = Field(description="The line's, of units")
    units: int
    amount: Amount
    tax_amount: Amount


class RefundOut(Schema):
    number: str
    state: str
    amount: Amount
    currency: str
    reason: str
    parts: list[RefundPartOut]
    failure: str
    created_at: datetime
    finished_at: datetime | None


class RefundsOut(Schema):
    refunds: list[RefundOut]
