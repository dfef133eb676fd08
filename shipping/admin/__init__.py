from shipping.admin import (
    accounts,
    bookings,
    claims,
    inbox,
    labels,
    loose,
    manifests,
    marks,
    patience,
    proofs,
    remedies,
)

__all__ = [
    "accounts", "bookings", "claims", "inbox", "labels", "loose", "manifests", "marks", "patience", "proofs",
    "remedies",
]  # fmt: skip
