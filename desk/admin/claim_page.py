"""A claim with what the house knows of its goods beside it: scans, photos, weights, the road."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from core.selectors.people import actor_names
from orders.models import Attachment
from returns.admin.claims import ClaimAdmin
from returns.models import Claim
from returns.selectors.claim_evidence import evidence_of

admin.site.unregister(Claim)


@admin.register(Claim)
class ClaimPageAdmin(ClaimAdmin):
    """What customers say went wrong with a delivery, the evidence for it, and how it was made good."""

    change_form_outer_after_template = "desk/panels/claim_evidence.html"

    def moves_context(self, request: HttpRequest, instance: Model) -> dict[str, Any]:
        assert isinstance(instance, Claim)
        evidence = evidence_of(instance)
        photos = Attachment.objects.filter(claim_photos__claim=instance, removed_at=None).order_by("pk")
        names = actor_names({scan.actor for scan in evidence.scans})
        return {
            **super().moves_context(request, instance),
            "evidence": evidence,
            "photos": photos,
            "scans": [(scan, names.get(scan.actor, scan.actor)) for scan in evidence.scans],
        }
