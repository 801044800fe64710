from datetime import timedelta

import pytest
from django.utils import timezone

from zhigong.registry.accounts import operations
from zhigong.registry.accounts.models import MachineToken
from zhigong.registry.accounts.operations.tokens import (
    TokenAbilities,
    TokenOutOfScope,
    TokenPeriod,
)
from zhigong.registry.accounts.tests.factories import actor_of
from zhigong.registry.unions.queries import unions_for

pytestmark = pytest.mark.django_db


def issue(sofia, union, at=None, **changes):
    at = at or timezone.now()
    given = {
        "name": "与省总平台同步",
        "union": union,
        "abilities": ["unions.view"],
        "expires_at": at + timedelta(days=90),
        "at": at,
        "actor": actor_of(sofia),
    }
    return operations.issue_token(**{**given, **changes})


def actor(text, at=None):
    return operations.authenticate_token(f"Bearer {text}", at=at or timezone.now())


def test_a_key_opens_its_abilities_at_its_union_and_nothing_else(tree, sofia):
    _token, text = issue(sofia, tree["first"])

    machine = actor(text)

    assert (machine.kind, machine.name, machine.user_id) == ("machine", "与省总平台同步", None)
    assert set(unions_for(actor=machine)) == {tree["first"], tree["firm"]}
    assert machine.may("unions.change") is False


def test_the_text_of_a_key_is_kept_nowhere(tree, sofia):
    token, text = issue(sofia, tree["first"])

    token.refresh_from_db()
    kept = str({field.name: getattr(token, field.attname) for field in token._meta.fields})
    assert text.split("_", 2)[2] not in kept
    assert text.startswith(f"zg_{token.prefix}_")


def test_a_key_ends_on_its_day_and_when_it_is_revoked(tree, sofia):
    at = timezone.now()
    token, text = issue(sofia, tree["first"], at)
    assert actor(text, at + timedelta(days=89)) is not None
    assert actor(text, at + timedelta(days=90)) is None

    operations.revoke_token(token=token, at=at, actor=actor_of(sofia))

    assert actor(text, at) is None


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer zg_", "Basic zg_x_y", "Bearer zg_00000000_guess"]
)
def test_anything_else_is_nobody(db, header):
    assert operations.authenticate_token(header, at=timezone.now()) is None


def test_the_last_use_is_kept(tree, sofia):
    at = timezone.now()
    token, text = issue(sofia, tree["first"], at)

    actor(text, at)
    actor(text, at + timedelta(seconds=30))

    token.refresh_from_db()
    assert token.last_used_at == at


def test_keys_are_issued_within_scope_with_ordinary_abilities_for_a_time(tree, sofia, boris):
    with pytest.raises(TokenOutOfScope):
        issue(boris, tree["first"])
    with pytest.raises(TokenAbilities):
        issue(sofia, tree["first"], abilities=["accounts.grant_any"])
    with pytest.raises(TokenAbilities):
        issue(sofia, tree["first"], abilities=[])
    with pytest.raises(TokenPeriod):
        issue(sofia, tree["first"], expires_at=timezone.now() - timedelta(seconds=1))

    assert not MachineToken.objects.exists()
