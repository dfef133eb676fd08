"""Every act in the order in which a playbook makes them: goods before money, as locks are taken, and words last."""

from collections.abc import Sequence

from support.acts.carriers import CARRIER_CLAIM
from support.acts.contract import ActKind
from support.acts.goods import RESHIP, WRITE_OFF
from support.acts.money import GOODWILL, REFUND
from support.acts.words import CLOSE, MAIL, PRIORITY

ACTS: Sequence[ActKind] = (CARRIER_CLAIM, RESHIP, WRITE_OFF, REFUND, GOODWILL, MAIL, PRIORITY, CLOSE)
KIND_OF = {kind.act: kind for kind in ACTS}
