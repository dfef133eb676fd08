from shipping.models.account import CarrierAccount, RateQuote
from shipping.models.booking import PickupBooking
from shipping.models.inbox import CarrierEvent
from shipping.models.label import LabelDocument, ShippingLabel
from shipping.models.loose import Direction, LooseLabel, LooseLabelDocument, LooseTrackingEvent
from shipping.models.manifest import Manifest, ManifestParcel
from shipping.models.mark import ParcelMark
from shipping.models.patience import Playbook, ServicePatience
from shipping.models.remedy import CarrierClaim, Remedy
from shipping.models.tracking import DeliveryException, ProofOfDelivery, TrackingEvent

__all__ = [
    "CarrierAccount",
    "CarrierClaim",
    "CarrierEvent",
    "DeliveryException",
    "Direction",
    "LabelDocument",
    "LooseLabel",
    "LooseLabelDocument",
    "LooseTrackingEvent",
    "Manifest",
    "ManifestParcel",
    "ParcelMark",
    "PickupBooking",
    "Playbook",
    "ProofOfDelivery",
    "RateQuote",
    "Remedy",
    "ServicePatience",
    "ShippingLabel",
    "TrackingEvent",
]
