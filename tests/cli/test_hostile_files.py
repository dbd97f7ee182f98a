"""Files that cannot be imported get one clear message and exit code 2, and leave the store as it was."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from sheet_files import book, innovations, plain_sheet, portal_file, with_formula, with_part

from klik_kit.errors import ExchangeError
from klik_kit.exchange import workbook_in
from klik_kit.workspace import open_workspace

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ROW = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


def missing(path: Path) -> None:
    path.unlink(missing_ok=True)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def folder(path: Path) -> None:
    path.mkdir()


def named_pipe_like(path: Path) -> None:
    path.symlink_to("/dev/null")


def text(path: Path) -> None:
    path.write_text("Kode unit,Nama inovasi\nDINKES,A\n", encoding="utf-8")


def html(path: Path) -> None:
    path.write_text("<html><table><tr><td>Inovasi</td></tr></table></html>", encoding="utf-8")


def old_excel(path: Path) -> None:
    path.write_bytes(OLE + b"\x00" * 5000 + "Workbook".encode("utf-16-le"))


def locked(path: Path) -> None:
    path.write_bytes(OLE + b"\x00" * 5000 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 5000)


def truncated(path: Path) -> None:
    innovations(path, {})
    path.write_bytes(path.read_bytes()[:-400])


def flipped(path: Path) -> None:
    innovations(path, {})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[start + 60] ^= 0xFF
    path.write_bytes(content)


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")


def part_named_twice(path: Path) -> None:
    innovations(path, {})
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", plain_sheet(""))


def no_relations(path: Path) -> None:
    with_part(innovations(path, {}), {"xl/_rels/workbook.xml.rels": None})


def sheet_part_gone(path: Path) -> None:
    with_part(innovations(path, {}), {"xl/worksheets/sheet1.xml": None})


def broken_sheet(path: Path) -> None:
    with_part(innovations(path, {}), {}, sheet=plain_sheet("<row><c></row>"))


def broken_book(path: Path) -> None:
    with_part(innovations(path, {}), {"xl/workbook.xml": b"<workbook>"})


def laughing_book(path: Path) -> None:
    innovations(path, {})
    with zipfile.ZipFile(path) as archive:
        text = archive.read("xl/workbook.xml").decode()
    laughing = LAUGHS + text.partition("?>")[2] if text.startswith("<?xml") else LAUGHS + text
    with_part(path, {"xl/workbook.xml": laughing.replace('"Inovasi"', '"&d;"').encode()})


def laughing_sheet(path: Path) -> None:
    body = plain_sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&d;</t></is></c></row>').partition("?>")[2]
    with_part(innovations(path, {}), {}, sheet=LAUGHS + body)


def outer_entity(path: Path) -> None:
    body = plain_sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>').partition("?>")[2]
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    with_part(innovations(path, {}), {}, sheet=head + body)


def bomb(path: Path) -> None:
    with_part(innovations(path, {}), {"xl/worksheets/sheet9.xml": b"\x00" * 210_000_000})


def lying_bomb(path: Path) -> None:
    """Its directory says 100 bytes, its content is 100 MB."""
    innovations(path, {})
    with_part(path, {"xl/sharedStrings.xml": b"<sst>" + b" " * 100_000_000})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size.to_bytes(4, "little")
    place = content.find(size)
    while place >= 0:
        content[place : place + 4] = (100).to_bytes(4, "little")
        place = content.find(size, place + 4)
    path.write_bytes(content)


def wrong_sheets(path: Path) -> None:
    book(path, {"Sheet1": [["a", "b"], [1, 2]], "Lembar \x7f2": [["x"]]})


def no_cells(path: Path) -> None:
    book(path, {"Inovasi": []})


def headings_only(path: Path) -> None:
    book(path, {"Inovasi": [["ID", "Kode unit", "Nama inovasi"]], "Skor": [["ID inovasi", "Jenis skor"]]})


def portal_headings_only(path: Path) -> None:
    portal_file(path)


def two_sheets_for_one(path: Path) -> None:
    rows = [["Kode unit", "Nama inovasi"], ["DINKES", "A"]]
    book(path, {"Inovasi": rows, "INOVASI ": rows})


def hundred_thousand_rows(path: Path) -> None:
    made = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = made.add_worksheet("Inovasi")
    page.write_row(0, 0, ["Kode unit", "Nama inovasi"])
    for number in range(1, 100_001):
        page.write_row(number, 0, ["DINKES", number])
    made.close()


def far_cell(path: Path) -> None:
    """Two cells; a reader that makes room for all between them needs half a terabyte."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with_part(innovations(path, {}), {}, sheet=plain_sheet(rows))


