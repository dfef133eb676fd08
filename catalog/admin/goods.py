from django.contrib import admin

from catalog.admin.forms import PriceForm
from catalog.admin.kits import ComponentFormSet
from catalog.admin.resources import SkuResource
from catalog.models import SKU, Barcode, Price, Product, SkuComponent, Substitute
from core.admin.base import OmsAdmin, OmsInline
from core.admin.exchange import ExchangeAdmin


class ProductSkuInline(OmsInline):
    model = SKU
    fields = ["code", "name", "tax_class", "weight_grams", "is_active"]
    show_change_link = True


class BarcodeInline(OmsInline):
    model = Barcode


class PriceInline(OmsInline):
    model = Price
    form = PriceForm
    fields = ["channel", "currency", "amount", "valid_from", "valid_to"]


class ComponentInline(OmsInline):
    """A SKU with components is sold as a kit: its price here, the stock on them."""

    model = SkuComponent
    formset = ComponentFormSet
    fk_name = "kit"
    hide_title = True
    verbose_name = "component"
    verbose_name_plural = "Sold as a kit of"
    autocomplete_fields = ["sku"]


class SubstituteInline(OmsInline):
    model = Substitute
    fk_name = "sku"
    autocomplete_fields = ["other"]


@admin.register(Product)
class ProductAdmin(OmsAdmin):
    """What customers see."""

    list_display = ["name", "category", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "category"]
    ordering = ["name"]
    inlines = [ProductSkuInline]


@admin.register(SKU)
class SkuAdmin(ExchangeAdmin, OmsAdmin):
    """What pickers take: measures, barcodes, prices, parts of kits."""

    resource_classes = [SkuResource]
    list_display = ["code", "name", "tax_class", "weight_grams", "track_stock", "backorder_limit", "is_active"]
    list_filter = ["is_active", "track_stock", "needs_shipping"]
    list_select_related = ["tax_class"]
    search_fields = ["code__istartswith", "name__icontains", "barcodes__code__exact"]
    search_help_text = "Code, name or barcode"
    ordering = ["code"]
    autocomplete_fields = ["product"]
    inlines = [BarcodeInline, PriceInline, ComponentInline, SubstituteInline]
    fieldsets = [
        (None, {"fields": [("code", "name"), ("product", "tax_class"), "is_active"]}),
        ("Measures", {"fields": [("weight_grams", "length_mm"), ("width_mm", "height_mm"), "keep_upright"]}),
        ("Stock", {"fields": [
            ("track_stock", "needs_shipping"), ("lot_tracked", "serial_tracked"),
            ("backorder_limit", "preorder_ships_on"), "scan_each_up_to", ("unit_cost", "cost_currency"),
        ]}),
        ("Customs", {"fields": [("hs_code", "origin_country")]}),
    ]  # fmt: skip
