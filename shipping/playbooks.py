"""What the house does about trouble on the road, until somebody writes another text in the admin."""

from dataclasses import dataclass

from shipping.statuses import ExceptionFamily, ExceptionKind, Step


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to do, which buttons to offer besides giving up and closing, and how soon somebody should have acted."""

    text: str
    steps: tuple[str, ...] = ()
    act_within_hours: int = 24


_LOST = Plan(
    text=(
        "Ask the carrier for a trace, and file the claim before its deadline.\n"
        "When the trace ends without a parcel, give it up as lost.\n"
        "Then send the goods anew, or give the money back: what the customer prefers."
    ),
    steps=(Step.CLAIM, Step.RESHIP, Step.REFUND),
)
_RETURNED = Plan(
    text=(
        "When it is here, say so, and book in what came back: the goods are looked at before they are sold again.\n"
        "Ask the customer for the right address.\n"
        "Then send it anew, or give the money back."
    ),
    steps=(Step.RESTOCK, Step.ASK_ADDRESS, Step.RESHIP, Step.REFUND),
    act_within_hours=48,
)
# By family and kind; an empty kind is everything else of the family.
HOUSE: dict[tuple[str, str], Plan] = {
    (ExceptionFamily.CARRIER, ""): Plan(
        text="Read what the carrier says, and ask it what becomes of the parcel.", steps=(Step.CLAIM,)
    ),
    (ExceptionFamily.CARRIER, ExceptionKind.SILENT): _LOST,
    (ExceptionFamily.CARRIER, ExceptionKind.LOST): _LOST,
    (ExceptionFamily.CARRIER, ExceptionKind.DAMAGED): Plan(
        text=(
            "Keep the packing and ask for photos: a claim without them is refused.\n"
            "File the claim before its deadline.\n"
            "If the carrier will not deliver it, give it up, and send the goods anew or give the money back."
        ),
        steps=(Step.CLAIM, Step.RESHIP, Step.REFUND, Step.CASE),
    ),
    (ExceptionFamily.CARRIER, ExceptionKind.SIGNATURE_MISSING): Plan(
        text=(
            "The order asks for a signature and the carrier sent none; it is not finished without it.\n"
            "Ask the carrier for the proof of delivery and add it here.\n"
            "If nobody signed, ask the customer whether the parcel is there."
        ),
        steps=(Step.CLAIM,),
    ),
    (ExceptionFamily.CARRIER, ExceptionKind.FOUND): Plan(
        text=(
            "The parcel is there after it was made good, or after a claim for it was filed.\n"
            "Where the customer has the goods twice, or goods and money: ask what to do, send one back or pay for it.\n"
            "Where a claim is filed or paid: withdraw it, and give the carrier back what it paid."
        )
    ),
    (ExceptionFamily.SHIPPER, ""): Plan(
        text="It is in our own house: find the parcel, see its label and its papers, and hand it over.",
        act_within_hours=8,
    ),
    (ExceptionFamily.CONSIGNEE, ""): Plan(
        text="Ask the customer when and where the parcel can be taken, and tell the carrier.",
        steps=(Step.ASK_ADDRESS,),
    ),
    (ExceptionFamily.CONSIGNEE, ExceptionKind.ADDRESS_UNKNOWN): Plan(
        text="Ask the customer for the address, and give it to the carrier before the parcel goes back.",
        steps=(Step.ASK_ADDRESS,), act_within_hours=8,
    ),
    (ExceptionFamily.CONSIGNEE, ExceptionKind.RETURNED_TO_SENDER): _RETURNED,
    (ExceptionFamily.CONSIGNEE, ExceptionKind.REFUSED): _RETURNED,
    (ExceptionFamily.CUSTOMS, ""): Plan(
        text=(
            "See what customs miss: invoice, HS code, origin, value, or duties to be paid.\n"
            "Print the papers again from the parcel and send them to the carrier; tell the customer what is to be paid."
        ),
        act_within_hours=8,
    ),
    (ExceptionFamily.WEATHER, ""): Plan(
        text="Nothing to do but wait; tell the customer if the promised day is passed.", act_within_hours=72
    ),
}  # fmt: skip


def house_plan(family: str, kind: str) -> Plan:
    """The house's own plan for the kind, else for its family."""
    return HOUSE.get((family, kind)) or HOUSE[family, ""]
