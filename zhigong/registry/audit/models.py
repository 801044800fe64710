"""Entries of the audit and the blocks that seal them."""

from django.db import models

from zhigong.base.models import AppendOnly


class Entry(AppendOnly):
    """One thing done by one operation, or one opening of masked fields.

    ``txid`` is the transaction that wrote it (xid8): entries of transactions below the snapshot
    horizon are final and are sealed in the order (txid, id).
    """

    id = models.BigAutoField(primary_key=True)
    txid = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=12)
    steward_for = models.IntegerField(null=True)
    verb = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    union_id = models.IntegerField(null=True)
    reason = models.CharField(max_length=400, blank=True, default="")
    detail = models.JSONField(default=dict)
    row_count = models.BigIntegerField(default=1)
    rows_digest = models.BinaryField(null=True)
    mac = models.BinaryField()

    class Meta(AppendOnly.Meta):
        indexes = [
            models.Index(fields=["txid", "id"], name="entry_in_sealing_order"),
            models.Index(fields=["object_kind", "object_id"], name="entry_by_object"),
            models.Index(fields=["union_id", "-at"], name="entry_by_union"),
            models.Index(fields=["actor_id", "-at"], name="entry_by_actor"),
            # A rare verb is looked for in all of a million entries otherwise: 220 ms a page.
            models.Index(fields=["verb", "id"], name="entry_by_verb"),
        ]


class Block(AppendOnly):
    """A seal over the entries of transactions in [first_txid, before_txid)."""

    number = models.BigIntegerField(primary_key=True)
    first_txid = models.BigIntegerField()
    before_txid = models.BigIntegerField()
    entries = models.BigIntegerField()
    root = models.BinaryField()
    previous_root = models.BinaryField()
    sealed_at = models.DateTimeField()
    mac = models.BinaryField()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["before_txid"], name="one_block_per_horizon"),
            models.CheckConstraint(
                condition=models.Q(before_txid__gt=models.F("first_txid")),
                name="block_covers_transactions",
            ),
        ]
