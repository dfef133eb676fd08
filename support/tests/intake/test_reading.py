import time

import pytest

from support.intake.plain import text_of_html
from support.intake.reading import message_id_in, read_mail
from support.intake.reply_address import case_in_address, reply_address, without_tag
from support.intake.wishes import Wish, wishes_in
from support.tests.mails import PDF, a_mail, raw_mail


def test_a_plain_mail_is_read():
    read = read_mail(raw_mail(headers={"In-Reply-To": "<0@x.example>", "References": "<a@x.example> <0@x.example>"}))

    assert (read.sender_name, read.sender_email) == ("Ada Lovelace", "ada@example.com")
    assert (read.subject, read.text, read.message_id) == ("A question", "Where is my parcel?", "1@example.com")
    assert list(read.references) == ["0@x.example", "a@x.example"]
    assert list(read.recipients) == ["support@shop.example"]
    assert (read.automatic, list(read.files)) == ("", [])


def test_of_words_and_markup_the_words_are_taken_and_files_come_along():
    read = read_mail(raw_mail(html="<b>Bold</b>", files={"plan.pdf": PDF, "../x/ünï.pdf": PDF}))

    assert read.text == "Where is my parcel?"
    assert [(file.name, file.content) for file in read.files] == [("plan.pdf", PDF), ("ünï.pdf", PDF)]


def test_of_markup_alone_the_words_are_shown_and_nothing_that_runs():
    mail = a_mail()
    mail.set_content(
        "<html><head><title>T</title><style>p{}</style></head><body><p>One &amp; two</p>"
        "<script>alert(1)</script><ul><li>three</ul><img src=x onerror=alert(2)></body></html>", subtype="html",
    )  # fmt: skip

    assert read_mail(mail.as_bytes()).text == "One & two\n\n- three"


def test_a_forwarded_mail_is_one_file_with_its_own_name():
    mail = a_mail()
    mail.add_attachment(a_mail("Inner", subject="Inner"))

    (file,) = read_mail(mail.as_bytes()).files
    assert file.name.endswith(".eml")
    assert b"Subject: Inner" in file.content


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        ("utf-8", "Grüße".encode("latin-1"), "Grüße"),
        ("klingon-42", "Grüße".encode(), "Grüße"),
        ("utf-16", b"odd", "odd"),
        ('"; x=', b"odd", "odd"),
    ],
)
def test_a_charset_that_is_foreign_unknown_or_a_lie_is_no_obstacle(charset, body, text):
    raw = (
        f"From: ada@example.com\r\nContent-Type: text/plain; charset={charset}\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + body

    assert read_mail(raw).text == text


def test_bare_eight_bit_letters_and_encoded_words_in_headers_are_read():
    raw = "From: =?utf-8?q?Zo=C3=AB=2C_X?= <z@x.example>\r\nSubject: Größe\r\n\r\nx".encode()
    latin = "From: z@x.example\r\nSubject: Größe\r\n\r\nx".encode("latin-1")

    assert (read_mail(raw).sender_name, read_mail(raw).subject) == ("Zoë, X", "Größe")
    assert read_mail(latin).subject == "Größe"


def test_a_name_that_looks_like_an_address_is_not_the_sender():
    read = read_mail(b"From: =?utf-8?q?boss=40shop.example=2C?= <thief@evil.example>\r\n\r\nPay me")

    assert read.sender_email == "thief@evil.example"


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?a=0D=0ABcc:_x=40y.example?=",
        "a\r\n b",
        "a\x00b",
        "=?utf-8?b?////?=",
        "=?x",
        "\u202eexe.fdp",
        "a" * 9999,
    ],
)
def test_a_subject_is_one_line_that_obeys_nobody(subject):
    raw = b"From: a@b.example\r\nSubject: " + subject.encode() + b"\r\n\r\nx"

    shown = read_mail(raw).subject

    assert len(shown) <= 200
    assert not set(shown) & set("\r\n\x00\u202e")


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n\r\n", b"no header at all", b"From: \r\nTo: ;;,<>\r\n\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nx",
        b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\nContent-Type: ;;;\r\n\r\n\xff\xfe\r\n--a',
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n////",
        b"Content-Disposition: attachment; filename*=utf-99''%ff\r\n\r\nx",
        b"Message-ID: <<<>>>\r\nReferences: <\r\nDate: never\r\n\r\nx",
        b"From: a@b.example\r\n" * 500 + b"\r\nx",
    ],
)  # fmt: skip
def test_what_is_hardly_a_mail_is_read_as_far_as_it_goes(raw):
    read = read_mail(raw)

    assert read.subject == ""
    assert message_id_in(raw) == ""


def test_a_mail_nested_a_thousand_deep_is_read_by_its_head():
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(1500))

    read = read_mail(f"From: a@b.example\r\nSubject: Deep\r\n{parts}".encode())

    assert (read.subject, read.sender_email) == ("Deep", "a@b.example")


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto-Submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
        ({"Precedence": "bulk"}, "Precedence: bulk"),
        ({"Return-Path": "<>"}, "empty return path"),
        ({"X-Autoreply": "yes"}, "X-Autoreply"),
        ({"X-Spam-Flag": "YES"}, "spam"),
    ],
)
def test_a_mail_no_person_wrote_says_so(headers, why):
    assert why in read_mail(raw_mail(headers=headers)).automatic


def test_a_delivery_report_says_so_and_a_persons_mail_does_not():
    report = b"From: mailer@x.example\r\nContent-Type: multipart/report; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--"

    assert read_mail(report).automatic == "It is a delivery report."
    assert read_mail(raw_mail(headers={"Auto-Submitted": "no"})).automatic == ""


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("SKU-1 x 3", Wish("SKU-1", 3)),
        ("SKU-1 × 3 pcs", Wish("SKU-1", 3)),
        ("- SKU-1 x3", Wish("SKU-1", 3)),
        ("3 x SKU-1", Wish("SKU-1", 3)),
        ("4006381333931;12", Wish("4006381333931", 12)),
        ("SKU-1   12", Wish("SKU-1", 12)),
    ],
)
def test_a_line_of_the_plain_form_is_a_wish(line, wish):
    assert list(wishes_in(f"Hello,\n{line}\nThanks")) == [wish]


@pytest.mark.parametrize("line", ["Please send three of SKU-1", "> SKU-1 x 3", "Room 5 x 3", "SKU-1", "SKU-1 x many"])
def test_any_other_line_is_none(line):
    assert list(wishes_in(line)) == []


def test_what_is_quoted_below_is_not_asked_for_again():
    text = "SKU-1 x 2\n\nOn Monday Ada wrote:\nSKU-2 x 9"

    assert list(wishes_in(text)) == [Wish("SKU-1", 2)]


def test_a_reply_address_leads_to_its_case_and_a_forged_one_nowhere():
    address = reply_address(case_id=17, base="support@shop.example")

    assert case_in_address(address) == 17
    assert case_in_address(address.upper()) == 17
    assert case_in_address(address.replace("-17-", "-18-")) is None
    assert case_in_address("support+case-17-@shop.example") is None
    assert without_tag(address) == "support@shop.example"


@pytest.mark.parametrize(
    "markup",
    [
        "<",
        "<!--",
        "<a ",
        "&",
        "<![CDATA[",
        "<p>",
        "</",
        "<?",
        "<a b='",
        "\n \n",
        "<script>",
        "<head>",
        "<svg></svg",
        "a<b",
    ],
)
def test_markup_meant_to_take_long_is_read_at_once(markup):
    started = time.monotonic()

    text_of_html(markup * (500_000 // len(markup)))

    assert time.monotonic() - started < 10
