"""The tables of the service centre."""

from zhigong.work.service_centre.models.box import (
    BoxItem,
    BoxOpening,
    Letter,
    LetterState,
    LetterText,
    Matter,
)
from zhigong.work.service_centre.models.stations import (
    Station,
    StationAppeal,
    StationChoice,
    StationLevel,
)

__all__ = [
    "BoxItem",
    "BoxOpening",
    "Letter",
    "LetterState",
    "LetterText",
    "Matter",
    "Station",
    "StationAppeal",
    "StationChoice",
    "StationLevel",
]
