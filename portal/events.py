"""Facts of the customer's pages: ids only. Their wire names are stable."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class LinkWished(Fact):
    """Somebody asked for the link to an order, whether or not there is one."""

    name: ClassVar[str] = "portal.link_wished"
    timeline: ClassVar[bool] = False
    wish_id: int

    def key(self) -> str:
        return str(self.wish_id)
