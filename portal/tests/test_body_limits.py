"""No door takes a body of any size: what is more than a form is said where it is listed."""

import pytest

from oms.body_limits import MEBIBYTE, MOST_OF_A_WISH, limit_of


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/admin/login/", MEBIBYTE), ("/anything/else/", MEBIBYTE), ("/admin/customers/customer/1/change/", MEBIBYTE),
        ("/mail/stop/", MOST_OF_A_WISH),
        ("/admin/customers/customer/import/", 40 * MEBIBYTE),
        ("/api/v1/orders", 2_621_440), ("/admin/imports/", 201 * MEBIBYTE),
        ("/admin/payments/payoutfile/add/", 51 * MEBIBYTE), ("/webhooks/payments/sandbox/", None),
    ],
)  # fmt: skip
def test_every_door_has_its_limit(path, most):
    assert limit_of(path) == most


@pytest.mark.parametrize(
    ("path", "size", "told"),
    [
        ("/o/token/photos/", 40 * MEBIBYTE + 1, "Together the pictures may have 40 MB."),
        ("/admin/login/", MEBIBYTE + 1, "What was sent is too large: it may have 1 MB."),
        ("/mail/stop/", MOST_OF_A_WISH + 1, "What was sent is too large: it may have 64 KB."),
    ],
)
def test_what_is_said_fits_the_door_and_its_limit(client, path, size, told):
    answer = client.generic("POST", path, b"a" * size, content_type="application/octet-stream")

    assert told in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "size"),
    [("/admin/login/", MEBIBYTE + 1), ("/mail/stop/", MOST_OF_A_WISH + 1), ("/api/v1/orders", 3_000_000)],
)
def test_too_much_is_refused_before_anything_of_it_is_read(client, path, size):
    answer = client.generic("POST", path, b"a" * size, content_type="application/octet-stream")

    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"
