from desk.models.imported import ImportedAdjustment, ImportedCredit

__all__ = ["ImportedAdjustment", "ImportedCredit"]
