import json

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command

from accounts.models import User
from accounts.roles import ROLES, Role
from accounts.selectors import actor_of
from accounts.services.logins import readable_password, seed_logins
from accounts.services.roles import sync_roles

pytestmark = pytest.mark.django_db


def member_of(title: str) -> User:
    user = User.objects.create_user(username=title, is_staff=True)
    user.groups.add(Group.objects.get(name=title))
    return user


def test_a_pattern_with_an_exclamation_mark_takes_rights_away_again():
    role = Role("x", "X", ("orders.*", "!*.delete_*"))

    assert role.select(["orders.view_order", "orders.delete_order", "payments.view_payment"]) == {"orders.view_order"}


def test_the_migration_makes_a_group_for_every_role():
    assert set(Group.objects.values_list("name", flat=True)) == {role.title for role in ROLES}


def test_syncing_twice_writes_nothing_and_leaves_other_groups_alone(django_assert_num_queries):
    other = Group.objects.create(name="Visitors")
    first = sync_roles()

    # What rights there are, the groups, what they hold; between them the savepoint.
    with django_assert_num_queries(5):
        assert sync_roles() == first
    assert all(count > 0 for count in first.values())
    assert other.permissions.count() == 0


def test_a_right_given_by_hand_is_taken_away_and_a_missing_one_given_again():
    first = sync_roles()
    group = Group.objects.get(name="CSR")
    group.permissions.add(Permission.objects.get(codename="delete_order"))
    group.permissions.remove(Permission.objects.get(codename="cancel_order"))

    assert sync_roles() == first
    assert not group.permissions.filter(codename="delete_order").exists()
    assert group.permissions.filter(codename="cancel_order").exists()


def test_a_representative_may_cancel_but_not_reopen_an_order():
    sync_roles()
    actor = actor_of(member_of("CSR"))

    assert actor.may("orders.cancel_order")
    assert not actor.may("orders.reopen_order")


def test_no_role_but_the_administrators_may_delete():
    sync_roles()
    for role in ROLES[:-1]:
        group = Group.objects.get(name=role.title)
        assert not group.permissions.filter(codename__startswith="delete_").exists(), role.title


def test_every_pattern_of_the_table_names_a_right_that_exists():
    known = {
        f"{app}.{codename}"
        for app, codename in Group.permissions.rel.model.objects.values_list("content_type__app_label", "codename")
    }
    dead = {p for role in ROLES for p in role.rights if not Role("", "", (p.removeprefix("!"),)).select(known)}

    assert dead == set()


def test_the_actor_of_a_user_is_resolved_once(django_assert_num_queries):
    sync_roles()
    user = User.objects.get(pk=member_of("Manager").pk)
    with django_assert_num_queries(1):
        actor = actor_of(user)
        assert actor_of(user) is actor
    assert actor.label == f"user:{user.pk}"


def test_nobody_signed_in_holds_no_rights():
    assert actor_of(AnonymousUser()).rights == frozenset()


def test_an_inactive_member_of_staff_holds_no_rights():
    sync_roles()
    user = member_of("Admin")
    user.is_active = False

    assert not actor_of(user).may("orders.cancel_order")


def test_logins_tell_their_password_once_and_again_when_reset(capsys):
    call_command("seed_logins", "--json")
    made = json.loads(capsys.readouterr().out)
    again = seed_logins()
    reset = seed_logins(reset=True)

    assert [login["role"] for login in made] == [role.title for role in ROLES]
    assert all(login.password is None for login in again)
    assert User.objects.get(username="csr").check_password(reset[0].password)
    assert not User.objects.get(username="csr").check_password(made[0]["password"])


def test_passwords_are_readable_and_differ():
    passwords = {readable_password() for _ in range(50)}

    assert len(passwords) == 50
    assert all(len(password) == 17 for password in passwords)
