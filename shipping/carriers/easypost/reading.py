"""Any answer or message of EasyPost, read by what it says it is; what we have no use for is refused with a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shipping.carriers.contract import CarrierRefused, LabelReceipt, Rate, TrackingUpdate, UnreadableWebhook
from shipping.carriers.easypost import parse
from shipping.carriers.easypost.wire import read

# What EasyPost offers besides, and we ask nobody for.
_OTHERS = ("Address", "Batch", "Insurance", "Order", "Parcel", "Payload", "Pickup", "Webhook")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an answer told us: offers, a label, news of parcels, labels taken back, parcels on a scan form."""

    rates: Sequence[Rate] = ()
    label: LabelReceipt | None = None
    updates: Sequence[TrackingUpdate] = ()
    taken_back: Sequence[str] = ()
    handed_over: Sequence[str] = ()


def told_by(status: int, body: Any) -> Told:
    """What an answer tells. Raises by its status, and UnreadableWebhook for what we have no use for."""
    answer = read(status, body)
    if isinstance(answer, list):
        return _refunds(answer)
    kind = str(answer.get("object") or "")
    if kind == "Event":
        return told_by(200, answer.get("result"))
    if kind == "Shipment":
        return _shipment(answer)
    if kind == "Tracker":
        return Told(updates=parse.tracker(answer))
    if kind == "ScanForm":
        return _scan_form(answer)
    if kind == "Refund":
        return _refunds([answer])
    return _page(answer, kind)


def _page(answer: dict[str, Any], kind: str) -> Told:
    """A list of things of one kind."""
    if isinstance(answer.get("trackers"), list):
        return Told(updates=[update for one in answer["trackers"] for update in parse.tracker(one)])
    if isinstance(answer.get("refunds"), list):
        return _refunds(answer["refunds"])
    offers = answer.get("rates")
    if isinstance(offers, list) and all("rate" in offer for offer in offers if isinstance(offer, dict)) and not kind:
        plain = [offer.get("rate") if isinstance(offer.get("rate"), dict) else offer for offer in offers]
        return Told(rates=parse.rates(plain))
    raise UnreadableWebhook(f"{_named(answer, kind)}: nothing that we ask a carrier for.")


def _named(answer: dict[str, Any], kind: str) -> str:
    if kind:
        return f"“{kind}”" if kind in _OTHERS else f"An unknown object “{kind}”"
    return f"An answer with {', '.join(sorted(answer)) or 'nothing in it'}"


def _shipment(answer: dict[str, Any]) -> Told:
    rates = parse.rates(answer.get("rates") or [])
    if not parse.is_bought(answer):
        return Told(rates=rates)
    tracked = answer.get("tracker")
    updates = parse.tracker(tracked) if tracked else []
    label = parse.label(answer)
    return Told(
        rates=rates, label=label, updates=updates, taken_back=[label.tracking_number] if label.is_voided else []
    )


def _scan_form(answer: dict[str, Any]) -> Told:
    if answer.get("status") == "failed":
        raise CarrierRefused(f"The scan form failed: {answer.get('message') or 'no reason was given'}.")
    return Told(handed_over=[str(code) for code in answer.get("tracking_codes") or []])


def _refunds(rows: Sequence[Any]) -> Told:
    granted = {"submitted", "refunded"}
    return Told(taken_back=[str(row["tracking_code"]) for row in rows if row.get("status") in granted])
