"""The tables of membership work."""

from zhigong.work.membership.models.joining import JoinApplication, JoinPoint
from zhigong.work.membership.models.missing import Mark, MissingMember

__all__ = ["JoinApplication", "JoinPoint", "Mark", "MissingMember"]
