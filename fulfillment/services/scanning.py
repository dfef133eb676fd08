"""Scans at a bin: right or wrong they are kept, and a repeat counts once.

A scan locks its PickTask alone; line, order and stock learn when the task is finished.
"""

from dataclasses import dataclass

from django.utils import timezone

from catalog.models import SKU
from catalog.selectors.codes import means_one_of, read_code
from core.actors import Actor, ensure_may
from core.service import service
from core.wording import units_are
from fulfillment.errors import NothingToUndo, ScanEachUnit, TooManyUnits
from fulfillment.locks import lock_task
from fulfillment.models import PickTask, Scan, ScanKind
from fulfillment.services.claiming import ensure_mine
from fulfillment.statuses import TaskState


@dataclass(frozen=True)
class ScanOutcome:
    """What became of one scan. ``is_repeat``: the same scan arrived before, and this is its answer."""

    ok: bool
    message: str
    task: PickTask
    is_repeat: bool = False

    @property
    def picked(self) -> int:
        return self.task.picked_quantity

    @property
    def wanted(self) -> int:
        return self.task.quantity

    @property
    def is_full(self) -> bool:
        return self.picked == self.wanted


@service
def scan_at_bin(
    *, task_id: int, warehouse_id: int, scan_id: str, code: str, actor: Actor, quantity: int = 1
) -> ScanOutcome:
    """The task's next scan: its place first, then its units, one by one or as a typed number.

    Raises NotPermitted, TaskNotFound (also in another warehouse), TaskTaken, ScanEachUnit and TooManyUnits.
    """
    task, earlier = _open_scan(task_id, scan_id, actor, warehouse_id=warehouse_id)
    if earlier is not None:
        return earlier
    if task.location_id is not None and task.location_scanned_at is None:
        return _scan_place(task, scan_id, code, actor)
    if quantity != 1:
        ensure_countable(task, quantity)
    return _scan_units(task, scan_id, code, quantity, actor)


@service
def scan_location(*, task_id: int, scan_id: str, code: str, actor: Actor) -> ScanOutcome:
    """Whether the picker stands at the right bin. A wrong bin is kept and moves nothing.

    Raises NotPermitted, TaskNotFound and TaskTaken.
    """
    task, earlier = _open_scan(task_id, scan_id, actor)
    return earlier or _scan_place(task, scan_id, code, actor)


@service
def scan_item(*, task_id: int, scan_id: str, code: str, actor: Actor) -> ScanOutcome:
    """One unit into the tote. The wrong product is kept and moves nothing.

    Raises NotPermitted, TaskNotFound and TaskTaken.
    """
    task, earlier = _open_scan(task_id, scan_id, actor)
    return earlier or _scan_units(task, scan_id, code, 1, actor)


@service
def scan_counted(*, task_id: int, scan_id: str, code: str, quantity: int, actor: Actor) -> ScanOutcome:
    """One scan and a typed number of units. Raises ScanEachUnit below the SKU's own limit, and TooManyUnits."""
    task, earlier = _open_scan(task_id, scan_id, actor)
    if earlier is not None:
        return earlier
    ensure_countable(task, quantity)
    return _scan_units(task, scan_id, code, quantity, actor)


def ensure_countable(task: PickTask, quantity: int) -> None:
    """Raises ScanEachUnit, and TooManyUnits for a number that is not still to pick."""
    ensure_typed_number_allowed(task.line.order_line.sku, task.quantity, quantity)
    if not 1 <= quantity <= task.left:
        raise TooManyUnits(
            f"{units_are(task.left)} still to pick, not {quantity}. Type the number again.", wanted=task.left
        )


def ensure_typed_number_allowed(sku: SKU, wanted: int, typed: int) -> None:
    """Raises ScanEachUnit when so few units of the SKU must be scanned one by one."""
    if typed > 1 and wanted <= sku.scan_each_up_to:
        raise ScanEachUnit(
            f"Up to {sku.scan_each_up_to} units of {sku.code} are scanned one by one. Scan each.",
            field="quantity", limit=sku.scan_each_up_to,
        )  # fmt: skip


@service
def undo_last_scan(*, task_id: int, actor: Actor) -> PickTask:
    """The task without its last counted scan. Raises NothingToUndo, TaskNotFound and TaskTaken."""
    ensure_may(actor, "fulfillment.pick_task")
    task = lock_task(task_id)
    ensure_mine(task, actor)
    scan = task.scans.filter(kind=ScanKind.ITEM, ok=True, undone_at=None).order_by("-pk").first()
    if scan is None or task.state != TaskState.ASSIGNED:
        raise NothingToUndo("There is no scan to take back on this task.", task_id=task_id)
    scan.undone_at = timezone.now()
    scan.save(update_fields=["undone_at"])
    task.picked_quantity = max(0, task.picked_quantity - scan.quantity)
    task.save(update_fields=["picked_quantity"])
    return task


def _open_scan(
    task_id: int, scan_id: str, actor: Actor, *, warehouse_id: int | None = None
) -> tuple[PickTask, ScanOutcome | None]:
    """The locked task, and what came of the same scan when it was here before."""
    ensure_may(actor, "fulfillment.pick_task")
    task = lock_task(task_id, warehouse_id=warehouse_id)
    earlier = Scan.objects.filter(client_id=scan_id).first()
    if earlier is not None:
        return task, ScanOutcome(earlier.ok, earlier.message, task, is_repeat=True)
    ensure_mine(task, actor)
    return task, None


def _scan_place(task: PickTask, scan_id: str, code: str, actor: Actor) -> ScanOutcome:
    wanted = task.location.code if task.location else ""
    message = _refusal(task)
    if not message and code.strip().casefold() != wanted.casefold():
        message = f"Wrong place: this is {code.strip()}, go to {wanted}."
    if not message:
        task.location_scanned_at = timezone.now()
        task.save(update_fields=["location_scanned_at"])
    return _keep(task, scan_id, ScanKind.LOCATION, code, 0, message, actor)


def _scan_units(task: PickTask, scan_id: str, code: str, quantity: int, actor: Actor) -> ScanOutcome:
    sku, scanned = task.line.order_line.sku, read_code(code)
    message = _refusal(task)
    if not message and task.location_id is not None and task.location_scanned_at is None:
        message = f"Scan the place {task.location.code if task.location else ''} first."
    elif not message and task.left < quantity:
        message = f"All {task.quantity} are picked already. Put this one back."
    elif not message and not means_one_of(scanned, [sku]):
        message = f"Wrong product: {code.strip()} is not {sku.code}. Put it back."
    elif not message and task.lot and scanned.lot and scanned.lot != task.lot:
        message = f"Wrong lot: this is {scanned.lot}, take {task.lot}."
    if not message:
        task.picked_quantity += quantity
        task.save(update_fields=["picked_quantity"])
    return _keep(task, scan_id, ScanKind.ITEM, code, quantity, message, actor)


def _refusal(task: PickTask) -> str:
    if task.state == TaskState.ASSIGNED:
        return ""
    return f"This task is {task.get_state_display().lower()}; nothing of it is to be picked now."


def _keep(
    task: PickTask, scan_id: str, kind: ScanKind, code: str, quantity: int, refusal: str, actor: Actor
) -> ScanOutcome:
    Scan.objects.create(
        client_id=scan_id, kind=kind, code=code.strip()[:80], quantity=0 if refusal else quantity, ok=not refusal,
        message=refusal[:200], task=task, actor=actor.label,
    )  # fmt: skip
    return ScanOutcome(not refusal, refusal, task)
