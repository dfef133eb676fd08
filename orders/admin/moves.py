"""The order's moves as the office offers them."""

from collections.abc import Iterable, Iterator

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from orders.admin.attach_form import AttachForm
from orders.admin.forms import AddressForm, CancelOrderForm, CancelUnitsForm, DeliveryForm, HoldForm, TagsForm
from orders.editing.kits import free_units
from orders.models import Order, OrderHold
from orders.services.addressing import address_blockers, change_shipping_address
from orders.services.archiving import archive_blockers, archive_order, unarchive_blockers, unarchive_order
from orders.services.attaching import attach_to_order
from orders.services.calling_off import ask_to_cancel, ask_to_cancel_lines
from orders.services.canceling import expire_order
from orders.services.completing import complete_order, reopen_order
from orders.services.confirming import confirm_order
from orders.services.drafts import place_draft
from orders.services.holding import hold_order, release_hold
from orders.services.preferring import change_delivery, delivery_blockers
from orders.services.preserving import preserve_order
from orders.services.reinstating import reinstate_order
from orders.services.tagging import tag_order
from orders.statuses import OVER, OrderState


def not_over(order: Order) -> Iterator[Blocker]:
    if order.state in OVER:
        yield Blocker(NOT_NOW, "the order is over.")


def hidden(blockers: Iterable[Blocker]) -> Iterator[Blocker]:
    """No button where it would mean nothing."""
    for blocker in blockers:
        yield Blocker(NOT_NOW, blocker.sentence)


def has_free_units(order: Order) -> Iterator[Blocker]:
    if order.state in OVER or order.state == OrderState.DRAFT or not any(map(free_units, order.lines.all())):
        yield Blocker(NOT_NOW, "no unit can be canceled.")


def movable(order: Order) -> Iterator[Blocker]:
    """A draft is rewritten as a whole; pickup orders are sent nowhere."""
    if order.state == OrderState.DRAFT or order.shipping_address_id is None:
        yield Blocker(NOT_NOW, "it has its own form.")
    yield from address_blockers(order)


def delivered_to(order: Order) -> Iterator[Blocker]:
    if order.state == OrderState.DRAFT or order.shipping_address_id is None:
        yield Blocker(NOT_NOW, "it has its own form.")
    yield from delivery_blockers(order)


def not_released(hold: OrderHold) -> Iterator[Blocker]:
    if hold.released_at:
        yield Blocker(NOT_NOW, "it is released.")


ORDER_MOVES = {
    "place": Move(service=place_draft, label="Place", icon="shopping_cart_checkout", is_primary=True, done="Placed."),
    "confirm": Move(service=confirm_order, label="Confirm", icon="task_alt", is_primary=True, done="Confirmed."),
    "complete": Move(service=complete_order, label="Complete", icon="flag", is_primary=True, done="Completed."),
    "reopen": Move(service=reopen_order, label="Reopen", icon="undo", needs_reason=True, done="Open again."),
    "archive": Move(
        service=archive_order, label="Archive", icon="archive", right="orders.archive_order",
        find_blockers=lambda order: hidden(archive_blockers(order)), done="It is out of the lists; search finds it.",
    ),
    "unarchive": Move(
        service=unarchive_order, label="Take out of the archive", icon="unarchive", right="orders.archive_order",
        find_blockers=lambda order: hidden(unarchive_blockers(order)), done="It is in the lists again.",
    ),
    "reinstate": Move(
        service=reinstate_order, label="Reinstate", icon="restart_alt", needs_reason=True,
        question="The goods are sought anew and payment starts over.", done="The order lives again.",
    ),
    "change_address": Move(
        service=change_shipping_address, label="Change address", icon="edit_location", form=AddressForm,
        needs_reason=True, right="orders.change_shipping_address", find_blockers=movable, done="It goes there now.",
        question="The old address stays with what was already sent there.",
    ),
    "change_delivery": Move(
        service=change_delivery, label="Delivery wishes", icon="door_front", form=DeliveryForm,
        right="orders.change_order", find_blockers=delivered_to, done="The wishes are kept.",
    ),
    "hold": Move(
        service=hold_order, label="Hold", icon="pause_circle", form=HoldForm, needs_reason=True,
        right="orders.add_orderhold", find_blockers=not_over, done="The order waits.",
    ),
    "tag": Move(
        service=tag_order, label="Tags", icon="sell", form=TagsForm, right="orders.change_order",
        find_blockers=lambda order: (), done="The tags are kept.",
    ),
    "attach": Move(
        service=attach_to_order, label="Attach file", icon="attach_file", form=AttachForm,
        right="orders.add_attachment", find_blockers=lambda order: (), done="The file is kept with the order.",
    ),
    "legal_hold": Move(
        service=preserve_order, label="Legal hold", icon="lock", needs_reason=True, right="customers.place_legalhold",
        find_blockers=lambda order: (), done="Held: nothing of it or its customer is erased until it is released.",
        question="Nothing of the order and its customer is erased until the hold is released, under Legal holds.",
    ),
    "cancel_lines": Move(
        service=ask_to_cancel_lines, label="Cancel units", icon="remove_shopping_cart", form=CancelUnitsForm,
        needs_reason=True, is_danger=True, right="orders.cancel_order", find_blockers=has_free_units,
        done="The units are canceled.",
    ),
    "cancel": Move(
        service=ask_to_cancel, label="Cancel order", icon="cancel", form=CancelOrderForm, needs_reason=True,
        is_danger=True,
        question="Allocated goods are set free, authorized money is released and captured money is given back.",
        done="Canceled. The money follows by itself.",
    ),
    "expire": Move(
        service=expire_order, label="Let expire", icon="hourglass_disabled", needs_reason=True, is_danger=True,
        question="For a draft or an order that nobody paid.", done="Expired.",
    ),
}  # fmt: skip
HOLD_MOVES = {
    "release": Move(
        service=release_hold, label="Release hold", icon="play_circle", id_argument="hold_id", is_primary=True,
        right="orders.release_hold", find_blockers=not_released, done="Released.",
        question="The order goes on if nothing else blocks it.",
    ),
}  # fmt: skip
