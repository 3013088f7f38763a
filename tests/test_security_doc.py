"""docs/security.md names a test for every threat, or says that it is open. A name that no test has is a lie."""

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
TESTS = set(re.findall(r"^def (test_\w+)", "\n".join(p.read_text() for p in HOUSE.glob("tests/**/*.py")), re.M))
ROWS = re.findall(r"^\| (\d+) \|(.*)\|(.*)\|(.*)\|$", (HOUSE / "docs" / "security.md").read_text(), re.M)


def test_each_threat_names_its_test_or_says_open():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 33))
    assert [number for number, *cells in ROWS if not re.search(r"`(test_|make )|\*\*Open", "".join(cells))] == []


def test_every_test_it_names_is_there():
    named = set(re.findall(r"`(test_\w+)`", (HOUSE / "docs" / "security.md").read_text()))
    assert named and named <= TESTS, named - TESTS
