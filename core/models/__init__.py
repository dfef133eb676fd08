from core.models.alert import Alert
from core.models.among import Among
from core.models.archive import ArchiveMonth, PackedTimeline
from core.models.audit import AuditResult, AuditRun
from core.models.backup import BackupKind, BackupRun, BackupState
from core.models.effect import Effect, EffectState
from core.models.event import Event, EventNote
from core.models.idempotency import IdempotencyKey
from core.models.imports import ImportJob, ImportRow, ImportState, RowOutcome
from core.models.link import LinkEnd, SignedLink
from core.models.retention import RetentionRule

__all__ = [
    "Alert",
    "Among",
    "ArchiveMonth",
    "AuditResult",
    "AuditRun",
    "BackupKind",
    "BackupRun",
    "BackupState",
    "Effect",
    "EffectState",
    "Event",
    "EventNote",
    "IdempotencyKey",
    "ImportJob",
    "ImportRow",
    "ImportState",
    "LinkEnd",
    "PackedTimeline",
    "RetentionRule",
    "RowOutcome",
    "SignedLink",
]
