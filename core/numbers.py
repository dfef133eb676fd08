"""Human numbers from database sequences: unique, ordered, gaps allowed."""

from django.db import connection

SERIES = {
    "order": "O",
    "customer": "CU",
    "payment": "P",
    "refund": "R",
    "credit": "CR",
    "fulfillment": "F",
    "batch": "B",
    "wave": "W",
    "parcel": "PC",
    "manifest": "M",
    "return": "RMA",
    "exchange": "X",
    "claim": "CL",
    "case": "CASE",
    "supply": "PO",
    "import": "IMP",
    "count": "CC",
    "erasure": "ER",
    "export": "EX",
}


def sequence_name(series: str) -> str:
    return f"number_{series}_seq"


def number_text(series: str, value: int, prefix: str = "") -> str:
    """``O-100042``: the series' prefix, or the channel's own, and the counter."""
    return f"{prefix or SERIES[series]}-{value}"


def next_number(series: str, prefix: str = "") -> str:
    """The next number of the series; one statement, never handed out twice."""
    return next_numbers(series, 1, prefix)[0]


def next_numbers(series: str, count: int, prefix: str = "") -> list[str]:
    """``count`` numbers of the series in one statement."""
    if series not in SERIES:
        raise KeyError(f"No number series {series!r}.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence_name(series), count])
        return [number_text(series, row[0], prefix) for row in cursor.fetchall()]
