INVOICE = "(SELECT min(id) FROM payments_document WHERE kind = 'invoice')"

CORRUPTIONS = {
    "document_numbers_have_no_gaps": "UPDATE payments_documentseries SET last_number = last_number + 1",
    "documents_add_up": f"UPDATE payments_documentline SET amount = amount + 0.01 WHERE document_id = {INVOICE}",
    "credit_notes_fit_their_invoices": """
        UPDATE payments_document SET total = total + 1000, goods_amount = goods_amount + 1000 WHERE kind = 'credit_note'
    """,
    "invoices_are_what_is_owed": f"""
        UPDATE payments_document SET total = total - 0.01, goods_amount = goods_amount - 0.01 WHERE id = {INVOICE}
    """,
}