def far_cell_in_a_near_row(path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="A1048576"><v>1</v></c></row>'
    with_part(innovations(path, {}), {}, sheet=plain_sheet(rows))


def impossible_address(path: Path) -> None:
    with_part(innovations(path, {}), {}, sheet=plain_sheet('<row r="1"><c r="ZZZZ99999999"><v>1</v></c></row>'))


def three_hundred_columns(path: Path) -> None:
    book(path, {"Inovasi": [["Kode unit", "Nama inovasi", *(f"Kolom {n}" for n in range(298))], ["DINKES", "A"]]})


def required_column_missing(path: Path) -> None:
    book(path, {"Inovasi": [["ID", "Nama inovasi"], [None, "A"]]})


def column_twice(path: Path) -> None:
    book(path, {"Inovasi": [["Kode unit", "Nama inovasi", "nama  INOVASI"], ["DINKES", "A", "B"]]})


def portal_column_twice(path: Path) -> None:
    portal_file(path, {}, heads=("Judul Inovasi", "Admin OPD", "Kematangan", "kematangan "))


def formula(path: Path) -> None:
    with_formula(innovations(path, {}), "Inovasi", "C2", cached="AKTA SEHARI")


def formula_in_a_heading(path: Path) -> None:
    with_formula(innovations(path, {}), "Inovasi", "C1", cached="Nama inovasi")


def formulas_only(path: Path) -> None:
    with_formula(innovations(path, {}), "Inovasi", "C9")


def portal_formula(path: Path) -> None:
    with_formula(portal_file(path, {}), "Data", "S2", '=HYPERLINK("http://a.id")', cached="http://a.id")


def excel_fault(path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>Kode unit</v></c><c r="B1" t="str"><v>Nama inovasi</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>DINKES</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'
    )
    with_part(innovations(path, {}), {}, sheet=plain_sheet(rows))


HOSTILE: dict[Callable[[Path], None], tuple[str, ...]] = {
    missing: ("tidak ada", "Periksa nama"),
    empty: ("kosong (0 byte)",),
    folder: ("adalah folder",),
    named_pipe_like: ("tidak ada",),
    text: ("bukan berkas Excel",),
    html: ("bukan berkas Excel",),
    old_excel: ("format lama (.xls)", "Simpan sebagai Excel Workbook"),
    locked: ("dikunci dengan kata sandi", "hapus kata sandinya"),
    truncated: ("rusak",),
    flipped: ("rusak sehingga tidak terbaca", "simpan ulang di Excel"),
    other_zip: ("bukan buku kerja Excel",),
    part_named_twice: ("rusak",),
    no_relations: ("rusak",),
    sheet_part_gone: ("rusak",),
    broken_sheet: ("rusak",),
    broken_book: ("rusak",),
    laughing_book: ("rusak",),
    laughing_sheet: ("rusak",),
    outer_entity: ("rusak",),
    bomb: ("terlalu besar setelah dibuka",),
    lying_bomb: ("rusak",),
    wrong_sheets: ("tidak memuat lembar yang dikenal", "Sheet1", "klik template"),
    no_cells: ("Inovasi!1:1: kolom 'Kode unit' tidak ada pada baris judul",),
    headings_only: ("tidak berisi baris data",),
    portal_headings_only: ("tidak berisi baris data",),
    two_sheets_for_one: ("2 lembar Inovasi", "Gabungkan"),
    hundred_thousand_rows: ("lebih dari 20.000 baris", "A20002"),
    far_cell: ("lebih dari 20.000 baris", "XFD1048576"),
    far_cell_in_a_near_row: ("lebih dari 20.000 baris", "A1048576"),
    impossible_address: ("rusak",),
    three_hundred_columns: ("lebih dari 200 kolom", "GS1"),
    required_column_missing: ("Inovasi!1:1: kolom 'Kode unit' tidak ada",),
    column_twice: ("Inovasi!C1: kolom 'Nama inovasi' ada dua", "Hapus salah satunya"),
    portal_column_twice: ("Data!D1: kolom 'kematangan' ada dua",),
    formula: ("Inovasi!C2: Nama inovasi: berisi rumus", "Paste Values"),
    formula_in_a_heading: ("Inovasi!C1: judul kolom berisi rumus",),
    formulas_only: ("Inovasi!C9: Nama inovasi: berisi rumus",),
    portal_formula: ("Data!S2: Link Video: berisi rumus",),
    excel_fault: ("Inovasi!B2: Nama inovasi: berisi galat Excel",),
}


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_file_that_cannot_be_imported_is_told_and_nothing_is_written(make, klik, kab, tmp_path):
    path = tmp_path / "masuk.xlsx"
    make(path)
    with open_workspace(kab) as workspace:
        before = workspace.store.head()
    ran = klik("import", path, "-r", kab)
    assert ran.code == 2
    for words in HOSTILE[make]:
        assert words in ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err
    assert "galat yang tidak terduga" not in ran.err
    assert sum(len(line) for line in (ran.out + ran.err).splitlines()) < 3000
    with open_workspace(kab) as workspace:
        assert workspace.store.head() == before


def test_a_name_longer_than_any_file_system_takes_is_told(klik, kab):
    ran = klik("import", "x" * 300 + ".xlsx", "-r", kab)
    assert ran.code == 2
    assert "namanya terlalu panjang" in ran.err


def test_a_file_that_may_not_be_read_is_told(klik, kab, tmp_path, monkeypatch):
    path = innovations(tmp_path / "masuk.xlsx", {})

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    ran = klik("import", path, "-r", kab)
    assert (ran.code, "tidak diizinkan" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "space",
    ["http://purl.oclc.org/ooxml/spreadsheetml/main", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"],
)
@pytest.mark.parametrize(
    "cell", ['<c r="A1"><f>1+1</f><v>2</v></c>', "<c><f>1+1</f><v>2</v></c>", "<c r='A1'><f\n>1+1</f><v>2</v></c>", '<c r="A1"><f t="shared" si="0"/><v>2</v></c>']
)  # fmt: skip
def test_a_formula_is_found_however_the_file_is_written(space, cell, tmp_path):
    path = with_part(innovations(tmp_path / "x.xlsx", {}), {}, sheet=plain_sheet(f"<row>{cell}</row>", space=space))
    if "purl" in space:
        with zipfile.ZipFile(path) as archive:
            found = archive.read("xl/workbook.xml").decode()
        old = "http://schemas.openxmlformats.org/"
        strict = found.replace(f"{old}spreadsheetml/2006/main", space).replace(
            f"{old}officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        with_part(path, {"xl/workbook.xml": strict.encode()})
    raw = workbook_in.Workbook(path).sheet("Inovasi")
    assert "berisi rumus" in raw.flaws[1][0]


def test_a_formula_is_found_where_the_elements_have_a_prefix(tmp_path):
    xml = (
        '<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    raw = workbook_in.Workbook(with_part(innovations(tmp_path / "x.xlsx", {}), {}, sheet=xml)).sheet("Inovasi")
    assert "berisi rumus" in raw.flaws[1][0]


def test_formulas_of_drop_downs_and_colours_are_no_formulas_of_cells(tmp_path):
    made = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    page = made.add_worksheet("Inovasi")
    page.write_row(0, 0, ["Kode unit", "Nama inovasi"])
    page.data_validation("A2:A9", {"validate": "list", "source": "=Inovasi!$A$1:$B$1"})
    page.conditional_format(
        "A2:A9", {"type": "formula", "criteria": "=$A2>1", "format": made.add_format({"bold": True})}
    )
    page.add_sparkline("C2", {"range": "Inovasi!A1:B1"})
    made.close()
    assert workbook_in.Workbook(tmp_path / "x.xlsx").sheet("Inovasi").flaws == {}


def test_empty_rows_with_a_format_far_below_do_no_harm(tmp_path):
    rows = ROW.format(1) + '<row r="1048576" s="1"><c r="XFD1048576" s="0"/></row>'
    path = with_part(innovations(tmp_path / "x.xlsx", {}), {}, sheet=plain_sheet(rows))
    assert workbook_in.Workbook(path).sheet("Inovasi").rows == [[1.0]]


def test_a_panic_of_the_reader_is_told_as_a_broken_file(tmp_path, monkeypatch, klik, kab):
    class PanicException(BaseException):
        """As Rust's bindings raise it: not an Exception."""

    def panic(_: object) -> None:
        raise PanicException

    path = innovations(tmp_path / "x.xlsx", {})
    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", panic, raising=True)
    ran = klik("import", path, "-r", kab)
    assert (ran.code, "rusak" in ran.err) == (2, True)


def test_too_many_rows_are_refused_before_the_reader_makes_room_for_them(tmp_path, monkeypatch):
    far_cell(tmp_path / "x.xlsx")
    opened = workbook_in.Workbook(tmp_path / "x.xlsx")
    monkeypatch.setattr(opened, "_book", None)
    with pytest.raises(ExchangeError, match=r"lebih dari 20\.000 baris"):
        opened.sheet("Inovasi")


def test_what_was_checked_is_what_is_read(tmp_path, monkeypatch):
    path = innovations(tmp_path / "x.xlsx", {})
    opened = workbook_in.Workbook(path)
    innovations(path, {"Nama inovasi": "DITUKAR"})
    assert opened.sheet("Inovasi").rows[1][2] == "AKTA SEHARI"


def test_the_marks_of_a_heading_do_not_reach_the_terminal(tmp_path, klik, kab):
    path = innovations(tmp_path / "x.xlsx", {"Kolom _x001B_[2J": "x"})
    ran = klik("import", path, "-r", kab, "--dry-run")
    assert "kolom Kolom [2J tidak dikenal" in ran.out
    assert "\x1b" not in ran.out
