"""Export 100,000 rows of the list of people in a process of its own, as the page does."""

import json
import sys
from pathlib import Path
from time import perf_counter

import django

django.setup()

from zhigong.base import sheets  # noqa: E402
from zhigong.base.actor import SYSTEM  # noqa: E402
from zhigong.base.list_cells import export_rows, labels_of  # noqa: E402
from zhigong.registry.people.views.desk import MEMBERS  # noqa: E402

ROWS = 100_000


def main() -> None:
    """Write the workbook named on the command line; print seconds and rows."""
    from django.test import RequestFactory  # noqa: PLC0415

    request = RequestFactory().get("/desk/people/")
    request.actor = SYSTEM  # type: ignore[attr-defined]
    began = perf_counter()
    rows = MEMBERS.rows(request).order_by("county_id", "name_py", "id")
    columns = [column for column in MEMBERS.columns if column.shown]
    cells = export_rows(rows[:ROWS], columns, labels_of(columns, rows))
    header = [str(column.title) for column in columns]
    written = sheets.write_rows(Path(sys.argv[1]), header, cells, watermark="bench", sheet="bench")
    print(json.dumps({"seconds": perf_counter() - began, "rows": written}))


if __name__ == "__main__":
    main()
