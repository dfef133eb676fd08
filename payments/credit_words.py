"""The words of credit: what customers have with us, on their name or on a card."""

from django.db import models

# The name our own ledger has among the gateways; it is asked in the database and never over a wire.
LEDGER = "credit"


class CreditKind(models.TextChoices):
    STORE_CREDIT = "store_credit", "Store credit"
    GIFT_CARD = "gift_card", "Gift card"


class EntryKind(models.TextChoices):
    ISSUE = "issue", "Issued"
    SPEND = "spend", "Held for an order"
    RELEASE = "release", "Released"
    REFUND = "refund", "Given back"
    EXPIRE = "expire", "Expired"


class GrantState(models.TextChoices):
    WAITING = "waiting", "Waits for a second person"
    ISSUED = "issued", "Issued"
    REFUSED = "refused", "Refused"
