"""Tables of people, one file an aggregate. Every invariant has a sentence for its name."""

from zhigong.registry.people.models.duplicate import RecordPair
from zhigong.registry.people.models.membership import EnrolledBatch, Membership, Retention
from zhigong.registry.people.models.person import Officer, Person
from zhigong.registry.people.models.transfer import Transfer

__all__ = [
    "EnrolledBatch",
    "Membership",
    "Officer",
    "Person",
    "RecordPair",
    "Retention",
    "Transfer",
]
