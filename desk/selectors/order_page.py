"""Everything the order page shows, in at most twenty-five queries with the frame around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from core.admin.chips import state_chip
from desk.panels.aftercare import AftercarePanel, aftercare_panel
from desk.panels.cents import CentsPanel, cents_panel
from desk.panels.choices import ChoicePanel, actors_of_choice, choice_panel
from desk.panels.completion import CompletionPanel, completion_panel
from desk.panels.documents import DocumentRow, document_rows, with_documents
from desk.panels.exchanges import ExchangesPanel, exchanges_panel, with_exchanges
from desk.panels.headline import OpenEnd, cause_of, open_ends, payment_word
from desk.panels.history import HistoryPanel, history_panel
from desk.panels.lines import LineRow, line_rows
from desk.panels.links import LinksPanel, links_panel, with_links
from desk.panels.money import MoneyPanel, money_panel
from desk.panels.papers import PapersPanel, papers_panel, with_papers
from desk.panels.parcels import WorkRow, work_rows
from desk.panels.payments import PaymentsPanel, payments_panel
from orders.admin import tones
from orders.models import Order, OrderLine, SourcingDecision


@dataclass(frozen=True)
class OrderPage:
    order: Order
    status: Any
    state: Any
    cause: str
    payment_word: str
    open_ends: Sequence[OpenEnd]
    lines: Sequence[LineRow]
    money: MoneyPanel
    payments: PaymentsPanel
    documents: Sequence[DocumentRow]
    cents: CentsPanel
    works: Sequence[WorkRow]
    aftercare: AftercarePanel
    exchanges: ExchangesPanel
    history: HistoryPanel
    papers: PapersPanel
    sourcing: SourcingDecision | None
    choice: ChoicePanel | None
    links: LinksPanel
    completion: CompletionPanel | None


def order_for_page(order_id: int) -> Order | None:
    """The order with what its headline and its guards read."""
    return (
        with_exchanges(with_links(with_documents(with_papers(Order.objects.all()))))
        .select_related(
            "channel",
            "customer",
            "shipping_address",
            "billing_address",
            "shipping_method",
            "original_order",
            "pickup_warehouse",
        )
        .prefetch_related(Prefetch("lines", OrderLine.objects.select_related("sku", "kit")), "delay_choices")
        .filter(pk=order_id)
        .first()
    )


def order_page(order: Order) -> OrderPage:
    """The page of an order fetched by ``order_for_page``."""
    lines = list(order.lines.all())
    holds = list(order.holds.filter(released_at=None).order_by("pk")) if order.is_on_hold else []
    history = history_panel(order, holds, also=actors_of_choice(order))
    return OrderPage(
        order=order,
        status=state_chip(order.display_status, order.get_display_status_display(), tones.DISPLAY),
        state=state_chip(order.state, order.get_state_display(), tones.STATE),
        cause=cause_of(order, lines, holds),
        payment_word=payment_word(order),
        open_ends=open_ends(order),
        lines=line_rows(order, lines),
        money=money_panel(order, list(order.charges.order_by("pk")), list(order.discounts.order_by("pk"))),
        payments=payments_panel(order),
        documents=document_rows(order),
        cents=cents_panel(order),
        works=work_rows(order),
        aftercare=aftercare_panel(order),
        exchanges=exchanges_panel(order),
        history=history,
        papers=papers_panel(order),
        sourcing=order.sourcing_decisions.order_by("-pk").first(),
        choice=choice_panel(order, history.names),
        links=links_panel(order),
        completion=completion_panel(order, now=timezone.now()),
    )
