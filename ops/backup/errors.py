class BackupError(Exception):
    """A backup cannot be taken, or is no good; the sentence is for the operator."""
