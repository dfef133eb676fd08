from core.privacy.kinds import Kind
from core.privacy.registry import Act, blockers_of, tables
from core.privacy.retaining import Retention
from core.privacy.tables import Table, table

__all__ = ["Act", "Kind", "Retention", "Table", "blockers_of", "table", "tables"]
