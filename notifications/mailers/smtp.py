"""One mail through Django's configured backend, and what each failure means."""

import re
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.mail import EmailMultiAlternatives, get_connection

from core.errors import Misconfigured, Unavailable
from notifications.errors import RecipientRefused

PERMANENT = 500
# “Security or policy status”: who may send, not who receives. Source: RFC 3463, section 3.8.
_POLICY = re.compile(r"\b5\.7\.\d+\b")


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """What goes over the wire; the same ``message_id`` lets mailboxes drop a repetition.

    ``attachments`` are (file name, content, content type). ``unsubscribe_url`` takes a single POST; ``key`` comes back
    with a provider's reports.
    """

    message_id: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    attachments: Sequence[tuple[str, bytes, str]] = ()
    # How a person's answer differs from what the house sends by itself: it is answered, and stands in a thread.
    reply_to: str = ""
    thread: Mapping[str, str] = field(default_factory=dict)
    is_automatic: bool = True
    unsubscribe_url: str = ""
    key: str = ""


def send_mail(mail: OutgoingMail) -> str:
    """Hand one mail to the server; what is given back is the provider's own number of it, where there is one.

    Raises RecipientRefused (never), Unavailable (later; sending again repeats the same Message-ID), Misconfigured.
    """
    message = EmailMultiAlternatives(
        subject=mail.subject, body=mail.text, from_email=mail.sender, to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None, headers=headers_of(mail), connection=get_connection(),
    )  # fmt: skip
    if mail.key:
        # Providers of anymail carry it and tell it in their reports; SMTP knows nothing of it.
        message.metadata = {"message": mail.key}  # type: ignore[attr-defined]
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for name, content, content_type in mail.attachments:
        message.attach(name, content, content_type)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise refusal(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Misconfigured("The mail server does not accept our login.") from error
    except smtplib.SMTPNotSupportedError as error:
        raise Misconfigured(f"The mail server cannot do what we need: {error}") from error
    except smtplib.SMTPSenderRefused as error:
        raise refusal_of_ours(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPDataError as error:
        raise refusal_of_data(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPResponseException as error:
        raise refusal(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"The mail server cannot be reached ({type(error).__name__}).") from error
    return str(getattr(getattr(message, "anymail_status", None), "message_id", None) or "")


def headers_of(mail: OutgoingMail) -> dict[str, str]:
    """``List-Unsubscribe`` as mail programs press it, without asking. Source: RFC 8058."""
    headers = {"Message-ID": mail.message_id, "Content-Language": mail.language, **mail.thread}
    if mail.is_automatic:
        headers["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def refusal(code: int, words: bytes | str) -> RecipientRefused | Unavailable:
    """4xx is not now, 5xx is never. Source: RFC 5321, section 4.2.1."""
    text = plain(words)
    if code >= PERMANENT:
        return RecipientRefused(f"{code} {text}")
    return Unavailable(f"The mail server asks us to come again: {code} {text}")


def refusal_of_data(code: int, words: bytes | str) -> RecipientRefused | Misconfigured | Unavailable:
    """After the words: what a policy refuses is what we send and from where, whoever it was for."""
    ours = code >= PERMANENT and _POLICY.search(plain(words))
    return refusal_of_ours(code, words) if ours else refusal(code, words)


def refusal_of_ours(code: int, words: bytes | str) -> Misconfigured | Unavailable:
    """It is not about the customer's address: once we are mended, the same mail goes."""
    if code >= PERMANENT:
        return Misconfigured(f"The mail server does not let us send as we do: {code} {plain(words)}")
    return Unavailable(f"The mail server asks us to come again: {code} {plain(words)}")


def plain(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
