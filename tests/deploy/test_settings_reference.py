"""Each variable the settings read is documented, and the page is what the code says."""

from ops.settings_reference import PAGE, page, settings_read


def test_every_setting_says_what_it_is_for():
    found = settings_read()

    assert len(found) > 50
    assert [one.name for one in found if len(one.words) < 12] == []


def test_the_page_is_the_one_that_would_be_written():
    assert PAGE.read_text() == page()
