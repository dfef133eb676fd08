"""What a customer's browser sees of Stripe and of the bank."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from simulators.gateway.amounts import shown
from simulators.gateway.page import Question, card_page, finished_page, language_of, over_page, question_page
from simulators.gateway.stripe import checkout
from simulators.gateway.stripe.cards import card_named, names_of_cards
from simulators.gateway.stripe.intents import finish_challenge
from simulators.gateway.stripe.keys import KeyedActs
from simulators.gateway.stripe.money import decimal_of
from simulators.gateway.stripe.things import Thing, found
from simulators.http import Answer, Request, html_answer, redirect


class Pages:
    """What a customer's browser sees: the card page and the bank's question."""

    def __init__(self, acts: KeyedActs) -> None:
        self.acts, self.truth = acts, acts.truth

    def card(self, request: Request) -> Answer:
        session = found(self.truth, "checkout.session", request.params["id"])
        back = session["cancel_url"] or session["success_url"]
        return html_answer(card_page(names_of_cards(), back, language=_language(request)))

    def card_given(self, request: Request) -> Answer:
        session = checkout.complete_session(self.truth, request.params["id"], request.form().get("card", ""))
        return redirect(checkout.way_back(session))

    def challenge(self, request: Request) -> Answer:
        intent = found(self.truth, "payment_intent", request.params["id"])
        if intent["status"] != "requires_action":
            return html_answer(over_page(intent["_return_url"] or "", language=_language(request)))
        currency = intent["currency"].upper()
        amount = shown(decimal_of(intent["amount"], currency), currency=currency)
        question = Question(amount, currency, self._last4_of(intent))
        return html_answer(question_page(question, language=_language(request)))

    def _last4_of(self, intent: Thing) -> str:
        method = self.truth.find("payment_method", intent["payment_method"] or "") or {}
        name = str(method.get("_card", ""))
        return card_named(name, prefix="pm_card_", param="payment_method").card.last4 if name else ""

    def answered(self, request: Request) -> Answer:
        """A button of the bank's page was pressed: back to the shop, as Stripe sends its customers back."""
        success, intent_id = request.form().get("result") == "success", request.params["id"]
        intent = found(self.truth, "payment_intent", intent_id)
        if intent["status"] != "requires_action":
            return self.challenge(request)
        self.acts.announce("confirm", lambda: finish_challenge(self.truth, intent_id, success=success))
        if not intent["_return_url"]:
            return html_answer(finished_page(success=success, language=_language(request)))
        more = {"payment_intent": intent_id, "redirect_status": "succeeded" if success else "failed"}
        return redirect(with_query(intent["_return_url"], more))


def _language(request: Request) -> str:
    return language_of(request.headers.get("Accept-Language"))


def with_query(url: str, more: dict[str, str]) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *more.items()])))
