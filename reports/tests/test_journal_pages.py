"""The journal in the office: opened and closed by right, every sum leads to its lines, the file is the one hashed."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from payments.tests.factories import confirmed_by_workers, ship
from reports.models import JournalDay
from reports.tests.histories import close

pytestmark = pytest.mark.django_db
DAYS = "admin:reports_journalday_changelist"


def test_the_books_are_opened_and_a_day_is_read_down_to_its_documents(client, shop, sign_in):
    sign_in("Payments")
    over_everywhere = timezone.now().date() - timedelta(days=2)
    assert "Open the journal" in client.get(reverse(DAYS)).content.decode()
    client.post(reverse("admin:reports_journalday_open"), {"day": over_everywhere.isoformat()})
    ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)
    assert close().lines_total == 0
    day = close()

    page = client.get(reverse("admin:reports_journalday_change", args=[day.pk])).content.decode()

    links = re.findall(r'<a class="oms-link" href="([^"]+)" aria-label="(\d+) lines', page)
    assert len(links) == 5
    sources = set()
    for address, count in links:
        shown = client.get(address.replace("&amp;", "&"))
        assert shown.context["cl"].queryset.count() == int(count)
        sources |= set(re.findall(r'href="(/admin/payments/[^"]+)"', shown.content.decode()))
    documents = [source for source in sources if re.search(r"/document/\d+/", source)]
    assert client.get(documents[0]).status_code == 200
    assert any("/payment/?q=" in source for source in sources)
    answer = client.get(reverse("admin:reports_journalday_csv", args=[day.pk]))
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == day.sha256
    assert (
        "is not over everywhere" in client.post(reverse("admin:reports_journalday_close"), follow=True).content.decode()
    )


def test_who_has_no_right_neither_sees_nor_closes_nor_downloads(client, shop, sign_in):
    sign_in("CSR")

    answers = [
        client.get(reverse(DAYS)),
        client.post(reverse("admin:reports_journalday_open"), {"day": "2026-01-01"}),
        client.get(reverse("admin:reports_journalday_csv", args=[1])),
    ]

    assert [answer.status_code for answer in answers] == [403, 302, 403]
    assert not JournalDay.objects.exists()
