"""CSV files as people and programs write them; what comes out is what stands in them."""

from __future__ import annotations

import csv
import gzip
import io
import math
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metricdiff.errors import InputError
from metricdiff.inputs.csv_file import CsvFile
from metricdiff.inputs.source import Column, Text

#: The first example pays for imports, and the machine may be busy.
unhurried = settings(deadline=None)
#: What a CSV file can hold in a cell, line breaks, quotes and delimiters included.
CELLS = st.text(st.characters(exclude_characters="\0", codec="utf-8"))
BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    """A file that every test, and every example of a property, writes anew."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "preds.csv"


def opened(path: Path, content: bytes | str) -> CsvFile:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CsvFile(str(path))


def written(
    rows: list[list[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    text = io.StringIO()
    csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=end,
        quoting=quoting,  # type: ignore[arg-type]
    ).writerows(rows)
    return text.getvalue()


def texts(column: Column) -> list[str]:
    assert isinstance(column, Text)
    return [column.cells[code] for code in column.codes]


def both(file: CsvFile) -> tuple[list[str], list[float]]:
    """The columns ``label`` and ``prob``."""
    file.header()
    table = file.read(("prob",), ("label",))
    scores = table["prob"]
    assert not isinstance(scores, Text)
    return texts(table["label"]), scores.tolist()


@unhurried
@given(values=st.lists(st.floats(), min_size=1))
def test_numbers_come_back_to_the_last_bit(path: Path, values: list[float]) -> None:
    file = opened(path, written([["label", "prob"], *([str(1), repr(value)] for value in values)]))
    _, read = both(file)
    for before, after in zip(values, read, strict=True):
        assert before == after or (math.isnan(before) and math.isnan(after))


@unhurried
@given(
    names=st.lists(CELLS, min_size=1),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    start=st.sampled_from([b"", BOM]),
    pack=st.booleans(),
)
def test_labels_come_back_as_they_stand(
    path: Path, names: list[str], delimiter: str, end: str, start: bytes, pack: bool
) -> None:
    rows = [["label", "prob"], *([name, "0.5"] for name in names)]
    content = start + written(rows, delimiter, end, csv.QUOTE_ALL).encode()
    labels, _ = both(opened(path, gzip.compress(content) if pack else content))
    assert labels == names


@unhurried
@given(st.lists(st.tuples(CELLS, st.integers(0, 2)), min_size=1), st.sampled_from(["\n", "\r\n"]))
def test_a_row_is_named_by_its_physical_line(
    path: Path, cells: list[tuple[str, int]], end: str
) -> None:
    """Blank lines and line breaks in quotes count as lines; the header is line 1."""
    content, lines = "label,prob" + end, []
    for text, blank in cells:
        content += end * blank
        lines.append(len((content + ".").replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        content += written([[text, "0.5"]], end=end, quoting=csv.QUOTE_ALL)
    file = opened(path, content)
    assert [file.row(place) for place in range(len(cells))] == [f"line {line}" for line in lines]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(),
        st.text(st.sampled_from('01.,;\n\r"\t ab\ufeff')).map(str.encode),
        st.binary().map(lambda tail: b"label,prob\n1,0.5\n" + tail),
        st.text(st.sampled_from('01.,\n\r"ab')).map(lambda tail: b"label,prob\n" + tail.encode()),
    )
)
def test_whatever_the_bytes_they_are_read_or_refused_in_one_line(
    path: Path, content: bytes
) -> None:
    file = opened(path, content)
    with suppress(InputError):  # any other exception fails
        columns = file.header().columns
        table = file.read(columns[1:2], columns[:1])
        assert set(table) == set(columns[:2])
        assert re.fullmatch(r"line \d+", file.row(0))


def test_quoted_delimiters_quotes_and_line_breaks_belong_to_the_cell(path: Path) -> None:
    content = 'label,prob\n"a,b",0.5\n"say ""x""",0.25\n"two\nlines",1\nlast,0\n'
    file = opened(path, content)
    assert both(file) == (["a,b", 'say "x"', "two\nlines", "last"], [0.5, 0.25, 1, 0])
    assert [file.row(place) for place in range(4)] == ["line 2", "line 3", "line 4", "line 6"]


