"""Transfers of memberships between unions."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.actor import Scope
from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel, ScopedQuerySet
from zhigong.registry.people.contract import (
    OPEN_TRANSFER_STATES,
    TransferState,
)
from zhigong.registry.people.models.membership import Membership
from zhigong.registry.people.models.person import Person


class TransferQuerySet(ScopedQuerySet):
    """A transfer is seen by both unions."""

    def within(self, scope: Scope) -> Self:
        """Keep the transfers out of or into the scope."""
        found = self._chain_opened()
        if scope.everything:
            return found
        if scope.is_empty:
            return found.none()
        nodes = sorted(scope.node_ids)
        return found.filter(
            Q(from_union__ancestors__overlap=nodes) | Q(to_union__ancestors__overlap=nodes)
        )

    def open(self) -> Self:
        """Keep what is not settled."""
        return self.filter(state__in=OPEN_TRANSFER_STATES)


TransferManager = models.Manager.from_queryset(TransferQuerySet, "TransferManager")


@track_rows()
class Transfer(ScopedModel):
    """The hand-shake by which a membership passes from one union to another (会籍接转)."""

    scope_path = "to_union"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    from_membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="transfers_out"
    )
    to_membership = models.OneToOneField(
        Membership, null=True, on_delete=models.PROTECT, related_name="transfer_in"
    )
    from_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    to_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    to_employer = models.ForeignKey(
        "employers.Employer", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("接转状态"), max_length=12, choices=TransferState, default=TransferState.OFFERED
    )
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    objection_until = models.DateField(null=True)
    objection = models.CharField(_("异议理由"), max_length=500, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decision = models.CharField(_("裁定意见"), max_length=500, blank=True, default="")

    objects: ClassVar[Any] = TransferManager()  # type: ignore[assignment]

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("会籍接转")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=OPEN_TRANSFER_STATES),
                name="one_open_transfer",
            ),
            models.CheckConstraint(
                condition=~Q(from_union=F("to_union")), name="transfer_goes_to_another_union"
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.COMPLETED, to_membership__isnull=False)
                | (~Q(state=TransferState.COMPLETED) & Q(to_membership__isnull=True)),
                name="transfer_completed_iff_membership_opened",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_TRANSFER_STATES, settled_at__isnull=True)
                | (~Q(state__in=OPEN_TRANSFER_STATES) & Q(settled_at__isnull=False)),
                name="transfer_settled_iff_final",
            ),
        ]
        indexes = [
            models.Index(
                fields=["objection_until"],
                name="transfer_due",
                condition=Q(state=TransferState.ACCEPTED),
            ),
        ]
