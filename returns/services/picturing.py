"""Pictures that are files of the order already, put where the clerk who decides sees them."""

from collections.abc import Sequence

from core.service import service
from orders.models import CustomerPhoto
from returns.aftersale_locks import lock_claim
from returns.locks import lock_return
from returns.models import ClaimPhoto, ReturnPhoto


@service
def put_to_return(*, return_id: int, photos: Sequence[CustomerPhoto]) -> None:
    """What the customer sent, beside the goods that come back; twice is as once. Raises ReturnNotFound."""
    ret = lock_return(return_id)
    ReturnPhoto.objects.bulk_create(
        [
            ReturnPhoto(
                rma=ret, attachment_id=photo.attachment_id, taken_sha256=photo.taken_sha256, is_from_customer=True
            )
            for photo in photos
        ],
        ignore_conflicts=True,
    )


@service
def put_to_claim(*, claim_id: int, photos: Sequence[CustomerPhoto]) -> None:
    """What the customer sent, beside the scans and weights; twice is as once. Raises ClaimNotFound."""
    claim = lock_claim(claim_id)
    ClaimPhoto.objects.bulk_create(
        [ClaimPhoto(claim=claim, attachment_id=photo.attachment_id) for photo in photos], ignore_conflicts=True
    )
