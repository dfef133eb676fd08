"""Facts about files of orders and conversations."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class AttachmentAdded(Fact):
    """A file was put to the order, or to a conversation without one."""

    name: ClassVar[str] = "orders.attachment_added"
    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class AttachmentRemoved(Fact):
    """A file is no longer offered; its content is erased by a worker."""

    name: ClassVar[str] = "orders.attachment_removed"
    attachment_id: int

    def key(self) -> str:
        return str(self.attachment_id)


@dataclass(frozen=True, kw_only=True)
class FileErased(Fact):
    """A file went because its customer is erased, or because it is too old; its content is erased by a worker."""

    name: ClassVar[str] = "orders.file_erased"
    timeline: ClassVar[bool] = False
    attachment_id: int

    def key(self) -> str:
        return str(self.attachment_id)
