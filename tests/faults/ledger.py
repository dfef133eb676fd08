"""What the outside says that happened, against what our books say."""

from collections import Counter
from typing import Any

import httpx

from core.audit.runner import audit
from core.models import Effect
from notifications.models import Message
from payments.models import Payment, PaymentTransaction
from shipping.models import ShippingLabel

MOST_LISTED = 1000
DONE = ("succeeded", "purchased", "voided")
TRADES = {"authorize": "authorization", "capture": "capture", "void": "void", "refund": "refund"}


def truth_of(url: str) -> list[dict[str, Any]]:
    """Every movement that took place at a simulator."""
    return [row for row in httpx.get(f"{url}/_truth", timeout=10).json() if row["outcome"] in DONE]


def money_differences(gateway_url: str) -> dict[str, Any]:
    """Movements on one side only, and orders whose money was reserved or given back more than once."""
    theirs = Counter((TRADES[row["operation"]], row["key"]) for row in truth_of(gateway_url))
    booked = PaymentTransaction.objects.filter(outcome="succeeded", is_lapse=False).exclude(gateway="")
    ours = Counter(booked.exclude(kind="chargeback").values_list("kind", "key"))
    moved = Counter((row["operation"], row["reference"]) for row in truth_of(gateway_url))
    found = {
        "gateway only": sorted((theirs - ours).elements()),
        "books only": sorted((ours - theirs).elements()),
        "more than once": sorted(what for what, times in moved.items() if times > 1),
        "unsettled": sorted(PaymentTransaction.objects.filter(outcome__in=["requested", "unknown"]).values_list("key")),
        "failed": sorted(PaymentTransaction.objects.filter(outcome="failed").values_list("kind", "error")),
        "without payment": Payment.objects.filter(transactions__isnull=True).count(),
    }
    return {name: value for name, value in found.items() if value}


def label_differences(carrier_url: str) -> dict[str, Any]:
    """Labels bought that no parcel has, parcels with none, parcels with two."""
    rows = truth_of(carrier_url)
    theirs = Counter(row["key"] for row in rows if row["operation"] == "buy_label")
    bought = ShippingLabel.objects.filter(state__in=["purchased", "voided"])
    ours = Counter(str(key) for key in bought.values_list("purchase_key", flat=True))
    voided = Counter(row["id"] for row in rows if row["operation"] == "void_label")
    void_here = Counter(ShippingLabel.objects.filter(state="voided").values_list("carrier_reference", flat=True))
    found = {
        "carrier only": sorted((theirs - ours).elements()),
        "books only": sorted((ours - theirs).elements()),
        "voided at the carrier only": sorted((voided - void_here).elements()),
        "voided here only": sorted((void_here - voided).elements()),
        "not bought": sorted(ShippingLabel.objects.filter(state__in=["requested", "failed"]).values_list("error")),
    }
    return {name: value for name, value in found.items() if value}


def copies(mail_url: str) -> Counter[str]:
    """Message-ID → how many times the mail server was given it."""
    counted: Counter[str] = Counter()
    rows = httpx.get(f"{mail_url}/messages", params={"limit": MOST_LISTED}, timeout=20).json()
    assert len(rows) < MOST_LISTED, "more mails than can be compared: let fewer orders be placed"
    for row in rows:
        counted[message_id(mail_url, row["id"])] += 1
    return counted


def message_id(mail_url: str, key: str) -> str:
    headers = httpx.get(f"{mail_url}/messages/{key}.json", timeout=10).json()["headers"]
    return next(value for name, value in headers if name.lower() == "message-id")


def mail_differences(mail_url: str, *, repeats: int) -> dict[str, Any]:
    """Mails lost or never written by us; a kill between sending and recording may repeat one, under its own id."""
    theirs = copies(mail_url)
    ours = set(Message.objects.filter(state="sent").values_list("message_id", flat=True))
    extra = sum(theirs.values()) - len(theirs)
    found = {
        "server only": sorted(set(theirs) - ours),
        "books only": sorted(ours - set(theirs)),
        "not sent": sorted(Message.objects.exclude(state="sent").values_list("message_id", flat=True)),
        "repeats": extra if extra > repeats else 0,
    }
    return {name: value for name, value in found.items() if value}


def open_ends() -> dict[str, Any]:
    """Effects not done, and promises of the books that do not hold."""
    undone = Effect.objects.exclude(state__in=["done", "withdrawn"])
    found = {
        "effects": list(undone.values_list("task", "state", "last_error")[:10]),
        "promises": {finding.name: finding.sample for finding in audit() if finding.violations},
    }
    return {name: value for name, value in found.items() if value}
