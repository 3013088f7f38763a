"""Anybody's table is read as it was meant, or refused in words that help."""

import csv
import io
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relational.moments import DAY_FIRST, MONTH_FIRST, Survey, Unclear, read_moment
from relational.refusals import Refusal
from relational.tables import EMPTY, HEADING_AGAIN, WHY, ToMend, given_back, neutral, open_table

LONDON = ZoneInfo("Europe/London")
ROWS = [["family", "who"], ["Gül", "Zoë"], ["Łukasz, Ewa", "Siân"]]


def write(tmp_path, text, encoding="utf-8", name="export.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def table_of(rows, separator=","):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def cells(path):
    return [line.cells for line in open_table(path).lines()]


def refusal(path) -> str:
    with pytest.raises(Refusal) as refused:
        list(open_table(path).lines())
    return str(refused.value)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_and_separator_are_found(tmp_path, encoding, separator):
    table = open_table(write(tmp_path, table_of(ROWS * 20, separator), encoding))
    assert table.columns == ROWS[0]
    assert table.separator == separator
    assert [line.cells for line in table.lines()][:2] == ROWS[1:]


def test_windows_letters_are_read_and_said(tmp_path):
    table = open_table(write(tmp_path, "family,who\nGül’s,Zoë\n", "cp1252"))
    assert table.encoding == "cp1252"
    assert [line.cells for line in table.lines()] == [["Gül’s", "Zoë"]]


def test_a_file_that_is_nearly_utf_8_is_said_to_be_damaged(tmp_path):
    table = open_table(write(tmp_path, "family,who\nGül,Zoë\n".encode() + b"Zo\xeb,x\n"))
    assert table.damaged
    assert [line.cells for line in table.lines()] == [["Gül", "Zoë"], ["Zo\ufffd", "x"]]


def test_a_letter_cut_in_half_at_the_end_is_damage_too(tmp_path):
    table = open_table(write(tmp_path, "family,who\nGül,Zoë\nx,".encode() + b"\xc3"))
    assert table.damaged
    assert len(list(table.lines())) == 2


def test_commas_inside_cells_do_not_win_over_semicolons(tmp_path):
    assert cells(write(tmp_path, "family;who\nSmith, J;A, B\nSmith, K;C, D\n")) == [
        ["Smith, J", "A, B"],
        ["Smith, K", "C, D"],
    ]


def test_excels_line_about_the_separator_is_obeyed(tmp_path):
    assert cells(write(tmp_path, "sep=;\r\nfamily;who\r\nA;B\r\n")) == [["A", "B"]]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_numbers_are_those_of_a_text_editor(tmp_path, ending):
    path = write(
        tmp_path, ending.join(["", "family,who", '"two', 'lines",B', "", "C,D", "family,who", "E", "F,G,H", "I,J,,"])
    )
    assert [(line.number, line.trouble[:9]) for line in open_table(path).lines()] == [
        (3, ""),
        (5, EMPTY[:9]),
        (6, ""),
        (7, HEADING_AGAIN[:9]),
        (8, "it has 1 "),
        (9, "it has 3 "),
        (10, ""),
    ]


def test_a_cell_of_100_kilobytes_is_only_a_long_cell(tmp_path):
    assert len(cells(write(tmp_path, "family,who\nA," + "x" * 100_000 + "\n"))[0][1]) == 100_000


@pytest.mark.parametrize("text", ['family,who\nA,B\nC,"D\nE,F\n', 'family,who\nA,B\nC,"' + "D,E\n" * 400_000])
def test_a_quotation_that_never_closes_is_named(tmp_path, text):
    assert "opens in line 3 and is not closed" in refusal(write(tmp_path, text))


def test_what_is_not_a_table_is_refused_with_what_it_is(tmp_path):
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as file:
        file.writestr("xl/workbook.xml", "x")
    assert "Excel workbook" in refusal(write(tmp_path, book.getvalue()))
    assert "save the table as" in refusal(write(tmp_path, b"\xd0\xcf\x11\xe0" + bytes(500)))
    assert "a PDF" in refusal(write(tmp_path, b"%PDF-1.7 ..."))
    assert "is not text" in refusal(write(tmp_path, bytes(range(256)) * 20))
    assert "is empty" in refusal(write(tmp_path, b""))
    assert "is empty" in refusal(write(tmp_path, b"\xef\xbb\xbf\r\n\r\n"))
    assert "is a folder" in refusal(tmp_path)
    write(tmp_path, "a,b\n", name="contacts.csv")
    assert "There is no file" in refusal(tmp_path / "contact.csv")
    assert str(tmp_path / "contacts.csv") in refusal(tmp_path / "contact.csv")


def test_a_file_nobody_may_read_is_refused(tmp_path, monkeypatch):
    path = write(tmp_path, "a,b\n")

    def no(*arguments, **more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("relational.tables.open", no, raising=False)  # root may read anything
    assert "may not be read" in refusal(path)


def test_a_wrong_column_is_met_with_the_nearest_and_with_all(tmp_path):
    table = open_table(write(tmp_path, "Family ID,Worker,Worker\nA,B,C\n"))
    assert table.place("family id") == 0
    with pytest.raises(Refusal, match="Did you mean “Family ID”.*Its columns are: Family ID, Worker, Worker"):
        table.place("Famly ID")
    with pytest.raises(Refusal, match="there 2 times"):
        table.place("worker")


def test_one_column_asks_about_the_separator(tmp_path):
    with pytest.raises(Refusal, match="is it separated by|separated by commas"):
        open_table(write(tmp_path, "Family^Worker\nA^B\n")).place("Family")


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path):
    path = write(tmp_path, "a,b\n1,2\n")
    table = open_table(path)
    path.write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(Refusal, match="was changed"):
        list(table.lines())


# Round trips

ANY_CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t", exclude_characters="\ufeff"),
    max_size=30,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(ANY_CELL, ANY_CELL), min_size=1, max_size=8),
    separator=st.sampled_from([",", ";", "\t", "|"]),
)
def test_any_text_in_a_cell_survives_reading_and_the_file_to_mend(tmp_path, rows, separator):
    rows = [["first", "last"], *(["x" + first, last + "."] for first, last in rows), ["=1+1", "-7"], ["'=a", "@b"]]
    path = write(tmp_path, table_of([[*row] for row in rows], separator))
    table = open_table(path)
    if table.separator != separator or table.columns != rows[0]:
        return  # a made-up file can truly look as if it had another separator
    lines = list(table.lines())
    assert [line.cells for line in lines] == rows[1:]
    mend = tmp_path / "mend.csv"
    mend.unlink(missing_ok=True)
    to_mend = ToMend(mend, table)
    for line in lines:
        to_mend.add(line.number, line.cells, "a reason")
    to_mend.close()
    again = open_table(mend)
    if again.separator == separator:
        assert again.columns == [*rows[0], WHY]
        assert [line.cells[:2] for line in again.lines()] == rows[1:]


