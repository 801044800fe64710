"""The tables of the service centre."""

from zhigong.work.service_centre.models.box import (
    BoxItem,
    BoxOpening,
    Letter,
    LetterState,
    LetterText,
    Matter,
)
from zhigong.work.service_centre.models.gifts import Gift, GiftForm, Voucher
from zhigong.work.service_centre.models.groups import (
    GroupCase,
    GroupFile,
    GroupKind,
    GroupMeasure,
    GroupState,
    Opinion,
    Visit,
)
from zhigong.work.service_centre.models.petitions import PetitionExtension, PetitionGround
from zhigong.work.service_centre.models.stations import (
    Station,
    StationAppeal,
    StationChoice,
    StationLevel,
)

__all__ = [
    "BoxItem",
    "BoxOpening",
    "Gift",
    "GiftForm",
    "GroupCase",
    "GroupFile",
    "GroupKind",
    "GroupMeasure",
    "GroupState",
    "Letter",
    "LetterState",
    "LetterText",
    "Matter",
    "Opinion",
    "PetitionExtension",
    "PetitionGround",
    "Station",
    "StationAppeal",
    "StationChoice",
    "StationLevel",
    "Visit",
    "Voucher",
]
