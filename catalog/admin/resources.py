"""Goods as a file with preview; rows are told apart by their code."""

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from catalog.models import SKU, Product, TaxClass


class SkuResource(ModelResource):
    """SKUs, made or changed by code; the product is named and the tax class given by code."""

    product = Field(column_name="product", attribute="product", widget=ForeignKeyWidget(Product, "name"))
    tax_class = Field(column_name="tax_class", attribute="tax_class", widget=ForeignKeyWidget(TaxClass, "code"))

    class Meta:
        model = SKU
        import_id_fields = ["code"]
        skip_unchanged = True
        use_bulk = True
        skip_diff = False
        fields = (
            "code", "name", "product", "tax_class", "weight_grams", "length_mm", "width_mm", "height_mm", "hs_code",
            "origin_country", "scan_each_up_to", "backorder_limit", "is_active",
        )  # fmt: skip
