"""Row history: every UPDATE and DELETE keeps the old row, with who and why.

Statement-level triggers, so that a bulk statement costs one trigger call; the context (actor, kind,
reason) is stored in the history row itself.
"""

from typing import Any

import pghistory
import pgtrigger


def track_rows(*, exclude: tuple[str, ...] = ()) -> Any:
    """Return the class decorator that keeps the history of a model.

    :param exclude: fields that are derived and whose change alone is not worth a row.
    """
    return pghistory.track(
        pghistory.UpdateEvent("changed", row=pghistory.Old, level=pgtrigger.Statement),
        pghistory.DeleteEvent("deleted", row=pghistory.Old, level=pgtrigger.Statement),
        exclude=list(exclude) or None,
        context_field=pghistory.ContextJSONField(),
        obj_field=pghistory.ObjForeignKey(null=True, related_name="history", db_index=True),
        append_only=True,
    )