def test_quotes_that_begin_late_in_a_large_file_are_understood(path: Path) -> None:
    plain, quoted = "n,m,0.5\n" * 150_000, 'q,"a\nb",0.25\n' * 100_000
    file = opened(path, "label,note,prob\n" + plain + quoted)
    labels, scores = both(file)
    assert labels == ["n"] * 150_000 + ["q"] * 100_000
    assert set(scores[150_000:]) == {0.25}


def test_blank_lines_are_no_rows_wherever_they_stand(path: Path) -> None:
    file = opened(path, "\n\nlabel,prob\n\n1,0.5\n\n\n0,0.25\n\n")
    assert both(file) == (["1", "0"], [0.5, 0.25])
    assert [file.row(0), file.row(1)] == ["line 5", "line 8"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(path: Path, end: str) -> None:
    file = opened(path, end.join(["label,prob", "1,0.5", "0,0.25"]))
    assert both(file) == (["1", "0"], [0.5, 0.25])
    assert file.row(1) == "line 3"


def test_a_byte_order_mark_is_no_part_of_the_first_name(path: Path) -> None:
    assert opened(path, BOM + b"label,prob\n1,0.5\n").header().columns == ("label", "prob")


def test_a_delimiter_inside_quotes_does_not_count(path: Path) -> None:
    file = opened(path, 'label;"prob, calibrated, at last"\n1;0.5\n')
    assert file.header().columns == ("label", "prob, calibrated, at last")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_header(path: Path, delimiter: str) -> None:
    rows = [["label", "prob"], ["1", "0.5"]]
    assert both(opened(path, written(rows, delimiter))) == (["1"], [0.5])


def test_cells_that_mean_missing_are_not_a_number_among_scores_and_names_among_labels(
    path: Path,
) -> None:
    cells = ["", "nan", "NaN", "NA", "N/A", "null", "None"]
    file = opened(path, written([["label", "prob"], *([cell, cell] for cell in cells)]))
    labels, scores = both(file)
    assert labels == cells
    assert all(map(math.isnan, scores))


def test_numbers_may_be_spelled_with_spaces_signs_and_bare_points(path: Path) -> None:
    file = opened(path, "label,prob\n1, 0.5\n1,+2\n1,.5\n1,5.\n1,1e400\n1,-inf\n")
    assert both(file)[1] == [0.5, 2, 0.5, 5, math.inf, -math.inf]


def test_gzip_is_told_by_the_content_whatever_the_suffix(tmp_path: Path) -> None:
    content = gzip.compress(b"label,prob\n1,0.5\n")
    for name in ("preds.csv", "preds.csv.gz", "preds"):
        assert both(opened(tmp_path / name, content)) == (["1"], [0.5])
    assert both(opened(tmp_path / "plain.csv.gz", "label,prob\n1,0.5\n")) == (["1"], [0.5])


@pytest.mark.parametrize("damage", [slice(-9, None), slice(15, 40), slice(11, 12)])
def test_damaged_gzip_is_refused(path: Path, damage: slice) -> None:
    content = bytearray(gzip.compress(b"label,prob\n" + os.urandom(200).hex().encode()))
    content[damage] = b"" if damage.stop is None else b"\xff" * len(content[damage])
    with pytest.raises(InputError, match="not a whole gzip file"):
        opened(path, bytes(content)).header()


def test_standard_input_is_read_once_and_may_be_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b"label,prob\n1,0.5\n", gzip.compress(b"label,prob\n1,0.5\n")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        file = CsvFile("-")
        assert both(file) == (["1"], [0.5])
        assert file.row(0) == "line 2"
        assert file.name == "<stdin>"


def test_closed_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="standard input is closed"):
        CsvFile("-").header()


