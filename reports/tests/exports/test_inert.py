"""Formulas are made inert by the database exactly as defusedcsv does it."""

import csv
import io

import pytest
from defusedcsv import csv as defused
from django.db import connection

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "=1+1", "+1", "-1", "-1,5", "-1.5", "+1,5", "-", "-1\n", "-1\n\n", "-a", "@SUM(A1)", "|cmd", "=a|b|c", "%0A=1",
    "a|b", "", " =1", "'=1", "=", "1", "1-", "--1", "-1-", "-.", "-,", "=HYPERLINK(\"http://x\",\"y\")",
    "=cmd|' /C calc'!A0", "plain", "ü=1", "=\n", "-１", "−1", "＝1", "\n=1",
]  # fmt: skip


def answer_of_defusedcsv(text: str) -> str:
    kept = io.StringIO()
    defused.writer(kept).writerow([text])
    return next(csv.reader(io.StringIO(kept.getvalue(), newline="")), [""])[0]


def inert(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reports_inert(t) FROM unnest(%s::text[]) WITH ORDINALITY AS u (t, nr) ORDER BY nr", [texts]
        )
        return [row[0] for row in cursor.fetchall()]


def test_it_answers_as_defusedcsv_over_payloads():
    assert inert(PAYLOADS) == [answer_of_defusedcsv(text) for text in PAYLOADS]


def test_a_leading_tab_or_return_is_guarded_although_defusedcsv_lets_it_through():
    assert inert(["\t=1", "\r=1"]) == ["'\t=1", "'\r=1"]
