"""Every act in the order in which a playbook makes them: goods before money, as locks are taken, and words last."""

from collections.abc import Sequence

from support.acts.carriers import CARRIER_CLAIM
from support.acts.claims import CLAIM, REFUND, RESHIP
from support.acts.contract import ActKind
from support.acts.goodwill import GOODWILL
from support.acts.shelves import WRITE_OFF
from support.acts.words import CLOSE, MAIL, PRIORITY

ACTS: Sequence[ActKind] = (CLAIM, CARRIER_CLAIM, RESHIP, WRITE_OFF, REFUND, GOODWILL, MAIL, PRIORITY, CLOSE)
