"""Tables that other people's programs wrote: which letters, which separator, which columns, line by line.

A table comes as a text file with a heading line. Nobody says in which encoding or with which separator it was
saved, so we look, and we say what we took it for. The file is read as a stream, as often as it is needed, and
no more than a line of it is held. Nothing here knows a model or a database.

A line that cannot be used is not dropped: it goes to a file to mend, with the reason in one more column, and
that file can come in as it is once it is mended.
"""

import codecs
import csv
import difflib
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from relational.refusals import Refusal

WHY = "why it did not come in"
EMPTY, HEADING_AGAIN = "an empty line", "the heading line again"
PASSED_OVER = (EMPTY, HEADING_AGAIN)

LONGEST_CELL = 1_000_000
LONGEST_LINE = 4 * LONGEST_CELL
BLOCK = 1 << 20

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a mark at its start",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252, because it is not UTF-8",
    "latin-1": "Latin-1, because it is neither UTF-8 nor Windows-1252",
}
MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
NOT_TABLES = [
    (b"PK\x03\x04", "an Excel workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
]
SAVE_AS_CSV = 'Open it in the program that made it and save the table as "CSV UTF-8", then bring that file.'
# The last four are the wide forms that some keyboards write and some spreadsheets take for the same.
WHAT_A_SPREADSHEET_WOULD_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Line(NamedTuple):
    number: int  # where it begins in the file, counted from 1 as a text editor does
    cells: list[str]
    trouble: str  # empty if the line has as many cells as there are columns


@dataclass(frozen=True)
class Table:
    """A file that has been looked at: what it is and what its columns are. `lines()` reads it."""

    path: Path
    encoding: str
    damaged: bool  # nearly UTF-8; what cannot be read shows as a replacement character
    separator: str
    columns: list[str]
    heading_ends_at: int
    size: int
    fingerprint: str
    seen: tuple = field(repr=False)

    def lines(self, watch: Callable[[int], None] = lambda position: None) -> Iterator[Line]:
        """Every line after the heading. `watch` is told, now and then, how many bytes have been read."""
        if unchanged(self.path) != self.seen:
            raise Refusal(
                f"{self.path.name} was changed while it was being read. Nothing came in. Start again when it is finished."
            )
        to_mend = self.columns[-1] == WHY
        with open_text(self.path, self.encoding, self.damaged) as text:
            for count, (number, cells) in enumerate(records(text, self.separator, start_after=self.heading_ends_at)):
                if count % 1000 == 0:
                    watch(min(self.size, text.buffer.tell()))
                if to_mend:
                    cells = [given_back(cell) for cell in cells]
                yield Line(number, cells, self.trouble_with(cells))
        watch(self.size)

    def trouble_with(self, cells: list[str]) -> str:
        if not any(cell.strip() for cell in cells):
            return EMPTY
        wanted = len(self.columns)
        if len(cells) > wanted and not any(cell.strip() for cell in cells[wanted:]):
            del cells[wanted:]
        if len(cells) != wanted:
            return f"it has {len(cells)} cells and the heading has {wanted}; look for a separator or a quotation mark too many or too few"
        if [cell.strip() for cell in cells] == self.columns:
            return HEADING_AGAIN
        return ""

    def place(self, column: str) -> int:
        """Where a column stands, counted from 0. Refuses a name that is not there, or there twice, with the nearest."""
        alike = [n for n, name in enumerate(self.columns) if name == column.strip()]
        alike = alike or [n for n, name in enumerate(self.columns) if name.casefold() == column.strip().casefold()]
        if len(alike) == 1:
            return alike[0]
        if alike:
            raise Refusal(
                f"The column “{column}” is there {len(alike)} times in {self.path.name}. Give each a name of its own."
            )
        raise Refusal(f"{self.path.name} has no column “{column}”.{self.nearest_to(column)} {self.what_columns()}")

    def nearest_to(self, column: str) -> str:
        names = {name.casefold(): name for name in self.columns}
        near = difflib.get_close_matches(column.strip().casefold(), names, n=1, cutoff=0.5)
        return f" Did you mean “{names[near[0]]}”?" if near else ""

    def what_columns(self) -> str:
        if len(self.columns) == 1:
            return f"Its heading is one cell, “{short(self.columns[0], 60)}”: is it a table, and is it separated by commas, semicolons, tabs or upright bars?"
        shown = [short(name, 40) or "(no name)" for name in self.columns[:40]]
        more = f" and {len(self.columns) - 40} more" if len(self.columns) > 40 else ""
        return f"Its columns are: {', '.join(shown)}{more}."


def open_table(path: str | Path) -> Table:
    """Look at a file all through and say what it is. Refuses what is not a table of text, in words that help."""
    path = Path(path)
    beginning = first_block(path)
    encoding, damaged, fingerprint = look_through(path, beginning)
    separator, columns, ends_at = heading(path, encoding, damaged)
    return Table(
        path=path,
        encoding=encoding,
        damaged=damaged,
        separator=separator,
        columns=columns,
        heading_ends_at=ends_at,
        size=path.stat().st_size,
        fingerprint=fingerprint,
        seen=unchanged(path),
    )


def first_block(path: Path) -> bytes:
    if path.is_dir():
        raise Refusal(f"{path} is a folder. Name the file in it.")
    try:
        if path.exists() and not path.is_file():
            raise Refusal(f"{path} is not a file that can be read twice. Save what it holds as a file first.")
        with open(path, "rb") as file:
            beginning = file.read(BLOCK)
    except FileNotFoundError:
        raise Refusal(f"There is no file {path}. Looked in {Path.cwd()}.{a_near_name(path)}") from None
    except PermissionError:
        raise Refusal(
            f"{path} may not be read by this user. Ask its owner, or copy it to where you may read it."
        ) from None
    except (OSError, ValueError) as problem:
        raise Refusal(f"{path} could not be read: {getattr(problem, 'strerror', None) or problem}.") from None
    if not beginning.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t ,;|"):
        raise Refusal(f"{path.name} is empty.")
    for mark, what in NOT_TABLES:
        if beginning.startswith(mark):
            raise Refusal(f"{path.name} is {what}, not a table of text. {SAVE_AS_CSV}")
    return beginning


def a_near_name(path: Path) -> str:
    try:
        near = difflib.get_close_matches(path.name, os.listdir(path.parent), n=1, cutoff=0.75)
    except OSError:
        return ""
    return f" There is {path.parent / near[0]}." if near else ""


def look_through(path: Path, beginning: bytes) -> tuple[str, bool, str]:
    """Encoding, whether it is damaged, and the SHA-256 of the file; the whole of it, a block at a time."""
    encoding = next((name for mark, name in MARKS if beginning.startswith(mark)), "") or utf_16_without_mark(beginning)
    if not encoding.startswith("utf-16") and is_binary(beginning):
        raise Refusal(f"{path.name} is not text. {SAVE_AS_CSV}")
    strict = codecs.getincrementaldecoder(encoding or "utf-8")()
    digest, is_utf_8, letters_beyond_ascii, undefined = hashlib.sha256(), True, 0, False
    with open(path, "rb") as file:
        last = False
        while not last:
            block = file.read(BLOCK)
            last = not block
            digest.update(block)
            if not encoding.startswith("utf-16"):
                undefined = undefined or any(code in block for code in b"\x81\x8d\x8f\x90\x9d")
            if is_utf_8:
                try:
                    text = strict.decode(block, final=last)
                    letters_beyond_ascii += 0 if text.isascii() else sum(letter > "\x7f" for letter in text)
                except UnicodeDecodeError as problem:
                    is_utf_8 = False
                    letters_beyond_ascii += sum(byte >= 0xC2 for byte in problem.object[: problem.start])
    if is_utf_8:
        return encoding or "utf-8", False, digest.hexdigest()
    if encoding or letters_beyond_ascii:
        return encoding or "utf-8", True, digest.hexdigest()
    return "latin-1" if undefined else "cp1252", False, digest.hexdigest()


def utf_16_without_mark(beginning: bytes) -> str:
    sample = beginning[:4096]
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else ""


def is_binary(beginning: bytes) -> bool:
    """More than one in twenty control characters: no program writes a table like that."""
    strange = sum(beginning.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    return strange * 20 > len(beginning) and strange > 20


def open_text(path: Path, encoding: str, damaged: bool):
    text = open(path, encoding=encoding, newline="", errors="replace" if damaged else "strict")
    if encoding.startswith("utf-16") and text.read(1) != "\ufeff":
        text.seek(0)
    return text


def physical_lines(text, kept: list[str]) -> Iterator[str]:
    """The lines of the file; `kept` holds those of the record that is being read."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise Refusal(
                f"Line {number} is longer than four million characters. Is this a table with one line for each contact?"
            )
        kept.append(line)
        yield line


def records(text, separator: str, start_after: int = 0) -> Iterator[tuple[int, list[str]]]:
    """(line it begins on, cells) for each record that begins after line `start_after`."""
    csv.field_size_limit(LONGEST_CELL)
    kept: list[str] = []
    reader = csv.reader(physical_lines(text, kept), delimiter=separator)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Refusal(never_closed(begins)) from None
        if cells is None:
            return
        if len(kept) > 1 and is_open_at_its_end(kept, separator):
            raise Refusal(never_closed(begins))
        if begins > start_after:
            yield begins, cells
        kept.clear()
        begins = reader.line_num + 1


def is_open_at_its_end(kept: list[str], separator: str) -> bool:
    """Whether the record stopped because the file did, inside a quotation."""
    if sum(line.count('"') for line in kept) % 2 == 0:
        return False
    try:
        list(csv.reader(kept, delimiter=separator, strict=True))
    except csv.Error as problem:
        return "unexpected end" in str(problem)
    return False


def never_closed(number: int) -> str:
    return (
        f"A quotation mark opens in line {number} and is not closed, so the lines after it cannot be told apart. "
        "Close it or take it away, then start again."
    )


def heading(path: Path, encoding: str, damaged: bool) -> tuple[str, list[str], int]:
    """Separator, column names, and the line the heading ends on."""
    said, skip = separator_it_says(path, encoding, damaged)
    best = max([said] if said else SEPARATORS, key=lambda separator: fits(path, encoding, damaged, separator, skip))
    with open_text(path, encoding, damaged) as text:
        for number, cells in records(text, best, start_after=skip):
            columns = [cell.strip().lstrip("\ufeff") for cell in cells]
            if any(columns):
                while len(columns) > 1 and not columns[-1]:
                    columns.pop()
                return best, columns, number
    raise Refusal(f"{path.name} is empty.")


def separator_it_says(path: Path, encoding: str, damaged: bool) -> tuple[str, int]:
    """Excel may write `sep=;` above the heading."""
    with open_text(path, encoding, damaged) as text:
        first = text.readline(100).strip()
    said = first[4:5] if first[:4].lower() == "sep=" and len(first) <= 5 else ""
    return (said or "\t", 1) if first[:4].lower() == "sep=" and len(first) <= 5 else ("", 0)


def fits(path: Path, encoding: str, damaged: bool, separator: str, skip: int) -> tuple:
    """How well a separator explains the first fifty lines: lines as wide as the heading, then its columns."""
    widths = []
    try:
        with open_text(path, encoding, damaged) as text:
            for _, cells in records(text, separator, start_after=skip):
                if any(cells):
                    widths.append(len(cells))
                if len(widths) == 50:
                    break
    except Refusal:
        if not widths:
            return (False, False, 0)
    alike = sum(width == widths[0] for width in widths) / len(widths) if widths else 0
    return (bool(widths) and widths[0] > 1, alike > 0.8, widths[0] if widths else 0)


def unchanged(path: Path) -> tuple:
    try:
        now = os.stat(path)
    except OSError:
        raise Refusal(f"{path.name} was taken away while it was being read. Nothing came in.") from None
    return now.st_size, now.st_mtime_ns, now.st_ino


def short(words: str, length: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= length else words[: length - 1] + "…"


# The file to mend


def neutral(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula; `given_back` undoes it."""
    return "'" + cell if cell.lstrip("'").startswith(WHAT_A_SPREADSHEET_WOULD_RUN) else cell


def given_back(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(WHAT_A_SPREADSHEET_WOULD_RUN) else cell


class ToMend:
    """Lines that did not come, as they were, with the reason. The file is made with the first of them."""

    def __init__(self, path: Path, table: Table):
        self.path, self.table, self.lines = path, table, 0
        self.file = None
        self.columns = table.columns[:-1] if table.columns[-1] == WHY else table.columns

    def add(self, number: int, cells: list[str], why: str):
        if self.file is None:
            # It holds what the export held about families: for its owner only, and over nothing that is there.
            opened = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self.file = io.TextIOWrapper(open(opened, "wb"), encoding="utf-8-sig", newline="")
            self.writer = csv.writer(self.file, delimiter=self.table.separator)
            self.writer.writerow([*map(neutral, self.columns), WHY])
        width = len(self.columns)
        surplus = (
            f" (and in further cells: {' | '.join(cells[width:])})"
            if len(cells) > max(width, len(self.table.columns))
            else ""
        )
        row = (cells + [""] * width)[:width]
        self.writer.writerow([*map(neutral, row), neutral(f"line {number}: {why}{surplus}")])
        self.lines += 1

    def close(self):
        if self.file is not None:
            self.file.close()

    def discard(self):
        """After something failed: half a file to mend would only mislead."""
        if self.file is not None:
            self.file.close()
            self.path.unlink(missing_ok=True)
