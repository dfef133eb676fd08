"""The number of a parcel in every house it passes: given once."""

from django.conf import settings

from core.service import service
from shipping.models import ParcelMark
from shipping.papers.gs1 import sscc_of


@service
def mark_parcel(*, parcel_id: int) -> ParcelMark:
    """The parcel's SSCC; the same however often it is asked for. Raises Misconfigured for a prefix that is none."""
    mark, _ = ParcelMark.objects.get_or_create(
        parcel_id=parcel_id,
        defaults={"sscc": sscc_of(parcel_id, prefix=settings.GS1_COMPANY_PREFIX)},
    )
    return mark
