"""The phone of a worker: home, tabs, type size. Its pages live in the apps they show."""
