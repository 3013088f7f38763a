"""Tables we write for other people's programs. No cell of ours is a formula in theirs.

A spreadsheet runs a cell that begins with = + - or @, or with a tab or a carriage return before them. Such a cell
gets an apostrophe, which a spreadsheet shows as the text it is; relational.tables takes it off again when a file comes back.
"""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

from relational.tables import neutral


def csv_cell(value) -> str:
    """What stands in a cell: nothing for nothing, and never something that runs."""
    return neutral("" if value is None else str(value))


def csv_file(name: str, headings: Iterable[str], rows: Iterable[Iterable]) -> HttpResponse:
    """A table to keep, whole: it is made within the request, so that what may be read is decided once."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([csv_cell(heading) for heading in headings])
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
