"""Rosters in random disorder: the table is found, planted faults are named, nothing else is."""

import pytest

from zhigong.engines.exchange.recognise import find_table
from zhigong.engines.exchange.workbook import open_workbook
from zhigong.work.membership.catalogue.imports.roster import ROSTER
from zhigong.work.membership.rules.roster import check_roster
from zhigong.work.membership.tests import dirty


def _read(path):
    with open_workbook(path) as workbook:
        return find_table(workbook, ROSTER.fields)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_roster_in_disorder(tmp_path, seed, suffix):
    planted = dirty.make(tmp_path / f"roster{suffix}", seed)
    table = _read(planted.path)
    assert (table.sheet, table.header_row) == (planted.sheet, planted.header_row)
    assert table.row_numbers == planted.rows
    columns = {code: table.values(code) for code in table.mapping}
    checked = check_roster(columns, rows=table.row_numbers, today=dirty.TODAY)
    for place, row in enumerate(checked.rows):
        found = set(checked.codes(place))
        assert planted.expected.get(row, set()) <= found, row
        if row not in planted.expected:
            assert not any(code.startswith("error:") for code in found), (row, found)
    assert checked.unknown_values == {}
