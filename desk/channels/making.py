"""Goods another shop sells and the catalog lacks, where the shop's setting allows to make them."""

from collections.abc import Sequence

from catalog.models import SKU, Product, TaxClass
from core.errors import InvalidInput
from core.service import service
from orders.intake.channels.contract import Goods


@service
def ensure_goods(*, goods: Sequence[Goods]) -> list[str]:
    """Make SKUs without stock and without a list price for unknown codes; tells which. Twice makes nothing more.

    Raises InvalidInput when there is no tax class to put them in.
    """
    wanted = {one.sku_code: one for one in goods}
    known = set(SKU.objects.filter(code__in=wanted).values_list("code", flat=True))
    missing = sorted(set(wanted) - known)
    if not missing:
        return []
    tax_class = TaxClass.objects.filter(code="standard").first() or TaxClass.objects.order_by("pk").first()
    if tax_class is None:
        raise InvalidInput("There is no tax class to put new goods in. Add one.", field="sku_code")
    for code in missing:
        one = wanted[code]
        product = Product.objects.create(name=one.name)
        SKU.objects.get_or_create(
            code=code,
            defaults={
                "product": product, "name": one.name, "tax_class": tax_class, "needs_shipping": one.needs_shipping,
                "weight_grams": one.weight_grams,
            },
        )  # fmt: skip
    return missing
