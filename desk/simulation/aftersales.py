"""Exchanges and claims of the demo, each once and at another step, so that their desks are not empty."""

import io
import logging
from collections.abc import Callable, Iterator

from django.db.models import F
from PIL import Image, ImageDraw

from core.errors import OmsError
from desk.simulation.script import CUSTOMER, REP, RETURNS_CLERK, Script
from orders.models import Order, OrderLine
from orders.services.attaching import attach_to_order
from orders.statuses import OrderState
from returns.models import Claim, Exchange, ExchangeMode, ReturnReason
from returns.selectors.returnable import returnable_units
from returns.services.claim_deciding import decide_claim
from returns.services.claiming import approve_claim, open_claim
from returns.services.exchange_deciding import approve_exchange
from returns.services.exchanging import request_exchange

logger = logging.getLogger(__name__)


def have_aftersales(script: Script) -> int:
    """Two exchanges and three claims; tells how many are new. When everything is to be finished, there are none."""
    if script.is_thorough:
        return 0
    orders = _orders(script)
    begun = 0
    for name, story in STORIES.items():
        key = f"simulation-{script.seed}-{name}"
        if Exchange.objects.filter(request_key=key).exists() or Claim.objects.filter(request_key=key).exists():
            continue
        begun += _tell(story, key, orders)
    return begun


def _tell(story: Callable[[OrderLine, str], None], key: str, orders: Iterator[Order]) -> int:
    """One story on the next order it fits; tells whether there was one."""
    for order in orders:
        line = next((one for one in order.lines.order_by("position") if returnable_units(one)), None)
        if line is None:
            continue
        try:
            story(line, key)
        except OmsError as refusal:
            logger.info("%s has to wait: %s", key, refusal)
            continue
        return 1
    return 0


def _orders(script: Script) -> Iterator[Order]:
    """Finished, paid orders nothing came back of; each is given out once."""
    found = Order.objects.filter(
        script.is_ours("pk"), state=OrderState.COMPLETED, is_historical=False, return_status="none", open_claims=0,
        customer__isnull=False, captured_amount__gt=F("refunded_amount"), original_order=None,
    )  # fmt: skip
    return iter(found.order_by("-pk")[:40])


def _wish(line: OrderLine, key: str, words: str, *, mode: str = ExchangeMode.HELD) -> Exchange:
    reason = (
        ReturnReason.objects.filter(is_active=True, is_heading=False).order_by("pk").values_list("code", flat=True)[0]
    )
    return request_exchange(
        order_id=line.order_id, units={line.pk: 1}, reason_code=reason, actor=CUSTOMER, request_key=key, mode=mode,
        comment=words,
    )  # fmt: skip


def exchange_the_same(line: OrderLine, key: str) -> None:
    """Agreed to; the new one waits for the old one."""
    exchange = _wish(line, key, "The handle came off. Please send me another one.")
    approve_exchange(exchange_id=exchange.pk, actor=RETURNS_CLERK)


def exchange_in_advance(line: OrderLine, key: str) -> None:
    """Asked for, and not decided: the customer cannot wait."""
    _wish(line, key, "It is a birthday present for Friday.", mode=ExchangeMode.ADVANCE)


def _complain(line: OrderLine, key: str, kind: str, words: str) -> Claim:
    photo = attach_to_order(order_id=line.order_id, name="photo.png", content=_photo(), actor=CUSTOMER)
    return open_claim(
        order_id=line.order_id, kind=kind, units={line.pk: 1}, actor=CUSTOMER, comment=words,
        attachment_ids=[photo.pk], request_key=key,
    )  # fmt: skip


def claim_damage(line: OrderLine, key: str) -> None:
    """Open: somebody has to look."""
    _complain(line, key, "damaged", "It arrived with a crack from top to bottom.")


def claim_missing(line: OrderLine, key: str) -> None:
    """Agreed to; what the customer gets is not decided."""
    claim = _complain(line, key, "missing", "One was not in the parcel.")
    approve_claim(claim_id=claim.pk, actor=REP)


def claim_wrong(line: OrderLine, key: str) -> None:
    """Made good: the right one is on its way."""
    claim = _complain(line, key, "wrong", "This is not what I ordered.")
    approve_claim(claim_id=claim.pk, actor=REP)
    decide_claim(claim_id=claim.pk, replace_units={line.pk: 1}, reason="Packed wrong.", actor=REP)


def _photo() -> bytes:
    """A small drawing of something broken."""
    picture = Image.new("RGB", (320, 240), "#e8e2d8")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((90, 40, 230, 200), fill="#7a9cc6")
    pen.line((150, 40, 165, 90, 145, 130, 170, 200), fill="#33261a", width=4)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


STORIES: dict[str, Callable[[OrderLine, str], None]] = {
    "exchange": exchange_the_same,
    "advance": exchange_in_advance,
    "damaged": claim_damage,
    "missing": claim_missing,
    "wrong": claim_wrong,
}
