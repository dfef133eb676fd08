"""Small files as the format has them, written by hand for one test each."""

import csv
import gzip
import io
from pathlib import Path

from desk.imports.uci.reading import COLUMNS

DAY = "2011-01-04 10:00:00"


def row(
    invoice, code="22423", quantity=1, price="1.25", *, customer="17850.0", at=DAY, country="United Kingdom",
    name="CAKESTAND",
):  # fmt: skip
    return [invoice, code, name, str(quantity), at, price, customer, country]


def write(path: Path, rows) -> Path:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


# One of each kind the data set knows: goods, 3-decimal price, free goods, postage, a repeated line, a guest,
# fees alone, write-off, find, postage for nothing, and cancellations that match, match in price only partly, or do not.
MONTH = [
    row("536001", "22423", 10, "12.75"),
    row("536001", "22423", 10, "12.75"),
    row("536001", "PADS", 3, "0.001"),
    row("536001", "POST", 1, "18.0", name="POSTAGE"),
    row("536001", "21232", 2, "0.0"),
    row("536002", "85049e", 4, "1.65", customer="", country="EIRE"),
    row("536003", "BANK CHARGES", 1, "15.0", name="Bank Charges"),
    row("536004", "22423", -3, "0.0", customer="", name="damaged"),
    row("536005", "22423", 5, "0.0", customer="", name="found"),
    row("536006", "POST", 1000, "0.0", customer=""),
    row("C536100", "22423", -4, "12.75", at="2011-01-20 09:00:00"),
    row("C536101", "22423", -2, "11.00", at="2011-01-21 09:00:00"),
    row("C536102", "D", -1, "27.5", at="2011-01-21 09:00:00", name="Discount"),
    row("C536103", "POST", -1, "18.0", at="2011-01-21 09:00:00", name="POSTAGE"),
]
FACTS = {
    "rows": 14,
    "invoices": 10,
    "cancel_invoices": 4,
    "adjust_invoices": 0,
    "rows_without_customer": 4,
    "rows_negative_qty_not_cancel": 1,
    "rows_zero_price": 4,
    "exact_duplicate_rows": 1,
    "distinct_customers": 1,
    "distinct_stock_codes": 7,
    "countries": 2,
    "max_lines_in_an_invoice": 5,
    "invoices_with_same_sku_twice": 1,
    "sales_value": "294.60",
    "cancel_value": "-118.50",
    "net_value": "176.10",
}
