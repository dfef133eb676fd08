"""The words of the journal: what an account is for, and what a row of it was written for."""

from django.db import models


class AccountKind(models.TextChoices):
    """What is posted where; the chart of accounts gives each a code, some of them by detail."""

    BANK = "bank", "Bank"
    TENDER = "tender", "Tenders on their way to the bank"
    RECEIVABLES = "receivables", "Receivables"
    PREPAYMENTS = "prepayments", "Customers' prepayments (deferred)"
    ELSEWHERE = "elsewhere", "Orders that another system invoices"
    STORE_CREDIT = "store_credit", "Store credit owed"
    GIFT_CARD = "gift_card", "Gift cards owed"
    CREDIT_GIVEN = "credit_given", "Credit given away"
    BREAKAGE = "breakage", "Credit that expired"
    SALES = "sales", "Sales, net"
    SHIPPING = "shipping", "Shipping and other charges, net"
    DISCOUNTS = "discounts", "Discounts, net"
    ALLOWANCES = "allowances", "Returns and allowances, net"
    TAX = "tax", "Output tax"
    FEES = "fees", "Gateway fees"
    CHARGEBACKS = "chargebacks", "Chargebacks"
    INVENTORY = "inventory", "Stock"
    GOODS_RECEIVED = "goods_received", "Goods received, not invoiced"
    COGS = "cogs", "Cost of goods sold"
    STOCK_DIFFERENCES = "stock_differences", "Stock differences"
    SCRAPPED = "scrapped", "Stock scrapped"
    IN_TRANSIT = "in_transit", "Stock between warehouses"
    REVALUATION = "revaluation", "Stock revaluation"
    OPENING = "opening", "Opening balances"


class SourceKind(models.TextChoices):
    """The row of the house that a line of the journal was written for."""

    TRANSACTION = "transaction", "Payment transaction"
    DOCUMENT = "document", "Invoice or credit note"
    CREDIT = "credit", "Credit entry"
    PAYOUT = "payout", "Payout line"
    MOVEMENT = "movement", "Stock movement"
    REVALUATION = "revaluation", "Unit cost changed"
    OPENING_ORDER = "opening_order", "Opening: order"
    OPENING_CREDIT = "opening_credit", "Opening: credit account"
    OPENING_STOCK = "opening_stock", "Opening: SKU"


# Where an order stands with its customer: the sum over these is what we owe (negative) or are owed.
CUSTOMER_ACCOUNTS = (AccountKind.PREPAYMENTS, AccountKind.RECEIVABLES, AccountKind.ELSEWHERE)

# Code and name that the chart of accounts begins with, after the order of a balance sheet and an income statement.
DEFAULT_CODES = {
    AccountKind.BANK: "1000",
    AccountKind.TENDER: "1100",
    AccountKind.RECEIVABLES: "1200",
    AccountKind.INVENTORY: "1300",
    AccountKind.IN_TRANSIT: "1310",
    AccountKind.GOODS_RECEIVED: "2000",
    AccountKind.PREPAYMENTS: "2100",
    AccountKind.ELSEWHERE: "2190",
    AccountKind.TAX: "2200",
    AccountKind.STORE_CREDIT: "2300",
    AccountKind.GIFT_CARD: "2310",
    AccountKind.OPENING: "3900",
    AccountKind.SALES: "4000",
    AccountKind.SHIPPING: "4100",
    AccountKind.DISCOUNTS: "4200",
    AccountKind.ALLOWANCES: "4300",
    AccountKind.BREAKAGE: "4900",
    AccountKind.COGS: "5000",
    AccountKind.STOCK_DIFFERENCES: "5100",
    AccountKind.SCRAPPED: "5110",
    AccountKind.REVALUATION: "5200",
    AccountKind.FEES: "6100",
    AccountKind.CHARGEBACKS: "6200",
    AccountKind.CREDIT_GIVEN: "6300",
}
