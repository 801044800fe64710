"""The generated page of legal sources."""

import runpy
from pathlib import Path

GENERATOR = runpy.run_path(str(Path(__file__).parents[3] / "docs/legal/generate.py"))


def test_every_source_written_in_the_code_is_listed_once_with_its_places(tmp_path):
    package = tmp_path / "zhigong"
    (package / "tests").mkdir(parents=True)
    (package / "one.py").write_text('A = LegalSource("工会法", "43", "2022-01-01")\n')
    (package / "two.py").write_text(
        'B = [LegalSource("工会法", article="43", in_force="2022-01-01")]\n'
    )
    (package / "tests/three.py").write_text('LegalSource("only a test", "1", "2022")\n')

    page = GENERATOR["page_for"](tmp_path)

    line = "| 工会法 | 43 | 2022-01-01 | text | `zhigong/one.py`, `zhigong/two.py` |"
    assert page.splitlines()[-1] == line
    assert page.count("工会法") == 1
    assert "only a test" not in page


def test_the_sources_of_the_identity_number_are_found():
    source = (Path(__file__).parents[1] / "resident_id.py").read_text(encoding="utf-8")

    titles = {found[0] for found in GENERATOR["sources_in"](source)}

    assert titles == {"GB 11643-1999 公民身份号码", "中华人民共和国劳动法"}
