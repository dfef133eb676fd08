"""Goods, prices and tax as files with preview; rows are told apart by their codes and the day they begin."""

from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from catalog.admin.forms import check_country, check_currency
from catalog.models import SKU, Channel, Price, Product, TaxClass, TaxRate


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


class PriceResource(ModelResource):
    """Price lists, made or changed by SKU, channel, currency and beginning."""

    sku = Field(column_name="sku", attribute="sku", widget=ForeignKeyWidget(SKU, "code"))
    channel = Field(column_name="channel", attribute="channel", widget=ForeignKeyWidget(Channel, "code"))

    class Meta:
        model = Price
        import_id_fields = ["sku", "channel", "currency", "valid_from"]
        skip_unchanged = True
        clean_model_instances = True
        fields = ("sku", "channel", "currency", "amount", "valid_from", "valid_to")

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        row["currency"] = check_currency(str(row.get("currency", "")))

    def before_save_instance(self, instance: Price, row: Any, **kwargs: Any) -> None:
        if instance.currency != instance.channel.currency:
            raise ValidationError({"currency": f"{instance.channel.name} sells in {instance.channel.currency}."})


class TaxRateResource(ModelResource):
    """Tax rates, made or changed by class, country, region and first day."""

    tax_class = Field(column_name="tax_class", attribute="tax_class", widget=ForeignKeyWidget(TaxClass, "code"))

    class Meta:
        model = TaxRate
        import_id_fields = ["tax_class", "country", "region", "valid_from"]
        skip_unchanged = True
        clean_model_instances = True
        fields = ("tax_class", "country", "region", "percent", "valid_from", "valid_to")

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        row["country"] = check_country(str(row.get("country", "")))
        row["region"] = str(row.get("region") or "").strip()
