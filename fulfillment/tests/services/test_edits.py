"""An order is edited after its release: the floor gives back what is not wanted and gets work for what is new."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import MoveRefused
from fulfillment.models import FulfillmentOrder
from fulfillment.tests.factories import order_of, picked_work, released_work, reread, tasks_of
from orders.editing.steps import Step
from orders.services.applying import confirm_change
from orders.tests.edits import goods, line_of, staged, units

pytestmark = pytest.mark.django_db


def edit(order, *steps: Step) -> None:
    confirm_change(change_id=staged(order, *steps).pk, actor=SYSTEM)
    drain()


def test_what_nobody_picked_leaves_the_work_and_what_is_new_is_work_of_its_own(shop):
    work = released_work(shop, {0: 3})

    edit(order_of(work), units(order_of(work), 1), goods("SKU-2", 2))

    assert [task.quantity for task in tasks_of(work) if task.state != "canceled"] == [1]
    fresh = FulfillmentOrder.objects.exclude(pk=work.pk).get()
    assert (fresh.state, fresh.lines.get().quantity) == ("open", 2)
    line = line_of(order_of(work))
    assert (line.allocated, line.released, line.canceled) == (1, 1, 2)


def test_what_is_picked_is_refused_and_the_floors_work_stays_as_it_was(shop):
    work = picked_work(shop, {0: 3})
    change = staged(order_of(work), units(order_of(work), 1), goods("SKU-2", 1))

    with pytest.raises(MoveRefused, match="of line 1, Product 1, 3 units are picked; 0 can be canceled, not 2"):
        confirm_change(change_id=change.pk, actor=SYSTEM)
    drain()

    assert reread(work).state == work.state
    assert FulfillmentOrder.objects.count() == 1
