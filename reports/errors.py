"""Why a file is not made or not handed out."""

from core.errors import OmsError

__all__ = ["TooManyRows"]


class TooManyRows(OmsError):
    """The list is larger than a file of this kind may be; the sentence names the way that goes."""

    code = "too_many_rows"
    status = 413
