from shipping.models.account import CarrierAccount, RateQuote
from shipping.models.inbox import CarrierEvent
from shipping.models.label import LabelDocument, ShippingLabel
from shipping.models.manifest import Manifest, ManifestParcel
from shipping.models.mark import ParcelMark
from shipping.models.tracking import DeliveryException, ProofOfDelivery, TrackingEvent

__all__ = [
    "CarrierAccount",
    "CarrierEvent",
    "DeliveryException",
    "LabelDocument",
    "Manifest",
    "ManifestParcel",
    "ParcelMark",
    "ProofOfDelivery",
    "RateQuote",
    "ShippingLabel",
    "TrackingEvent",
]
