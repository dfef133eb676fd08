"""What the columns of taken over files say of people: remarks nobody can vouch for."""

from core.privacy import table

TABLES = [
    table(
        "desk.importedcredit", of="t.customer_id IN ({customers})",
        none="id row invoice code customer currency at quantity unit_price line charge matched_quantity "
        "unmatched_value settled_at return_id",
        text="description",
    ),
    table("desk.importedadjustment", none="id row invoice code sku remark quantity value at applied_at"),
]  # fmt: skip
