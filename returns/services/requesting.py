"""Asking for a return."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.money import ZERO
from core.numbers import next_number
from core.service import service
from inventory.models import Warehouse
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.selectors.worth import value_of_units
from orders.services.recording.returning import record_return_requested
from returns.errors import NotReturnable
from returns.events import ReturnRequested
from returns.models import Resolution, Return, ReturnLine, ReturnReason
from returns.selectors.policies import terms_of
from returns.selectors.reasons import reason_coded
from returns.selectors.returnable import LineTerms, returnable_units, terms_of_lines
from returns.selectors.returners import standing_of
from returns.selectors.rules import broken_rules
from returns.selectors.warehouses import warehouse_for_returns
from returns.services.deciding import approve_return
from returns.services.moving import recount_open_returns
from returns.services.rules import ensure_allowed, keep_findings, override


@service
def request_return(
    *,
    order_id: int,
    units: Mapping[int, int],
    reason_code: str,
    actor: Actor,
    comment: str = "",
    resolution: str = Resolution.REFUND,
    override_reason: str = "",
    request_key: str | None = None,
    now: datetime | None = None,
) -> Return:
    """The customer's wish to send goods back: ``units`` by order line key, for ``resolution``.

    The same ``request_key`` again gives the return made then. Raises NotPermitted, NotReturnable, InvalidInput for a
    reason or resolution that cannot be chosen, and ReturnForbidden naming every rule of the policy that is broken,
    unless the actor may override each of them and says why in ``override_reason``.
    """
    moment = now or timezone.now()
    order = lock_order(order_id)
    ensure_may(actor, "returns.request_return")
    if request_key:
        repeated = Return.objects.filter(request_key=request_key, order=order).first()
        if repeated is not None:
            return repeated
    lines = lock_lines(order)
    wanted = _checked_units(lines, units)
    reason = reason_coded(reason_code)
    ensure_resolution(order, resolution)
    terms = terms_of_lines(order, lines.values(), now=moment)
    broken = broken_rules(wanted, terms)
    ensure_allowed(broken, actor=actor, reason=override_reason)
    ret = open_return(
        order, wanted, terms, reason=reason, warehouse=warehouse_for_returns(order_id), actor=actor, now=moment,
        comment=comment.strip(), resolution=resolution, request_key=request_key or None,
    )  # fmt: skip
    override(ret, keep_findings(ret, broken), actor=actor, reason=override_reason)
    if not broken and _approves_at_once(order, wanted, terms, now=moment):
        approve_return(return_id=ret.pk, actor=SYSTEM, now=moment)
        ret.refresh_from_db()
    return ret


def open_return(
    order: Order,
    wanted: Mapping[int, int],
    terms: Mapping[int, LineTerms],
    *,
    reason: ReturnReason,
    warehouse: Warehouse,
    actor: Actor,
    now: datetime,
    **fields: object,
) -> Return:
    """The return with its lines and terms, announced to the locked order."""
    asked = {key: terms[key] for key in wanted}
    whole = terms_of((line.policy for line in asked.values()), is_our_fault=reason.is_our_fault)
    ret = Return.objects.create(
        number=next_number("return"), order=order, warehouse=warehouse, reason=reason, requested_by=actor.label,
        requested_at=now, label_payer=whole.label_payer, shipping_fee=whole.shipping_fee,
        bonus_percent=whole.bonus_percent, travel_days=whole.travel_days, **fields,
    )  # fmt: skip
    ReturnLine.objects.bulk_create(
        ReturnLine(rma=ret, order_line=asked[key].line, quantity=count, **restocking_of(asked[key], reason))
        for key, count in wanted.items()
    )
    if wanted:
        record_return_requested(order_id=order.pk, units=wanted, actor=actor)
    publish(ReturnRequested(order_id=order.pk, return_id=ret.pk), actor=actor, changes={ret.number: [None, ret.state]})
    recount_open_returns(order.pk, actor=actor)
    return ret


def restocking_of(terms: LineTerms, reason: ReturnReason) -> dict[str, Decimal]:
    """The restocking fee of a line as its policy has it now; none for what is our fault."""
    if reason.is_our_fault:
        return {"restocking_percent": ZERO, "restocking_amount": ZERO}
    policy = terms.policy
    return {"restocking_percent": policy.restocking_percent, "restocking_amount": policy.restocking_amount}


def ensure_resolution(order: Order, resolution: str) -> None:
    """Raises InvalidInput for an unknown one, and for store credit or an exchange of an order that is nobody's."""
    if resolution not in Resolution.values:
        raise InvalidInput(f"A return can end in: {', '.join(Resolution.values)}.", field="resolution")
    if order.customer_id is not None:
        return
    if resolution == Resolution.STORE_CREDIT:
        raise InvalidInput("The order has no customer who could have store credit. Choose money.", field="resolution")
    if resolution == Resolution.EXCHANGE:
        raise InvalidInput("The order has no customer whose goods to exchange. Choose money.", field="resolution")


def _approves_at_once(
    order: Order, wanted: Mapping[int, int], terms: Mapping[int, LineTerms], *, now: datetime
) -> bool:
    """Whether every policy asked agrees, and the customer is not one who sends most of it back."""
    policies = [terms[key].policy for key in wanted]
    if not all(policy.approves_at_once for policy in policies):
        return False
    limit = min((policy.approves_up_to for policy in policies if policy.approves_up_to is not None), default=None)
    worth = sum((value_of_units(terms[key].line, 0, count).total for key, count in wanted.items()), ZERO)
    standing = standing_of(order.customer_id, order.channel_id, now=now)
    return (limit is None or worth <= limit) and not (standing and standing.is_serial)


def _checked_units(lines: Mapping[int, OrderLine], units: Mapping[int, int]) -> dict[int, int]:
    wanted = {line_id: count for line_id, count in units.items() if count}
    if not wanted:
        raise InvalidInput("Choose at least one unit to send back.", field="units")
    for line_id, count in wanted.items():
        line = lines.get(line_id)
        if line is None:
            raise InvalidInput("One of the lines belongs to another order.", field="units")
        left = returnable_units(line)
        if not 0 < count <= left:
            raise NotReturnable(
                f"{count} of {line.name} cannot be returned: {left} can.", field="units", line_id=line.pk, left=left
            )
    return wanted
