from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from shipping.admin.signatures import photo_picture, signature_picture
from shipping.models import ProofOfDelivery


@admin.register(ProofOfDelivery)
class ProofOfDeliveryAdmin(ReadOnlyAdmin):
    """Who took the parcels."""

    list_display = ["delivered_at", "parcel", "signed_by", "location"]
    list_select_related = ["parcel"]
    search_fields = ["parcel__number__iexact"]
    ordering = ["-id"]
    fields = ["parcel", "delivered_at", "signed_by", "location", "kept_by", "signature_shown", "photo_shown"]

    @admin.display(description="Signature")
    def signature_shown(self, proof: ProofOfDelivery) -> SafeString:
        return signature_picture(proof)

    @admin.display(description="Photo")
    def photo_shown(self, proof: ProofOfDelivery) -> SafeString:
        return photo_picture(proof)
