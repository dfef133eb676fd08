"""The floor, the road, and what orders do by itself; money and mails stay out."""

from fulfillment.tests.wiring import WIRING as FLOOR

WIRING = {
    **FLOOR,
    "fulfillment.parcel_packed": ["shipping.tasks.request_label"],
    "shipping.label_requested": ["shipping.tasks.buy_label"],
    "shipping.void_requested": ["shipping.tasks.void_label"],
    "shipping.loose_label_requested": ["shipping.tasks.buy_loose_label"],
    "shipping.loose_void_requested": ["shipping.tasks.void_loose_label"],
    "shipping.quotes_requested": ["shipping.tasks.quote_parcel"],
    "shipping.pickup_requested": ["shipping.tasks.book_pickup"],
    "shipping.pickup_cancel_requested": ["shipping.tasks.cancel_pickup"],
    "shipping.parcel_leaves": ["shipping.tasks.ship_parcel"],
    "shipping.manifest_closed": ["shipping.tasks.hand_over_manifest"],
    "shipping.carrier_event_received": ["shipping.tasks.apply_carrier_event"],
}