@given(ANY_CELL)
def test_no_cell_of_the_file_to_mend_is_a_formula_and_each_can_be_given_back(cell):
    assert not neutral(cell).startswith(("=", "+", "-", "@", "\t"))
    assert given_back(neutral(cell)) == cell


def test_the_file_to_mend_is_for_its_owner_only_and_never_over_another(tmp_path):
    table = open_table(write(tmp_path, "a,b\n1,2\n"))
    to_mend = ToMend(tmp_path / "mend.csv", table)
    assert not (tmp_path / "mend.csv").exists()  # nothing to mend, no file
    to_mend.add(2, ["1", "2", "3"], "too many")
    to_mend.close()
    assert (tmp_path / "mend.csv").stat().st_mode & 0o077 == 0
    assert "3" in (tmp_path / "mend.csv").read_text()
    with pytest.raises(FileExistsError):
        ToMend(tmp_path / "mend.csv", table).add(2, ["1", "2"], "x")


# Days and times


@pytest.mark.parametrize(
    "words, day, at",
    [
        ("2023-01-27", date(2023, 1, 27), None),
        ("20230127", date(2023, 1, 27), None),
        ("27/01/2023", date(2023, 1, 27), None),
        ("27.1.23", date(2023, 1, 27), None),
        ("03-04-2023 09:05", date(2023, 4, 3), "09:05"),
        ("3/4/2023 4:17 pm", date(2023, 4, 3), "16:17"),
        ("27 Jan 2023 4pm", date(2023, 1, 27), "16:00"),
        ("Friday 27 January 2023", date(2023, 1, 27), None),
        ("January 27th, 2023 16:17:09", date(2023, 1, 27), "16:17"),
        ("2023-06-27T23:30:00Z", date(2023, 6, 28), "00:30"),
        ("2023-06-27 23:30:00.123456789+0100", date(2023, 6, 27), "23:30"),
        ("20230627T233000Z", date(2023, 6, 28), "00:30"),
        ("2023-01-27 16:17 UTC", date(2023, 1, 27), "16:17"),
    ],
)
def test_a_moment_is_read_however_it_is_written(words, day, at):
    moment = read_moment(words, DAY_FIRST, LONDON)
    assert moment.day == day
    assert (moment.at and f"{moment.at:%H:%M}") == at