def test_a_pipe_is_read_as_a_file_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"label,prob\n1,0.5\n",))
    writer.start()
    assert both(CsvFile(str(pipe))) == (["1"], [0.5])
    writer.join()


def test_a_header_of_any_length_is_whole(path: Path) -> None:
    names = [f"prob_{place}" for place in range(12_000)]
    file = opened(path, written([["label", *names], ["7", *["0.5"] * 12_000]]))
    assert file.header().columns == ("label", *names)
    assert file.read(("prob_11999",), ())["prob_11999"].tolist() == [0.5]  # type: ignore[union-attr]


def test_columns_without_fractions_are_told_from_the_first_rows(path: Path) -> None:
    file = opened(path, "a,b,c,d,e\n1,0.5,cat,1e3, 2.5\n0,1,dog,7,3\n")
    assert file.header().looks_whole == {"a", "c"}


def test_spreadsheets_may_leave_columns_without_a_name(path: Path) -> None:
    assert both(opened(path, "label,prob,,\n1,0.5,,\n")) == (["1"], [0.5])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; it should begin with a line of column names"),
        (BOM, "is empty"),
        (b" \n\n", "is empty"),
        (b"label,prob\n", "has a header and no rows"),
        (b"label,prob\n\n\n", "has a header and no rows"),
        (b"label,prob,label\n1,2,3\n", "line 1: two columns are named 'label'; rename one"),
        ("label,prob\n1,0.5\n".encode("utf-16"), "is UTF-16, not UTF-8 text; save it as UTF-8"),
        ("label,prob\n1,0.5\n".encode("utf-16-le"), "is binary data, not UTF-8 text"),
        (b"\x7fELF\0\0\0", "is binary data"),
        (b"label,prob\n1,0.5\n\xe9,0.5\n", r"line 3 is not UTF-8 text \(byte 0xe9\).*iconv"),
        (BOM + b"label,prob\n1,0.5\n\xe9,0.5\n", r"line 3 is not UTF-8 text \(byte 0xe9\)"),
    ],
)
def test_what_the_beginning_shows_is_refused_before_the_rest_is_read(
    path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        opened(path, content).header()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (b"1,0.5\n0,0.5,7\n", "line 3 has 3 cells, the header has 2; mend the line"),
        (b"1,0.5,7\n", "line 2 has 3 cells, the header has 2"),
        (b"1\n", "line 2 has 1 cells, the header has 2"),
        (b"1,0.5\n\n0,oops\n", "line 4, column prob: 'oops' is not a number"),
        (b"1,0.5\n0,\n1,0;5\n", "line 4, column prob: '0;5' is not a number"),
        (b"1,0.5\n" * 20_000 + b"0,x\n", "line 20002, column prob: 'x' is not a number"),
        (b"1,0.5\n" * 20_000 + b"\xe9,0.5\n", "line 20002 is not UTF-8 text"),
        (b'"1,0.5\n' + b"0,0.1\n" * 50_000, "line 2: .* is there a quote that does not close"),
    ],
)
def test_what_stands_in_the_rows_is_refused_with_the_line(
    path: Path, rows: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        both(opened(path, b"label,prob\n" + rows))


def test_a_decimal_comma_is_explained(path: Path) -> None:
    with pytest.raises(InputError, match=r"line 2, .*'0,5' \(decimals are written with a point\)"):
        both(opened(path, "label;prob\n1;0,5\n"))


def test_a_file_is_mapped_and_the_numbers_do_not_change_with_its_size(path: Path) -> None:
    values = np.random.default_rng(0).random(200_000)
    content = "label,prob\n" + "".join(f"1,{value!r}\n" for value in values.tolist())
    assert both(opened(path, content))[1] == values.tolist()
