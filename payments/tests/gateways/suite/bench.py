"""One adapter, the simulator it talks to, and what differs between gateways besides the protocol."""

import hashlib
import hmac
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

from django.utils import timezone

from payments.gateways.contract import Gateway, Instruction, Receipt
from payments.statuses import TransactionKind
from payments.tests.conftest import Control

BACK = "https://shop.example/o/back/x/"
CARD_NUMBER = "4242424242424242"


@dataclass(frozen=True)
class Tokens:
    """Test cards by what they do."""

    good: str
    declined: str
    insufficient: str
    challenged: str
    unknown: str


class Bench(ABC):
    """What a test needs of one gateway. Subclasses say how it is set up, broken and signed."""

    tokens: ClassVar[Tokens]
    # The finest amount the gateway moves in a currency of three decimals.
    fine_amount: ClassVar[str]
    header: ClassVar[str]
    webhook_switch: ClassVar[str] = "/_control/webhook-url"

    def __init__(self, control: Control, secret: str) -> None:
        self.control, self.secret = control, secret

    @abstractmethod
    def open(self) -> Gateway:
        """An adapter of its own, to be closed by the test."""

    @abstractmethod
    def lose_address(self, settings: Any) -> None:
        """Let the settings lead to where nobody listens."""

    @abstractmethod
    def lose_settings(self, settings: Any) -> None:
        """Take the settings away without which nothing can be asked or verified."""

    @abstractmethod
    def lose_patience(self, monkeypatch: Any, seconds: float) -> None:
        """Let the adapter wait for an answer no longer than that."""

    def instruction(self, kind: str = "authorization", amount: str = "50.00", **other: Any) -> Instruction:
        token = self.tokens.good if kind == "authorization" else ""
        values = {
            "token": token, "reference": "O-1", "currency": "EUR", "key": uuid4().hex, "return_url": BACK,
            "asked_at": timezone.now(), **other,
        }  # fmt: skip
        return Instruction(kind=TransactionKind(kind), amount=Decimal(amount), **values)

    def answer_challenge(self, receipt: Receipt, result: str) -> None:
        """What the customer does on the bank's page: ``success`` or ``fail``."""
        self.control.client.post(receipt.action_url, data={"result": result})

    def sign(self, body: bytes, *, secret: str = "", at: float | None = None) -> dict[str, str]:
        """The header of a webhook signed at a moment, by the gateway's secret unless another is given."""
        stamp = int(time.time() if at is None else at)
        digest = hmac.new((secret or self.secret).encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        return {self.header: f"t={stamp},v1={digest}"}

    def ready(self, gateway: Gateway, kind: str, amount: str = "50.00") -> Instruction:
        """An instruction of that kind that can be carried out: what it needs is done before."""
        if kind == "authorization":
            return self.instruction(amount=amount)
        held = gateway.perform(self.instruction(amount=amount))
        if kind != "refund":
            return self.instruction(kind, amount, target=held.gateway_reference)
        taken = gateway.perform(self.instruction("capture", amount, target=held.gateway_reference))
        return self.instruction("refund", amount, target=taken.gateway_reference)

    def moved(self, kind: str) -> list[str]:
        """The amounts that really moved so, in order."""
        operation = "authorize" if kind == "authorization" else kind
        return [amount for name, amount in self.control.truth() if name == operation]