@pytest.mark.parametrize(
    "words",
    [
        "30/02/2023",
        "2023-02-30T10:00:00Z",
        "31/04/2023",
        "01/27/2023",
        "27/01/2023 25:00",
        "27/01/2023 13 pm",
        "44953.5",
        "yesterday",
        "2023",
        "27/01/20231",
        "0001-01-01T00:00:00+14:00",
        "27/01/2023 10:61",
        "99/99/9999",
        "0/0/2023",
        "²7/01/2023",
        "27 Foo 2023",
        "2023-01-27T",
    ],
)
def test_what_is_no_moment_is_unclear_and_never_guessed(words):
    if words == "2023-01-27T":
        assert read_moment(words, DAY_FIRST, LONDON).at is None
    else:
        with pytest.raises(Unclear):
            read_moment(words, DAY_FIRST, LONDON)


@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2200, 1, 1)))
def test_every_day_is_read_back_in_either_style(moment):
    for style, pattern in ((DAY_FIRST, "%d/%m/%Y %H:%M"), (MONTH_FIRST, "%m/%d/%Y %I:%M %p")):
        read = read_moment(moment.strftime(pattern), style, LONDON)
        assert read.day == moment.date()
        assert f"{read.at:%H:%M}" == f"{moment:%H:%M}"


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_moments(words):
    try:
        read_moment(words, DAY_FIRST, LONDON)
    except Unclear:
        pass


def style_of(*dates, told=None):
    survey = Survey()
    for number, words in enumerate(dates, 2):
        survey.look_at(number, words)
    return survey.decide(told)


def test_one_date_settles_it_for_the_file():
    assert style_of("03/04/2023", "31/01/2023")[0] == DAY_FIRST
    assert style_of("03/04/2023", "01/31/2023")[0] == MONTH_FIRST
    assert "taken as day-first; no date in the file says which" in style_of("03/04/2023")[1]
    assert style_of("2023-01-31")[0] == DAY_FIRST


def test_a_file_that_mixes_them_is_refused_with_the_lines_unless_told():
    with pytest.raises(Refusal, match=r"line 3 \(31/01/2023\).*line 4 \(01/31/2023\)"):
        style_of("03/04/2023", "31/01/2023", "01/31/2023")
    assert style_of("31/01/2023", "01/31/2023", told=MONTH_FIRST)[0] == MONTH_FIRST
