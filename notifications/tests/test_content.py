import re

import pytest

from notifications.content.kinds import KINDS, events_by, names_of
from notifications.content.refund import refund
from notifications.content.rendering import (
    Source,
    ensure_sms_sound,
    ensure_sound,
    render,
    render_sms,
    sms_in_file,
    source_in_files,
)
from notifications.content.sample import sample_context
from notifications.content.words import WORDS, locale_of
from notifications.errors import BadTemplate
from notifications.statuses import Locale, MailEvent, Medium
from notifications.texting.segments import segments_of
from orders.statuses import RefundTo
from orders.tests.factories import open_shop, placed_order
from payments.models import Refund


@pytest.mark.parametrize("locale", Locale.values)
@pytest.mark.parametrize("event", events_by(Medium.EMAIL))
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


def test_every_event_has_its_contents():
    assert set(KINDS) == set(MailEvent)


@pytest.mark.parametrize("locale", Locale.values)
@pytest.mark.parametrize("event", events_by(Medium.SMS))
def test_every_text_is_written_in_every_language_in_two_parts_at_most(event, locale):
    source = sms_in_file(event, locale)
    ensure_sms_sound(source, sample_context(locale), names=names_of(event))
    text = render_sms(source, sample_context(locale)).text

    assert "Tea & Co." in text
    assert "\n" not in text
    assert segments_of(text) <= 2


@pytest.mark.parametrize("locale", Locale.values)
@pytest.mark.parametrize("event", events_by(Medium.EMAIL))
def test_our_words_name_only_what_their_event_has(event, locale):
    ensure_sound(source_in_files(event, locale), sample_context(locale), names=names_of(event))


@pytest.mark.parametrize(
    ("words", "line", "name"),
    [
        ("Hi\n{{ nmae }}", 2, "nmae"),
        ("a\nb\n{% if promised %}x{% endif %}", 3, "promised"),
        ("{% if name %}x{% else %}\n{{ surname }}{% endif %}", 2, "surname"),
        ("{% for line in lines %}\n\n{{ line.nmae }}{% endfor %}", 3, "line.nmae"),
        ("{% for one in orders %}{% endfor %}", 1, "orders"),
        ("{% with shop as house %}{{ house }}{{ home }}{% endwith %}", 1, "home"),
        ("{{ name|default:nickname }}", 1, "nickname"),
        ("{% if a == name %}x{% endif %}", 1, "a"),
        ('{% include "items.txt" with lines=goods %}', 1, "goods"),
        ("{{ tracking_number }}", 1, "tracking_number"),
        ("{{ words.helo }}", 1, "words.helo"),
    ],
)
def test_a_name_that_the_event_does_not_have_is_told_with_its_line(words, line, name):
    with pytest.raises(BadTemplate) as refused:
        ensure_sound(
            Source(subject="x", text=words, html="x"), sample_context("en"), names=names_of(MailEvent.CONFIRMED)
        )

    assert f"Line {line} of the text names “{name}”" in refused.value.message
    assert "promise" in refused.value.message


@pytest.mark.parametrize(
    "words",
    ["{{ name }} {{ lines.0.name }}", "{% for line in lines %}{{ forloop.counter }} {{ line.name }}{% endfor %}",
     "{% for line in lines %}x{% empty %}{{ number }}{% endfor %}", "{% with x=name %}{{ x }}{% endwith %}",
     '{% include "foot.txt" %}', "{{ name|default:'you' }}"],
)  # fmt: skip
def test_what_the_event_has_may_be_named_in_every_way(words):
    ensure_sound(Source(subject="x", text=words, html="x"), sample_context("en"), names=names_of(MailEvent.CONFIRMED))


@pytest.mark.parametrize(
    ("words", "name"),
    [("{% with w=words %}{{ w.clear }}{% endwith %}", "w.clear"),
     ("{% with w=words|default:'' %}{{ w.clear }}{% endwith %}", "w.clear"),
     ("{% with w=words %}{% with v=w %}{{ v.popitem }}{% endwith %}{% endwith %}", "v.popitem")],
)  # fmt: skip
def test_another_name_for_our_words_does_not_reach_what_they_can_do(words, name):
    with pytest.raises(BadTemplate, match=name):
        ensure_sound(
            Source(subject="x", text=words, html="x"), sample_context("en"), names=names_of(MailEvent.CONFIRMED)
        )


def test_a_template_that_empties_its_words_empties_nobody_elses():
    before = dict(WORDS["en"])
    render(Source(subject="x", text="{% with w=words %}{{ w.clear }}{% endwith %}", html=""), sample_context("en"))

    assert WORDS["en"] == before
    assert sample_context("en")["words"] == before


@pytest.mark.parametrize(
    "words",
    ["{% lorem 1000000 p %}", "{{ name|center:99999999 }}", "{{ name|ljust:'9' }}", "{{ name|rjust:'9' }}",
     "{{ name|stringformat:'99999999s' }}", "{{ name|truncatechars:name|add:lines }}{{ lines|divisibleby:name }}",
     "{{ more_lines|divisibleby:0 }}", "{{ name|slice:lines|pluralize:'a,b,c'|dictsort:'x'|get_digit:'1' }}{% cycle %}",
     "{{ waiting|divisibleby:shop }}"],
)  # fmt: skip
def test_what_breaks_or_makes_much_out_of_nothing_is_a_bad_template_and_no_crash(words):
    with pytest.raises(BadTemplate):
        render(Source(subject="x", text=words, html="x"), sample_context("en"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", 0), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
     ("a" * 152 + "€" * 4 + "a" * 150, 3), ("ä" * 160, 1), ("ş" * 70, 1), ("ş" * 71, 2), ("😀" * 35, 1),
     ("😀" * 36, 2), ("a" * 159 + "“", 3)],
)  # fmt: skip
def test_a_text_is_counted_in_the_parts_it_is_charged_in(text, parts):
    assert segments_of(text) == parts


@pytest.mark.django_db
@pytest.mark.parametrize("locale", Locale.values)
def test_store_credit_is_not_told_as_money_on_its_way_to_the_bank(locale):
    order = placed_order(open_shop())
    told = {}
    for destination in RefundTo.values:
        given = Refund.objects.create(
            number=f"R-{destination}", order=order, amount=12, currency="EUR", destination=destination, reason="x",
            granted_by="ada",
        )  # fmt: skip
        context = {**sample_context(locale), **refund(order, locale, refund_id=given.pk)}
        mail = render(source_in_files(MailEvent.REFUNDED, locale), context)
        told[destination] = f"{mail.subject} {mail.text} {mail.html}".lower()

    bank, credit = {"en": ("banks", "store credit"), "de": ("banken", "guthaben")}[locale]
    assert (bank in told["tenders"], credit in told["tenders"]) == (True, False)
    assert (bank in told["store_credit"], credit in told["store_credit"]) == (False, True)
