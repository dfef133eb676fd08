"""What the gateway tells about the past: a list of its movements, and a balance file of them."""

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from simulators.gateway.amounts import DEFAULT_DIGITS, DIGITS, shown
from simulators.http import Answer, Refused, Request, json_answer
from simulators.truth import Truth

MOST = 500
# What the gateway keeps of a capture: 1.4 % and a quarter of a unit.
RATE, FIXED = Decimal("0.014"), Decimal("0.25")
COLUMNS = ("id", "type", "source", "amount", "fee", "net", "currency", "created_at", "payout", "reference")


def movements(truth: Truth, request: Request) -> Answer:
    """What succeeded after the movement ``after``, since the moment ``since``, at most ``limit``, oldest first."""
    after, limit = request.query.get("after", "") or "0", request.query.get("limit", str(MOST))
    if not after.isdigit() or not limit.isdigit():
        raise Refused(422, "invalid_position", "after and limit are numbers.")
    since = request.query.get("since", "")
    found = [row for row in truth.movements(since=int(after)) if row["outcome"] == "succeeded" and row["at"] >= since]
    page = found[: min(int(limit), MOST)]
    return json_answer({"movements": page, "next": str(page[-1]["seq"]) if len(found) > len(page) else None})


def balance_file(truth: Truth) -> Answer:
    """Every capture and refund with its fee, and one payout of it all, as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    nets: dict[str, Decimal] = {}
    for row in truth.movements():
        if row["outcome"] == "succeeded" and row["operation"] in ("capture", "refund"):
            line = balance_line(row)
            writer.writerow(line)
            nets[row["currency"]] = nets.get(row["currency"], Decimal(0)) + Decimal(line["net"])
    for currency, net in nets.items():
        paid = shown(-net, currency=currency)
        writer.writerow(
            {"id": f"txn_payout_{currency}", "type": "payout", "source": "po_1", "amount": paid, "fee": "0",
             "net": paid, "currency": currency, "created_at": truth.movements()[-1]["at"], "payout": "po_1"}
        )  # fmt: skip
    return Answer(text.getvalue().encode(), content_type="text/csv; charset=utf-8")


def balance_line(row: dict[str, Any]) -> dict[str, str]:
    currency, amount = row["currency"], Decimal(row["amount"])
    digits = Decimal(1).scaleb(-DIGITS.get(currency, DEFAULT_DIGITS))
    is_capture = row["operation"] == "capture"
    fee = (amount * RATE + FIXED).quantize(digits, ROUND_HALF_UP) if is_capture else Decimal(0)
    gross = amount if is_capture else -amount
    return {
        "id": f"txn_{row['seq']}", "type": row["operation"], "source": row["id"],
        "amount": shown(gross, currency=currency), "fee": shown(fee, currency=currency),
        "net": shown(gross - fee, currency=currency), "currency": currency, "created_at": row["at"],
        "payout": "po_1", "reference": row["reference"] or "",
    }  # fmt: skip
