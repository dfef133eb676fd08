"""Whether work can be handed back to the order."""

from core.errors import Blocker
from core.fsm import blockers_of
from fulfillment.models import FulfillmentOrder


def reject_blockers(work: FulfillmentOrder) -> list[Blocker]:
    """Why the work cannot be rejected now; that it still has units is no reason, they leave with it."""
    return [blocker for blocker in blockers_of(work, "reject") if blocker.code != "units_left"]
