"""Papers are counted: the second print of a label is seen, and says on paper that it is one where we draw it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, NotPermitted
from fulfillment.errors import BatchNotFound, ParcelNotFound
from fulfillment.models import PaperPrint
from fulfillment.selectors.prints import printed_of_batch, printed_words
from fulfillment.services.printing import count_batch_print, count_parcel_print
from fulfillment.statuses import Paper
from fulfillment.tests.factories import member, packed_parcel
from fulfillment.tests.test_papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(shop):
    return packed_parcel(shop)


@pytest.fixture
def floor(client, shop):
    user = member(shop)
    user.user_permissions.set(Permission.objects.filter(codename__in=["pack_parcel", "pick_task", "view_parcel"]))
    client.force_login(user)
    return client


def prints(parcel, paper, reference=""):
    return count_parcel_print(parcel_id=parcel.pk, paper=paper, actor=SYSTEM, reference=reference)


def test_every_paper_of_a_parcel_has_its_own_count(parcel):
    assert [prints(parcel, Paper.LABEL, "1") for _ in range(3)] == [1, 2, 3]
    assert prints(parcel, Paper.PACKING_SLIP) == 1


def test_the_label_that_replaces_another_is_no_copy_of_it(parcel):
    assert [prints(parcel, Paper.LABEL, "1"), prints(parcel, Paper.LABEL, "1"), prints(parcel, Paper.LABEL, "2")] == [
        1, 2, 1
    ]  # fmt: skip


def test_the_words_name_each_paper_and_how_often(parcel, django_assert_num_queries):
    for paper, times in ((Paper.LABEL, 1), (Paper.PACKING_SLIP, 2), (Paper.PARCEL_LABEL, 3)):
        for _ in range(times):
            prints(parcel, paper)
    with django_assert_num_queries(1):
        words = printed_words([parcel.pk])
    assert words == {parcel.pk: "Printed: label once, packing slip twice, our own label 3 times"}
    with django_assert_num_queries(0):
        assert printed_words([]) == {}


def test_a_reprint_says_so_on_paper_and_beside_its_button(floor, parcel):
    batch = parcel.fulfillment_order.batch
    slip = reverse("warehouse:packing_slip", args=["w1", parcel.pk])
    walk = reverse("warehouse:pick_list", args=["w1", batch.pk])
    for address in (slip, walk):
        first, again = (text_of(floor.post(address).content) for _ in range(2))
        assert "copy" not in first
        assert "copy 2" in again
    assert (
        "Printed: packing slip twice"
        in floor.get(reverse("warehouse:bench", args=["w1", parcel.fulfillment_order_id])).content.decode()
    )
    assert "Pick list printed twice" in floor.get(reverse("warehouse:batch", args=["w1", batch.pk])).content.decode()
    assert printed_of_batch(batch.pk) == "Pick list printed twice"
    assert {row.printed_by for row in PaperPrint.objects.all()} == {f"user:{floor.session['_auth_user_id']}"}


def test_looking_at_the_address_prints_nothing(floor, parcel):
    assert floor.get(reverse("warehouse:packing_slip", args=["w1", parcel.pk])).status_code == 405
    assert not PaperPrint.objects.exists()


def test_who_may_not_see_parcels_prints_none(client, shop, parcel):
    client.force_login(member(shop, "otto"))
    assert client.post(reverse("warehouse:packing_slip", args=["w1", parcel.pk])).status_code == 403
    assert not PaperPrint.objects.exists()
    nobody = Actor("user", "0")
    with pytest.raises(NotPermitted):
        count_parcel_print(parcel_id=parcel.pk, paper=Paper.LABEL, actor=nobody)


def test_what_is_not_there_is_refused_in_words(parcel):
    with pytest.raises(ParcelNotFound, match="no parcel with key 0"):
        count_parcel_print(parcel_id=0, paper=Paper.LABEL, actor=SYSTEM)
    with pytest.raises(BatchNotFound, match="no batch with key 0"):
        count_batch_print(batch_id=0, paper=Paper.PICK_LIST, actor=SYSTEM)
    with pytest.raises(InvalidInput, match="belongs to a batch"):
        prints(parcel, Paper.PICK_LIST)
