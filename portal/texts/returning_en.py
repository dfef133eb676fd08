"""What the customer reads of exchanges and claims in English."""

from collections.abc import Mapping

ENGLISH_RETURNING: Mapping[str, str] = {
    "wish_exchange": "The same again, or another of its kind",
    "wish_exchange_detail": "The new goods leave when the old ones are here. What they cost less is given "
    "back; what they cost more you pay before they leave, by a link we mail you.",
    "exchange_instead": "Instead of",
    "exchange_same": "The same again",
    "exchanges": "Your exchanges",
    "exchange_requested": "We have your request and will answer soon.",
    "exchange_approved": "Please send the goods back as it stands under {number}. The new ones are being put aside.",
    "exchange_awaiting_payment": "The new goods cost more: please pay the difference by the link in our mail.",
    "exchange_awaiting_return": "The new goods wait for the old ones; see {number} for where to send them.",
    "exchange_released": "The new goods are being sent.",
    "exchange_completed": "Done.",
    "exchange_denied": "We could not accept this exchange.",
    "exchange_expired": "The goods did not reach us in time.",
    "exchange_canceled": "Called off.",
    "exchange_new": "They come with order {number}; you get mails about it.",
    "exchange_for": "This order brings what you exchanged from order {number}.",
    "claim_title": "Something went wrong",
    "claim_intro": "Damaged, missing, wrong, late or lost: tell us, and we make it good. You need not send "
    "anything back first.",
    "claim_kind": "What is wrong?",
    "claim_kind_damaged": "It arrived damaged",
    "claim_kind_missing": "It was not in the parcel",
    "claim_kind_wrong": "Something else came",
    "claim_kind_late": "It came too late",
    "claim_kind_lost": "It never arrived",
    "claim_comment": "What happened? (optional)",
    "claim_send": "Tell us",
    "claims": "What went wrong",
    "claim_open": "We have your report and are looking into it.",
    "claim_approved": "You are right; we are making it good.",
    "claim_resolved": "Made good. Mails tell you about money or goods on their way.",
    "claim_denied": "We could not follow this.",
    "claim_canceled": "Called off.",
    "told_claim": "Thank you. We have your report.",
    "error_kind": "Choose what is wrong.",
    "error_not_claimable": "One of the numbers is higher than what can be reported: the others were "
    "returned, reported or made good before.",
    "error_return_forbidden": "Not all of this can come back. Write to us and we find a way.",
    "error_return_move_refused": "This cannot be exchanged. Choose money back instead, or write to us.",
    "error_goods": "Choose one of the goods offered, or money back.",
}
