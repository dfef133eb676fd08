"""What can be wrong with a file as a whole; a bad row is an outcome, not an error."""

from core.errors import OmsError


class FileRefused(OmsError):
    """The file cannot be read as the format named; nothing of it was taken in."""

    code = "file_refused"
    status = 422


class UnknownGoods(OmsError):
    """The file names codes that are not in the catalog and may not be created."""

    code = "unknown_goods"
    status = 422
