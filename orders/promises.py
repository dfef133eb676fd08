"""Promises of the books about orders. Each list stands with what it is about, in ``orders/books``."""

from orders.books.claims import CLAIM_PROMISES
from orders.books.kits import KIT_PROMISES
from orders.books.life import LIFE_PROMISES
from orders.books.money import MONEY_PROMISES
from orders.books.practice import PRACTICE_PROMISES
from orders.books.summaries import SUMMARY_PROMISES
from orders.books.vouchers import VOUCHER_PROMISES
from orders.books.words import WORD_PROMISES

PROMISES = [
    *CLAIM_PROMISES, *MONEY_PROMISES, *KIT_PROMISES, *VOUCHER_PROMISES, *SUMMARY_PROMISES, *LIFE_PROMISES,
    *PRACTICE_PROMISES, *WORD_PROMISES,
]  # fmt: skip
