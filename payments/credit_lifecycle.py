"""The life of credit that is given away: issued when nobody else has to agree, or somebody did."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from payments.credit_words import GrantState

if TYPE_CHECKING:
    from payments.models import CreditGrant


class CreditGrantMoves(models.Model):
    """The moves of ``CreditGrant.state``; services lock, save and enter the amount."""

    class Meta:
        abstract = True

    @transition(field="state", source=GrantState.WAITING, target=GrantState.ISSUED)
    def issue(self, *, by: str, now: datetime) -> None:
        """The amount can be spent: it was within the limit, or a second person agreed."""
        grant = cast("CreditGrant", self)
        grant.decided_by, grant.decided_at = by, now

    @transition(
        field="state", source=GrantState.WAITING, target=GrantState.REFUSED, permission="payments.approve_credit"
    )
    def refuse(self, *, by: str, now: datetime) -> None:
        """Nobody gets it."""
        grant = cast("CreditGrant", self)
        grant.decided_by, grant.decided_at = by, now
