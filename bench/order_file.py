"""Write a file of orders to measure imports with: the same rows for the same seed."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

HEADERS = (
    "external_id", "customer_name", "customer_email", "ship_line1", "ship_postal_code", "ship_city", "ship_country",
    "payment", "payment_token", "sku", "quantity",
)  # fmt: skip
BAD_SKU = "NO-SUCH-SKU"


def write_orders(
    path: Path, *, orders: int, codes: Sequence[str], lines: int = 3, bad_every: int = 0, seed: int = 1
) -> int:
    """Write ``orders`` of ``lines`` each; every ``bad_every``-th row names an unknown SKU. Tells how many are bad."""
    dice = random.Random(seed)
    row = bad = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for number in range(1, orders + 1):
            who = dice.randrange(10**9)
            head = [f"F{seed}-{number}", f"Customer {who}", f"c{who}@example.com", f"Street {who % 200}", "10115",
                    "Berlin", "DE", "card", "tok_visa"]  # fmt: skip
            for code in dice.sample(codes, lines):
                row += 1
                is_bad = bool(bad_every) and row % bad_every == 0
                bad += is_bad
                writer.writerow([*head, BAD_SKU if is_bad else code, dice.randint(1, 3)])
    return bad
