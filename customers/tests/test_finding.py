"""A customer is found by whatever a caller says."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from customers.selectors.finding import customers_matching

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def customers(db):
    people = [
        ("C-1", "Ada Lovelace", "Analytical Engines Ltd", "ada@example.com", "+4930123456"),
        ("C-2", "Alan Turing", "", "alan@example.com", "+442071234567"),
        ("C-3", "Ada Byron", "", "byron@example.com", ""),
    ]
    return [
        Customer.objects.create(number=number, name=name, company=company, email=email, phone=phone)
        for number, name, company, email, phone in people
    ]


@pytest.mark.parametrize(
    ("term", "numbers"),
    [
        ("Lovelace", ["C-1"]),
        ("lovelace ada", ["C-1"]),
        ("ada", ["C-1", "C-3"]),
        ("engines", ["C-1"]),
        ("ADA@example.com", ["C-1"]),
        ("+49 30 123456", ["C-1"]),
        ("030 123456", ["C-1"]),
        ("(020) 7123 4567", ["C-2"]),
        ("c-2", ["C-2"]),
        ("nobody", []),
        ("&!:*", []),
    ],
)
def test_whatever_a_caller_says(term, numbers):
    found = customers_matching(term, Customer.objects.order_by("number"))

    assert [customer.number for customer in found] == numbers


def test_the_form_of_an_order_looks_them_up_so(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    page = admin.site._registry[Customer]

    found, _ = page.get_search_results(request, Customer.objects.all(), "Lovelace")

    assert [customer.number for customer in found] == ["C-1"]


def test_names_are_found_by_their_index():
    Customer.objects.bulk_create(Customer(number=f"X-{n}", name=f"Person {n}") for n in range(3000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")
    with CaptureQueriesContext(connection) as asked:
        list(customers_matching("Lovelace", Customer.objects.all()))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + asked.captured_queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "customer_words" in plan
