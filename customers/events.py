"""Facts about customers."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class ErasureConfirmed(Fact):
    """Two people agreed: the customer is being erased. ``run_no`` counts the effects that carry it on."""

    name: ClassVar[str] = "customers.erasure_confirmed"
    timeline: ClassVar[bool] = False
    erasure_id: int
    run_no: int

    def key(self) -> str:
        return f"{self.erasure_id}:run-{self.run_no}"


@dataclass(frozen=True, kw_only=True)
class ExportRequested(Fact):
    """All that is known of a customer is to be put into one file. ``run_no`` counts the effects that make it."""

    name: ClassVar[str] = "customers.export_requested"
    timeline: ClassVar[bool] = False
    export_id: int
    run_no: int = 1

    def key(self) -> str:
        return f"{self.export_id}:run-{self.run_no}"


@dataclass(frozen=True, kw_only=True)
class ExportGone(Fact):
    """An export is no longer handed out; its file is erased by a worker."""

    name: ClassVar[str] = "customers.export_gone"
    timeline: ClassVar[bool] = False
    export_id: int

    def key(self) -> str:
        return str(self.export_id)


@dataclass(frozen=True, kw_only=True)
class CustomerRenamed(Fact):
    """The customer has another name, company, e-mail or phone; orders above key ``after`` still show the old one."""

    name: ClassVar[str] = "customers.renamed"
    timeline: ClassVar[bool] = False
    customer_id: int
    after: int = 0
