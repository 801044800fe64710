"""Tables of the plumbing, and the abstract models the domain's tables are made from."""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models

from zhigong.base.actor import Scope
from zhigong.base.requests import UnscopedQuery, is_guarded


@models.BigAutoField.register_lookup
class AnyOf(models.Lookup):
    """``pk__any_of={...}``: a set of whole numbers, sent as one array.

    ``__in`` sends a parameter for each, and writing a thousand costs more than finding the rows.
    A set, because Django looks into every element of a list for expressions.
    """

    lookup_name = "any_of"

    def get_prep_lookup(self) -> str:
        """Return the numbers as PostgreSQL writes an array."""
        return "{" + ",".join(str(int(number)) for number in self.rhs) + "}"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return ``column = ANY (array)``."""
        column, given = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s::bigint[])", (*given, self.rhs)


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a node of the tree.

    Inside a request it is evaluated only after ``within``, ``own`` or ``trusted``.
    """

    _opened: bool = False

    def within(self, scope: Scope) -> Self:
        """Keep the rows inside a scope; the empty scope gives no rows."""
        found = self._chain_opened()
        if scope.everything:
            return found
        if scope.is_empty:
            return found.none()
        path = self.model.scope_path
        lookup = f"{path}__ancestors__overlap" if path else "ancestors__overlap"
        return found.filter(**{lookup: sorted(scope.node_ids)})

    def own(self, person_id: int | None) -> Self:
        """Keep the rows of one person: what she may see of herself."""
        found = self._chain_opened()
        return (
            found.none()
            if person_id is None
            else found.filter(**{self.model.person_path: person_id})
        )

    def trusted(self, why: str) -> Self:
        """Read without a scope; ``why`` says what keeps this safe, for the reader of the code."""
        if not why:
            raise UnscopedQuery("trusted() wants a reason")
        return self._chain_opened()

    def _chain_opened(self) -> Self:
        found: Self = self._chain()  # type: ignore[attr-defined]
        found._opened = True
        return found

    def _clone(self) -> Self:
        copy = super()._clone()  # type: ignore[misc]
        copy._opened = self._opened
        return copy

    def _check(self) -> None:
        if is_guarded() and not self._opened:
            raise UnscopedQuery(f"{self.model._meta.label} was read without a scope")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Read the rows one by one."""
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        """Count the rows."""
        self._check()
        return super().count()

    def exists(self) -> bool:
        """Tell whether there are rows."""
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Compute over the rows."""
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Change the rows."""
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows."""
        self._check()
        return super().delete()


ScopedManager = models.Manager.from_queryset(ScopedQuerySet, "ScopedManager")


class ScopedModel(models.Model):
    """A row of work: it belongs to one node of the tree.

    ``scope_path`` is the lookup that leads to the node (empty when the row is the node itself);
    ``person_path`` the one that leads to the person it is about, where there is one.
    """

    scope_path: ClassVar[str] = ""
    person_path: ClassVar[str] = "person_id"

    # Foreign keys and saves read through _base_manager, which stays Django's own: a row reached
    # from a row that was reached through a scope is allowed.
    objects = ScopedManager()

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """Rows that are written once. Triggers refuse what the app role has no right to do anyway."""

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'append_only: % refuses %', TG_TABLE_NAME, TG_OP;",
            )
        ]


class Series(models.Model):
    """The last number given in a series."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.BigIntegerField(default=0)


class Setting(models.Model):
    """A value that overrides a preset, for a place, from a day on."""

    key = models.CharField(max_length=80)
    place = models.CharField(max_length=12, blank=True, default="")
    starts_on = models.DateField()
    value = models.JSONField()
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "place", "starts_on"], name="one_setting_per_place_and_day"
            )
        ]


class AnsweredRequest(models.Model):
    """A request to the API that named itself, and how it was answered; kept for a day.

    :attr caller_blind: keyed hash of what the caller proved itself with.
    :attr digest: of address and body: the same key with another body is another request.
    """

    caller_blind = models.UUIDField()
    key = models.UUIDField()
    digest = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True, default="")
    body_cipher = models.BinaryField(null=True)
    data_key = models.BinaryField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caller_blind", "key"], name="a_caller_names_a_request_once"
            )
        ]
        indexes = [models.Index(fields=["made_at"], name="answered_by_time")]


class JobState(models.TextChoices):
    """Where a long job stands."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


class Job(models.Model):
    """A long piece of work somebody started, with its progress and result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=JobState, default=JobState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True, default="")
    result = models.JSONField(default=dict)
    owner_id = models.BigIntegerField(null=True)
    actor = models.JSONField(default=dict)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True, state__in=["waiting", "running"])
                | models.Q(
                    finished_at__isnull=False,
                    state__in=["done", "failed", "cancelled"],
                ),
                name="job_finished_iff_final",
            )
        ]
        indexes = [models.Index(fields=["owner_id", "-created_at"], name="job_by_owner")]

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def percent(self) -> int:
        """Progress in whole percent, 0 to 100."""
        return (
            100 if self.state == JobState.DONE else min(100, 100 * self.done // (self.total or 1))
        )
