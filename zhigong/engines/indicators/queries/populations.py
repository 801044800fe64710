"""Populations that coverages of the apps above count from as well."""

from zhigong.engines.indicators.catalogue.indicators._days import in_force
from zhigong.engines.indicators.catalogue.indicators._employers import employers_in_operation
from zhigong.engines.indicators.catalogue.indicators._unions import (
    itself,
    one_when,
    unions_in_operation,
)

__all__ = ["employers_in_operation", "in_force", "itself", "one_when", "unions_in_operation"]
