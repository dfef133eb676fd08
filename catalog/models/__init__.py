from catalog.models.channel import CapturePolicy, Channel, ExpiryPolicy, InvoicePolicy, ShipPolicy, StockPolicy
from catalog.models.goods import SKU, Barcode, Price, Product, SkuComponent, Substitute
from catalog.models.shipping import ServiceLevel, ShippingMethod, ShippingRate
from catalog.models.tax import TaxClass, TaxRate

__all__ = [
    "SKU",
    "Barcode",
    "CapturePolicy",
    "Channel",
    "ExpiryPolicy",
    "InvoicePolicy",
    "Price",
    "Product",
    "ServiceLevel",
    "ShipPolicy",
    "ShippingMethod",
    "ShippingRate",
    "SkuComponent",
    "StockPolicy",
    "Substitute",
    "TaxClass",
    "TaxRate",
]
