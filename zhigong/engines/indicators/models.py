"""The facts: increments of stocks per union and month. See docs/adr/0006-facts.md."""

from django.db import models


class Fact(models.Model):
    """How much a cell of an indicator changed in a month, for a union with what is below it.

    The stock at the end of a month is the sum of all values up to it; at the end of the current
    month, the stock of today. Cells beginning with ``own.`` are of the union itself; the others
    of the union and everything below it up to the next federations, which hold their own.

    ``effect_month`` is the month the change belongs to, ``booked_month`` the month it was known:
    both the first day of the month. ``union_id`` has no foreign key, as facts outlive no union
    and are written in bulk.
    """

    union_id = models.IntegerField()
    effect_month = models.DateField()
    booked_month = models.DateField()
    indicator = models.CharField(max_length=40, db_collation="C")
    cell = models.CharField(max_length=40, db_collation="C")
    value = models.BigIntegerField()

    class Meta:
        verbose_name = "指标事实"
        constraints = [
            models.UniqueConstraint(
                fields=["union_id", "effect_month", "booked_month", "indicator", "cell"],
                name="one_fact_per_union_months_and_cell",
            ),
            models.CheckConstraint(
                condition=models.Q(booked_month__gte=models.F("effect_month")),
                name="fact_is_not_booked_before_its_effect",
            ),
        ]
