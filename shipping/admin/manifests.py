from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from fulfillment.admin.houses import OfOwnHouses
from shipping.models import Manifest, ManifestParcel
from shipping.services.accepting import send_manifest_again, settle_manifest_accepted, trouble_blockers
from shipping.services.manifests import close_manifest
from shipping.statuses import ManifestState

RIGHT = "shipping.close_manifest"


def find_nothing(manifest: Manifest) -> Iterator[Blocker]:
    """Offers what settles trouble only where there is some."""
    if trouble_blockers(manifest):
        yield Blocker(NOT_NOW, "there is nothing to settle.")


class ManifestParcelInline(ReadOnlyInline):
    model = ManifestParcel
    fields = ["parcel", "label", "scanned_at", "scanned_by"]


@admin.register(Manifest)
class ManifestAdmin(OfOwnHouses, MovesAdmin):
    """Trucks: open ones are being loaded, closed ones have left."""

    list_display = ["number", "warehouse", "account", "state_shown", "opened_at", "closed_at", "accepted_at"]
    list_filter = [fixed_filter("state", "state", ManifestState.choices)]
    list_select_related = ["warehouse", "account"]
    search_fields = ["number__iexact", "entries__parcel__number__iexact"]
    ordering = ["-id"]
    fields = [
        ("number", "state_shown"), ("warehouse", "account"), ("opened_at", "opened_by"), ("closed_at", "closed_by"),
        ("accepted_at", "trouble"),
    ]  # fmt: skip
    inlines = [ManifestParcelInline]
    moves = {
        "close": Move(
            service=close_manifest, label="Close", icon="local_shipping", is_primary=True,
            question="The truck leaves: every parcel on the list counts as shipped.",
            done="Its parcels are on their way.",
        ),
        "accepted": Move(
            service=settle_manifest_accepted, label="The carrier has it", icon="task_alt", right=RIGHT,
            question="You have found it in the carrier's portal.", find_blockers=find_nothing, done="Written down.",
        ),
        "send_again": Move(
            service=send_manifest_again, label="Send it again", icon="refresh", right=RIGHT, needs_reason=True,
            question="You have looked in the carrier's portal and it is not there.", find_blockers=find_nothing,
            done="A worker tells the carrier.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="State", ordering="state")
    def state_shown(self, manifest: Manifest) -> SafeString:
        return state_chip(manifest.state, manifest.get_state_display(), {"open": "info", "closed": "good"})
