"""What the road's columns say of people: labels, what carriers told, who signed."""

from core.privacy import Retention, table
from shipping.selectors.open_ends import road_blockers

REACHES = {
    "labels": "SELECT b.id FROM shipping_shippinglabel b WHERE b.order_id IN ({orders})",
    "loose_labels": "SELECT b.id FROM shipping_looselabel b WHERE b.order_id IN ({orders})",
}
MARKS = [
    "SELECT b.tracking_number FROM shipping_shippinglabel b WHERE b.order_id IN ({orders})",
    "SELECT b.tracking_number FROM shipping_looselabel b WHERE b.order_id IN ({orders})",
]
BLOCKERS = [road_blockers]
FOR_CARRIERS = "The carrier's own number: its bills are checked by it."

TABLES = [
    table(
        "shipping.carrieraccount",
        none="id code name carrier tracking_url priority services options credentials_changed_at is_active is_practice",
        sealed="sealed_credentials",
    ),
    table("shipping.ratequote", none="id account parcel service amount currency transit_days quoted_at"),
    table(
        "shipping.pickupbooking",
        none="id account warehouse state day ready_at close_at request_key tries confirmation error requested_at "
        "requested_by sent_at booked_at cancel_requested_at canceled_at",
    ),
    table(
        "shipping.carrierevent", named=["body"],
        none="id carrier event_id kind received_at applied_at", copy="body", text="parked_reason",
    ),
    table(
        "shipping.shippinglabel", of="t.order_id IN ({orders})",
        none="id order parcel account state purchase_key tries service cost currency error_field requested_at "
        "purchased_at failed_at void_until void_requested_at voided_at sent_at chosen_at choice_reason quoted_amount "
        "quoted_currency passed_over tracking_status tracking_at expected_on tracked_at",
        identity="carrier_reference tracking_number", text="error",
        keeps={"carrier_reference": FOR_CARRIERS, "tracking_number": FOR_CARRIERS},
    ),
    table(
        "shipping.labeldocument", of="t.label_id IN ({labels})", none="id label format", copy="content",
        sealed="sha256",
    ),
    table(
        "shipping.looselabel", of="t.order_id IN ({orders})",
        none="id order warehouse account direction cause_kind cause_reference state purchase_key tries service "
        "weight_grams contents cost currency error_field is_wanted requested_at sent_at purchased_at failed_at "
        "void_until void_requested_at voided_at tracking_status tracking_at expected_on tracked_at",
        identity="carrier_reference tracking_number", text="error",
        keeps={"carrier_reference": FOR_CARRIERS, "tracking_number": FOR_CARRIERS},
    ),
    table(
        "shipping.looselabeldocument", of="t.label_id IN ({loose_labels})", none="id label format", copy="content",
        sealed="sha256",
    ),
    table(
        "shipping.loosetrackingevent", of="t.label_id IN ({loose_labels})",
        none="id label source_event_id status raw_status at received_at", text="description", place="location",
    ),
    table(
        "shipping.manifest",
        none="id number account warehouse state opened_at opened_by closed_at closed_by sent_at trouble accepted_at",
    ),
    table("shipping.manifestparcel", none="id manifest parcel label scanned_at scanned_by"),
    table("shipping.parcelmark", none="id parcel sscc given_at"),
    table("shipping.servicepatience", none="id account service silent_days claim_days"),
    table("shipping.playbook", none="id family kind text steps act_within_hours"),
    table("shipping.remedy", none="id parcel kind reference made_by made_at"),
    table(
        "shipping.carrierclaim", of="t.order_id IN ({orders})",
        none="id parcel order account state amount currency deadline_at filed_at filed_by answered_at "
        "answered_by paid_amount",
        identity="reference", text="answer", keeps={"reference": FOR_CARRIERS},
    ),
    table(
        "shipping.trackingevent", of="t.label_id IN ({labels})",
        none="id label source_event_id status raw_status at received_at", text="description", place="location",
    ),
    table(
        "shipping.deliveryexception", of="t.order_id IN ({orders})",
        none="id order parcel kind family due_at claim_until opened_at resolved_at resolved_by",
        text="words resolution",
    ),
    table(
        "shipping.proofofdelivery", of="t.parcel_id IN ({parcels})", none="id parcel delivered_at kept_by",
        name="signed_by", copy="signature_png photo", place="location",
    ),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="carrier_webhooks", label="Copies of carriers' webhooks", model="shipping.carrierevent", days=90, least=14,
        most=730, since="t.received_at", over="t.applied_at IS NOT NULL",
    ),
    Retention(
        kind="label_papers", label="Labels as they were printed", model="shipping.labeldocument", days=180, least=30,
        most=1095,
        since="(SELECT b.purchased_at FROM shipping_shippinglabel b WHERE b.id = t.label_id)",
    ),
    Retention(
        kind="signatures", label="Signatures and photos of deliveries", model="shipping.proofofdelivery", days=730,
        least=90, most=3650, since="t.delivered_at",
    ),
]  # fmt: skip
