from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from catalog.models import SKU
from desk.selectors.kit_stock import kit_stock
from desk.selectors.stock_page import SHOWN, stock_page

# What a button on the page needs.
RIGHTS = {
    "may_adjust": "inventory.change_stocklevel",
    "may_count": "inventory.count_stock",
    "may_release": "inventory.release_reservation",
    "may_reserve": "inventory.reserve_stock",
    "may_swap": "orders.swap_allocation",
    "may_transfer": "inventory.add_supply",
}


def stock(request: HttpRequest, sku_id: int) -> HttpResponse:
    """A SKU in every warehouse: figures, bins, who holds what until when, what is coming."""
    if not request.user.has_perm("inventory.view_stocklevel"):
        raise PermissionDenied
    sku = SKU.objects.filter(pk=sku_id).first()
    if sku is None:
        raise Http404("There is no such SKU.")
    context = {
        **admin.site.each_context(request),
        **{name: request.user.has_perm(right) for name, right in RIGHTS.items()},
        "title": f"Stock of {sku.code}", "page": stock_page(sku, now=timezone.now()), "limit": SHOWN,
        "kit": kit_stock(sku),
    }  # fmt: skip
    return TemplateResponse(request, "desk/stock_page.html", context)
