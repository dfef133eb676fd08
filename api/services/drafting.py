"""Drafts of shops: each request once, each number of the shop once."""

from api.services.once import Made, do_once, fingerprint
from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.models import IdempotencyKey
from core.service import service
from orders.intake.reference import reference
from orders.intake.requests import OrderRequest
from orders.models import Order
from orders.services.drafts import create_draft, replace_draft
from orders.services.repeats import claim_keys, keys_of, request_hash


@service
def draft_order(request: OrderRequest, *, key: str, actor: Actor) -> Made:
    """The number of a new draft, or of the order that the key or the shop's number made before.

    Raises NotPermitted, IdempotencyMismatch, and RequestRefused naming the field.
    """
    ensure_may(actor, "orders.add_order")
    return do_once(
        operation="draft", key=key, request_hash=request_hash(request), actor=actor, act=lambda: _draft(request, actor)
    )


def _draft(request: OrderRequest, actor: Actor) -> Made:
    # Claimed as placing claims them, so a draft and an order of one number never both exist.
    external = keys_of(request, actor.label)
    claim_keys([(0, key) for key in external])
    known = _known(request)
    if known is not None:
        return Made(known, is_repeat=True)
    order = create_draft(request, actor=actor)
    for key in external:
        IdempotencyKey.objects.filter(scope=key.scope, key=key.key).update(reference=str(order.pk))
    return Made(order.number)


def _known(request: OrderRequest) -> str | None:
    """The number of the order that has the shop's number already."""
    channel = reference().channels.get(request.channel_code)
    if not request.external_id or channel is None:
        return None
    own = Order.objects.filter(channel=channel, external_id=request.external_id)
    return own.values_list("number", flat=True).first()


@service
def rewrite_draft(
    *, order_id: int, request: OrderRequest, external_id: str, key: str, actor: Actor, expected_version: int | None
) -> Made:
    """The draft, written anew. ``external_id`` may be left out, but it cannot be changed.

    Raises InvalidInput, IdempotencyMismatch and what ``replace_draft`` raises.
    """

    def act() -> Made:
        order = replace_draft(order_id=order_id, request=request, actor=actor, expected_version=expected_version)
        if external_id and external_id != (order.external_id or ""):
            raise InvalidInput(
                f"Draft {order.number} is known as “{order.external_id or ''}”; that number stays. Leave it out.",
                field="external_id",
            )
        return Made(order.number)

    said = f"{order_id} {expected_version} {external_id} {request_hash(request)}"
    return do_once(operation="rewrite", key=key, request_hash=fingerprint(said), actor=actor, act=act)
