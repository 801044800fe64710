"""The work place of union staff: home, search, menu. Its pages live in the apps they show."""
