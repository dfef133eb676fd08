"""What other floors show of returns."""

from django.db.models import Prefetch, QuerySet

from returns.models import Claim, ClaimLine, Return, ReturnLine


def returns_of_order(order_id: int) -> QuerySet[Return]:
    """The order's returns, newest first, with lines and reason; two queries."""
    lines = ReturnLine.objects.select_related("order_line")
    return (
        Return.objects.filter(order_id=order_id)
        .select_related("reason", "warehouse")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("-pk")
    )


def claims_of_order(order_id: int) -> QuerySet[Claim]:
    """The order's claims, newest first, with their lines; two queries."""
    lines = ClaimLine.objects.select_related("order_line")
    claims = Claim.objects.filter(order_id=order_id).prefetch_related(Prefetch("lines", queryset=lines))
    return claims.order_by("-pk")
