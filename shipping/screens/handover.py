"""The hand-over page: scan parcels onto the truck's list, close it when the truck leaves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import actor_of
from core.errors import OmsError
from inventory.models import Warehouse
from shipping.models import CarrierAccount, Manifest
from shipping.screens.access import warehouse_named, warehouses_of
from shipping.selectors import handover as selectors
from shipping.services import manifests


@login_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Straight to the user's warehouse; a choice where there are several."""
    warehouses = warehouses_of(request)
    if len(warehouses) == 1:
        return redirect("shipping:handover_of", warehouses[0].code)
    return render(request, "warehouse/handover_choose.html", {"warehouses": warehouses})


@login_required
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """The open trucks of a warehouse; a POST opens one for a carrier."""
    warehouse = warehouse_named(request, code)
    if request.method == "POST":
        try:
            account = int(request.POST.get("account", ""))
            manifests.open_manifest(warehouse_id=warehouse.pk, account_id=account, actor=actor_of(request.user))
        except ValueError:
            messages.error(request, "Choose a carrier.")
        except OmsError as error:
            messages.error(request, error.message)
        return redirect("shipping:handover_of", warehouse.code)
    trucks = [selectors.hand_over(manifest) for manifest in selectors.open_manifests(warehouse.pk)]
    with_truck = [truck.manifest.account_id for truck in trucks]
    context = {
        "warehouse": warehouse,
        "trucks": trucks,
        "accounts": CarrierAccount.objects.filter(is_active=True).exclude(pk__in=with_truck),
        "recent": selectors.closed_lately(warehouse.pk),
    }
    return render(request, "warehouse/handover.html", context)


@login_required
@require_POST
def scan(request: HttpRequest, code: str, manifest_id: int) -> HttpResponse:
    """One scan; what was wrong with it is said in words and nothing is changed."""
    warehouse, manifest = truck_of(request, code, manifest_id)
    context: dict[str, object] = {}
    try:
        entry = manifests.scan_parcel(
            manifest_id=manifest.pk, code=request.POST.get("code", ""), actor=actor_of(request.user)
        )
        context["good"] = f"Parcel {entry.parcel.number} is on the list."
    except OmsError as error:
        context["bad"] = error.message
    return answer(request, warehouse, manifest, context)


@login_required
@require_POST
def take_off(request: HttpRequest, code: str, manifest_id: int) -> HttpResponse:
    warehouse, manifest = truck_of(request, code, manifest_id)
    context: dict[str, object] = {"good": "Taken off the list."}
    try:
        parcel_id = int(request.POST.get("parcel", ""))
        manifests.take_off(manifest_id=manifest.pk, parcel_id=parcel_id, actor=actor_of(request.user))
    except ValueError as error:
        raise Http404("No such parcel.") from error
    except OmsError as error:
        context = {"bad": error.message}
    return answer(request, warehouse, manifest, context)


@login_required
@require_POST
def close(request: HttpRequest, code: str, manifest_id: int) -> HttpResponse:
    warehouse, manifest = truck_of(request, code, manifest_id)
    try:
        manifests.close_manifest(manifest_id=manifest.pk, actor=actor_of(request.user))
    except OmsError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Manifest {manifest.number} is closed. Its parcels are on their way.")
    return redirect("shipping:handover_of", warehouse.code)


def truck_of(request: HttpRequest, code: str, manifest_id: int) -> tuple[Warehouse, Manifest]:
    """Raises Http404 for a manifest of another warehouse."""
    warehouse = warehouse_named(request, code)
    manifest = Manifest.objects.filter(pk=manifest_id, warehouse=warehouse).select_related("account").first()
    if manifest is None:
        raise Http404("No such manifest in this warehouse.")
    return warehouse, manifest


def answer(
    request: HttpRequest, warehouse: Warehouse, manifest: Manifest, context: dict[str, object]
) -> HttpResponse:
    """The truck's part of the page for a scanner; the whole page, with a word, without JavaScript."""
    if getattr(request, "htmx", False):
        shown = {"warehouse": warehouse, "truck": selectors.hand_over(manifest), **context}
        return render(request, "warehouse/handover_truck.html", shown)
    if "bad" in context:
        messages.error(request, str(context["bad"]))
    else:
        messages.success(request, str(context["good"]))
    return redirect("shipping:handover_of", warehouse.code)
