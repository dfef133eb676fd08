from customers.models.address import Address
from customers.models.customer import Customer
from customers.models.privacy import (
    Basis,
    CustomerExport,
    Erasure,
    ErasureState,
    ExportDownload,
    ExportState,
    LegalHold,
)

__all__ = [
    "Address",
    "Basis",
    "Customer",
    "CustomerExport",
    "Erasure",
    "ErasureState",
    "ExportDownload",
    "ExportState",
    "LegalHold",
]
