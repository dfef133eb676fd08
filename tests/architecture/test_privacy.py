"""Every column says what it knows of people; what knows something is erased, exported, or kept with a reason."""

from dataclasses import replace

from django.apps import apps

from core.privacy.registry import reach, retentions, tables


def models():
    return {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}


def columns_of(model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def unclassified(declared) -> list[str]:
    return [
        f"{label}.{name}"
        for label, model in models().items()
        for name in sorted(columns_of(model) - set(declared[label].kinds if label in declared else ()))
    ]


def test_every_column_of_every_table_is_classified():
    assert unclassified(tables()) == []


def test_a_column_nobody_classified_is_noticed():
    customer = tables()["customers.customer"]
    kinds = {name: kind for name, kind in customer.kinds.items() if name != "email"}

    missing = unclassified({**tables(), "customers.customer": replace(customer, kinds=kinds)})

    assert missing == ["customers.customer.email"]


def test_nothing_is_classified_that_is_not_there():
    known = models()
    gone = [label for label in tables() if label not in known]

    assert gone == []
    assert [
        f"{label}.{name}" for label, one in tables().items() for name in set(one.kinds) - columns_of(known[label])
    ] == []


def test_what_knows_a_person_is_erased_or_kept_with_a_reason():
    loose = [
        f"{label}.{name}"
        for label, one in tables().items()
        for name, kind in one.kinds.items()
        if kind.is_erased and name not in one.keeps and not one.is_erasable
    ]

    assert loose == []


def test_every_kept_column_has_a_reason_and_is_classified_as_knowing_somebody():
    assert [
        f"{label}.{name}"
        for label, one in tables().items()
        for name, why in one.keeps.items()
        if len(why) < 15 or not one.kinds[name].is_erased
    ] == []


def test_every_named_set_of_keys_exists():
    written = [reach(one.of) for one in tables().values() if one.of]

    assert [sql for sql in written if "{" in sql] == []


def test_every_retention_names_a_table_and_columns_that_are_there_within_its_bounds():
    assert [
        one.kind
        for one in retentions().values()
        if one.model not in tables()
        or not one.least <= one.days <= one.most
        or set(one.columns) - set(tables()[one.model].kinds)
    ] == []


def test_what_has_keys_and_is_searched_by_name_tells_whose_it_is_by_its_keys():
    assert [label for label, one in tables().items() if one.of and one.is_searched and not one.owner] == []
    assert [
        reach(one.owner) for one in tables().values() if one.owner and "}" in reach(one.owner).replace("{1,18}", "")
    ] == []
