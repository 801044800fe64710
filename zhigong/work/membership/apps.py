"""Membership as a union works with it."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """Rosters and employers' lists in, reconciling, reporting up."""

    name = "zhigong.work.membership"
    label = "membership"
    verbose_name = "会员管理"

    def ready(self) -> None:
        """Declare abilities and menu entries, and tell applicants what became of them."""
        from zhigong.base.events import subscribe  # noqa: PLC0415
        from zhigong.work.membership import events, jobs, permissions  # noqa: F401, PLC0415

        subscribe(events.JoinsDecided, after=jobs.tell_joiners)
