"""Webhook endpoints and their deliveries, as shops make and read them."""

from datetime import datetime

from ninja import Schema
from pydantic import ConfigDict, Field

from api.schemas.examples import ENDPOINT, REPLAY
from api.schemas.text import Mail, Moment, Strict, Text


class EndpointIn(Strict):
    """Where we shall call; https, at a public address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": ENDPOINT})

    url: Text = Field(min_length=8, max_length=500)
    kinds: list[Text] = Field([], max_length=100, description="What it hears of; none: everything")
    description: Text = Field("", max_length=160)
    contact_email: Mail = Field("", max_length=254, description="Told when we stop calling")


class EndpointChange(EndpointIn):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {**ENDPOINT, "is_active": True}})

    is_active: bool = Field(description="Whether we call it; a key cannot switch on what the office switched off")


class ReplayIn(Strict):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": REPLAY})

    since: Moment = Field(description="Webhooks written since then")
    everything: bool = Field(False, description="Also those that were delivered")


class EndpointOut(Schema):
    """``disabled_reason`` says why we stopped calling; empty while we do, or when a person switched it off."""

    id: str
    url: str
    kinds: list[str]
    description: str
    contact_email: str
    is_active: bool
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_reason: str
    created_at: datetime


class EndpointMade(EndpointOut):
    """With the secret, told only here; a repeat of the request no longer has it: have a new one made."""

    secret: str | None


class EndpointsOut(Schema):
    webhooks: list[EndpointOut]


class SecretOut(Schema):
    """The new secret, told only here, and until when calls carry a signature of the old one, too."""

    secret: str | None
    old_valid_until: datetime | None


class DeliveryOut(Schema):
    id: str = Field(description="The header webhook-id")
    kind: str
    order: str
    state: str
    attempts: int
    status: int | None = Field(description="What the last call was answered with")
    error: str
    created_at: datetime
    next_at: datetime | None
    delivered_at: datetime | None


class DeliveriesOut(Schema):
    deliveries: list[DeliveryOut]


class ReplayOut(Schema):
    count: int = Field(description="How many webhooks are sent again")
