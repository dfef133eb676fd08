"""What the floor refuses, each with its code and a sentence."""

from core.errors import InvalidInput, NotFound, OmsError

__all__ = [
    "BatchNotFound",
    "NothingToRelease",
    "NothingToUndo",
    "ParcelNotFound",
    "PickupNotFound",
    "ScanEachUnit",
    "TaskNotFound",
    "TaskTaken",
    "TooManyUnits",
    "WaveNotFound",
    "WorkNotFound",
]


class WorkNotFound(NotFound):
    """No such work, or not in this warehouse."""

    code = "work_not_found"


class TaskNotFound(NotFound):
    """No such pick task, or not in this warehouse."""

    code = "task_not_found"


class BatchNotFound(NotFound):
    """No such batch, or not in this warehouse."""

    code = "batch_not_found"


class WaveNotFound(NotFound):
    """No such wave, or not in this warehouse."""

    code = "wave_not_found"


class ParcelNotFound(NotFound):
    """No such parcel, or not in this warehouse."""

    code = "parcel_not_found"


class PickupNotFound(NotFound):
    """This work never waited at a counter."""

    code = "pickup_not_found"


class TaskTaken(OmsError):
    """Somebody else has the task in hand; ``context['assignee']`` names them."""

    code = "task_taken"


class NothingToRelease(OmsError):
    """None of the work named could be released; ``context['refused']`` tells why, one by one."""

    code = "nothing_to_release"


class NothingToUndo(OmsError):
    """No scan of the task is left to take back."""

    code = "nothing_to_undo"


class ScanEachUnit(InvalidInput):
    """So few units of this SKU are scanned one by one; ``context['limit']`` is the most of them."""

    code = "scan_each_unit"


class TooManyUnits(OmsError):
    """More units were named than are there; ``context`` has both numbers."""

    code = "too_many_units"
    turns_on = ("line",)
