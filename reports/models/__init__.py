from reports.models.journal import JournalAccount, JournalDay, JournalLine

__all__ = ["JournalAccount", "JournalDay", "JournalLine"]
