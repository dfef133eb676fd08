import re

import pytest

from notifications.content.rendering import Source, render, source_in_files
from notifications.content.sample import sample_context
from notifications.content.words import WORDS, locale_of
from notifications.errors import BadTemplate
from notifications.statuses import Locale, MailEvent


@pytest.mark.parametrize("locale", Locale.values)
@pytest.mark.parametrize("event", MailEvent.values)
def test_every_mail_is_written_in_every_language(event, locale):
    mail = render(source_in_files(event, locale), sample_context(locale))

    assert "\n" not in mail.subject
    assert "Ada Lovelace" in mail.text
    assert "\n\n\n" not in mail.text
    assert "https://shop.example/o/example/" in mail.text
    assert "https://shop.example/o/example/" in mail.html
    assert "Tea &amp; Co." in mail.html
    assert f'lang="{locale}"' in mail.html
    # What a mail needs from elsewhere is blocked by mail programs, and tells others who reads it.
    assert not re.search(r"<(script|img|link|form)\b", mail.html)


def test_all_languages_have_the_same_small_words():
    assert WORDS["de"].keys() == WORDS["en"].keys()


@pytest.mark.parametrize(("wanted", "spoken"), [(("de-AT", "en"), "de"), (("fr", "de_DE"), "de"), (("", "ja"), "en")])
def test_the_first_language_that_we_speak_is_used(wanted, spoken):
    assert locale_of(*wanted) == spoken


def test_what_a_customer_calls_themselves_is_escaped_in_html_and_plain_in_text():
    source = Source(subject="Hi {{ name }}", text="Hi {{ name }}", html="<p>Hi {{ name }}</p>")
    mail = render(source, {"name": "<b>Bobby</b> & Co\nBcc: x@y.z"})

    assert mail.subject == "Hi <b>Bobby</b> & Co Bcc: x@y.z"
    assert "&lt;b&gt;Bobby" in mail.html
    assert "<b>Bobby</b> & Co" in mail.text


@pytest.mark.parametrize("words", ["{% load static %}", "{% include '../../oms/settings/base.py' %}", "{% if %}"])
def test_a_template_reaches_nothing_but_mail_templates(words):
    with pytest.raises(BadTemplate):
        render(Source(subject="x", text=words, html="x"), {})
