"""What the house knows of claimed goods: who picked and packed them, how the parcel was weighed, where it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q

from fulfillment.models import Parcel, ParcelItem, Scan, ScanKind
from fulfillment.selectors.photos import with_photos
from returns.models import Claim
from shipping.models import CarrierClaim, ShippingLabel, TrackingEvent

MOST_SCANS, MOST_EVENTS = 60, 40


@dataclass(frozen=True)
class SeenScan:
    """One scan of the claimed goods or into their parcel; a wrong one says what was wrong."""

    what: str
    code: str
    quantity: int
    was_right: bool
    message: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class ParcelEvidence:
    """One parcel with claimed goods; weights in grams, with the box."""

    parcel: Parcel
    units: int
    label: ShippingLabel | None
    events: Sequence[TrackingEvent]
    carrier_claim: CarrierClaim | None

    @property
    def weighs_less_by(self) -> int | None:
        """Grams that the scale was below the books; negative when above, None where nothing was weighed."""
        weighed, expected = self.parcel.weight_grams, self.parcel.expected_grams
        return None if weighed is None or expected is None else expected - weighed


@dataclass(frozen=True)
class Evidence:
    """What is shown beside a claim."""

    parcels: Sequence[ParcelEvidence]
    scans: Sequence[SeenScan]


def parcels_of_claim(claim: Claim) -> list[Parcel]:
    """The parcel named, else those that the claimed lines left in; one query."""
    known = Parcel.objects.filter(fulfillment_order__order_id=claim.order_id)
    if claim.parcel_id is not None:
        return list(known.filter(pk=claim.parcel_id))
    return list(known.filter(items__order_line__claim_lines__claim=claim).distinct().order_by("pk"))


def evidence_of(claim: Claim) -> Evidence:
    """At most seven queries."""
    lines = list(claim.lines.values_list("order_line_id", flat=True))
    keys = [parcel.pk for parcel in parcels_of_claim(claim)]
    items = ParcelItem.objects.filter(order_line__in=lines)
    found = with_photos(Parcel.objects.filter(pk__in=keys)).select_related("carrier_claim")
    parcels = found.prefetch_related(Prefetch("items", items, to_attr="claimed_items")).order_by("pk")
    labels = _labels_with_events(keys)
    return Evidence(
        parcels=[
            ParcelEvidence(
                parcel=parcel,
                units=sum(item.quantity for item in parcel.claimed_items),  # type: ignore[attr-defined]
                label=labels.get(parcel.pk),
                events=labels[parcel.pk].seen[:MOST_EVENTS] if parcel.pk in labels else (),  # type: ignore[attr-defined]
                carrier_claim=getattr(parcel, "carrier_claim", None),
            )
            for parcel in parcels
        ],
        scans=_scans(lines, keys),
    )


def _labels_with_events(parcel_ids: Sequence[int]) -> dict[int, ShippingLabel]:
    """The newest label of each parcel with what its carrier told, the latest first."""
    events = TrackingEvent.objects.order_by("-at", "-pk")
    labels = ShippingLabel.objects.filter(parcel__in=parcel_ids).select_related("account")
    rows = labels.prefetch_related(Prefetch("tracking_events", events, to_attr="seen")).order_by("pk")
    return {label.parcel_id: label for label in rows}


def _scans(line_ids: Sequence[int], parcel_ids: Sequence[int]) -> list[SeenScan]:
    of_pickers = Q(task__line__order_line__in=line_ids)
    of_packers = Q(parcel__in=parcel_ids) & (Q(item=None) | Q(item__order_line__in=line_ids))
    scans = Scan.objects.filter(of_pickers | of_packers, undone_at=None).order_by("pk")[:MOST_SCANS]
    return [
        SeenScan(ScanKind(scan.kind).label, scan.code, scan.quantity, scan.ok, scan.message, scan.actor, scan.at)
        for scan in scans
    ]
