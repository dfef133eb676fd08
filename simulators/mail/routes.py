"""The mailbox over HTTP: pages for people, JSON for tests."""

from dataclasses import dataclass

from simulators import control
from simulators.faults import Faults
from simulators.http import Answer, Refused, Request, Router, html_answer, json_answer
from simulators.mail.mailbox import Mailbox, attachments, body_of, parsed
from simulators.mail.pages import list_page, message_page

MOST_LISTED = 1_000


@dataclass(frozen=True)
class MailRoutes:
    """The handlers, around one mailbox."""

    mailbox: Mailbox

    def page(self, request: Request) -> Answer:
        to, subject = request.query.get("to", ""), request.query.get("subject", "")
        return html_answer(list_page(self.mailbox.index(to=to, subject=subject), to=to, subject=subject))

    def messages(self, request: Request) -> Answer:
        limit = request.query.get("limit", "100")
        if not limit.isdecimal() or not 0 < int(limit) <= MOST_LISTED:
            raise Refused(422, "invalid_limit", f"limit is 1 to {MOST_LISTED}.")
        return json_answer(
            self.mailbox.index(
                to=request.query.get("to", ""), subject=request.query.get("subject", ""), limit=int(limit)
            )
        )

    def message(self, request: Request) -> Answer:
        """One message: a page, the source with ``.eml``, or everything as JSON with ``.json``."""
        message_id, _, form = request.params["id"].partition(".")
        content = self._content(message_id)
        if form == "eml":
            return Answer(content, content_type="message/rfc822")
        message = parsed(content)
        if form == "json":
            listed = self.mailbox.index(message_id=message_id, limit=1)[0]
            headers = [[name, str(value)] for name, value in message.items()]
            files = [{"name": name, "type": kind, "size": len(data)} for name, kind, data in attachments(message)]
            text, html = body_of(message, "plain"), body_of(message, "html")
            return json_answer({**listed, "headers": headers, "text": text, "html": html, "attachments": files})
        return html_answer(message_page(message_id, message))

    def attachment(self, request: Request) -> Answer:
        files = list(attachments(parsed(self._content(request.params["id"]))))
        place = request.params["place"]
        if not place.isdecimal() or int(place) >= len(files):
            raise Refused(404, "not_found", "There is no such attachment.")
        _, kind, content = files[int(place)]
        # Never shown in place: an attached page must not run with this address.
        return Answer(content, content_type=kind, headers={"Content-Disposition": "attachment"})

    def clear(self, request: Request) -> Answer:
        self.mailbox.clear()
        return json_answer([])

    def _content(self, message_id: str) -> bytes:
        content = self.mailbox.content(message_id)
        if content is None:
            raise Refused(404, "not_found", "There is no such message.")
        return content


def routes(mailbox: Mailbox, faults: Faults) -> Router:
    """Everything the mailbox answers to."""
    mail, router = MailRoutes(mailbox), Router()
    router.add("GET", "/", mail.page)
    router.add("GET", "/messages", mail.messages)
    router.add("DELETE", "/messages", mail.clear)
    router.add("GET", "/messages/{id}", mail.message)
    router.add("GET", "/messages/{id}/attachments/{place}", mail.attachment)
    control.add_health(router)
    control.add_fault_switches(router, faults)
    return router
