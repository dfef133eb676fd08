from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.selectors import actor_of
from core.errors import NotPermitted, OmsError
from desk.screens.planning import linked_supplies
from inventory.models import AdviceStatus, Warehouse
from inventory.selectors.advice import advice_by_pair, advice_counts
from inventory.selectors.reordering import LIMIT, levels_owed_without_rule, levels_to_reorder
from inventory.services.reordering import order_supplies


def reorder(request: HttpRequest) -> HttpResponse:
    """What fell to its reorder point, the chosen rows of which become supplies; and what is owed without a rule."""
    if not request.user.has_perm("inventory.view_reorderrule"):
        raise PermissionDenied
    if request.method == "POST":
        return _order(request)
    rows, owed = levels_to_reorder(), levels_owed_without_rule()
    named = {row.warehouse_id for row in rows} | {row.warehouse_id for row in owed}
    houses = Warehouse.objects.in_bulk(named) if named else {}
    advised = advice_by_pair([row.sku_id for row in rows])
    context = {
        **admin.site.each_context(request),
        "title": "Reorder list", "limit": LIMIT, "advised": advice_counts().get(AdviceStatus.ORDER, 0),
        "rows": [
            (row, houses[row.warehouse_id], advised.get((row.sku_id, row.warehouse_id))) for row in rows
        ],
        "owed": [(row, houses[row.warehouse_id]) for row in owed],
        "may_make_rule": request.user.has_perm("inventory.add_reorderrule"),
        "may_order": request.user.has_perm("inventory.add_supply"),
    }  # fmt: skip
    return TemplateResponse(request, "desk/reorder.html", context)


def _order(request: HttpRequest) -> HttpResponse:
    chosen = [int(key) for key in request.POST.getlist("rule") if key.isdecimal() and len(key) < 19]
    try:
        made = order_supplies(rule_ids=chosen, today=timezone.now().date(), actor=actor_of(request.user))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        if made:
            messages.success(request, format_html("Ordered: {}.", linked_supplies(made)))
        else:
            messages.warning(request, "Nothing was ordered: nothing chosen is low any more.")
    return HttpResponseRedirect(reverse("desk:reorder"))
