"""The bank account of a union."""

from zhigong.base.actor import SYSTEM
from zhigong.registry.audit.models import Entry
from zhigong.registry.unions import operations
from zhigong.registry.unions.models import Union


def test_an_account_is_encrypted_and_opening_it_is_audited(district):
    operations.set_account(
        actor=SYSTEM, union=district["firm"], bank="工商银行镇海支行", account="3901 0000 1234"
    )

    union = Union.objects.get(pk=district["firm"].pk)
    assert b"3901" not in bytes(union.account_cipher)
    assert operations.open_account(actor=SYSTEM, union=union, reason="核对") == "390100001234"
    entry = Entry.objects.get(verb="audit.open_masked")
    assert (entry.union_id, entry.detail) == (union.pk, {"fields": ["account"]})


def test_a_new_bank_without_a_number_keeps_the_number_there_is(district):
    firm = district["firm"]
    operations.set_account(actor=SYSTEM, union=firm, bank="工商银行镇海支行", account="39010000")

    operations.set_account(actor=SYSTEM, union=firm, bank="工商银行骆驼支行", account="")

    union = Union.objects.get(pk=firm.pk)
    assert union.bank == "工商银行骆驼支行"
    assert operations.open_account(actor=SYSTEM, union=union, reason="核对") == "39010000"
