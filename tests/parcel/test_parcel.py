"""A package is whole, read back, and says what it left out; what is broken never replaces the last one."""

import hashlib
import io
import json
import os
from zipfile import ZipFile

import pytest
from desk_cases import AT, INNOVATION
from openpyxl import load_workbook
from parcel_cases import TODAY, filed, gathered, manifest, packed, vault_of

from klik_kit.core.records import Change, RecordKey
from klik_kit.errors import ExchangeError, KlikError
from klik_kit.parcel import writing
from klik_kit.parcel.reading_back import read_back
from klik_kit.parcel.region_check import check_document, check_region
from klik_kit.parcel.spreadsheet import sheet_xlsx

HOSTILE = '=HYPERLINK("http://jahat","x")</textarea><script>alert(1)</script>\n+1\n{{ 7*7 }}'


def test_every_file_is_in_it_under_a_readable_name_with_its_hash(filled, tmp_path):
    with packed(filled, tmp_path / "p.zip") as archive:
        told = manifest(archive)
        names = {name.rpartition("/")[2] for name in archive.namelist() if "/data_dukung/" in name}
        assert names == {"16_SK-Bupati-214-2025.pdf", "25_Berita-media.pdf", "33_Rekap-penerima.pdf"}
        assert [f["path"] for f in told["files"]] + ["manifest.json"] == archive.namelist()
        for file in told["files"]:
            body = archive.read(file["path"])
            assert (len(body), hashlib.sha256(body).hexdigest()) == (file["size"], file["sha256"])
        (innovation,) = told["innovations"]
        assert innovation["links"] == [{"row": "35", "title": "Video", "address": "https://contoh.go.id/video"}]
        assert innovation["left_out"] == []
        assert (told["format"], told["version"], told["edition"]) == ("klik-paket", 1, "iid-2026")


def test_recipients_are_left_out_and_the_manifest_says_so(filled, tmp_path):
    with packed(filled, tmp_path / "p.zip", private=False) as archive:
        assert not [name for name in archive.namelist() if "33_" in name]
        (innovation,) = manifest(archive)["innovations"]
        assert [(one["document"], one["row"]) for one in innovation["left_out"]] == [("DD-2", "33")]
        sheets = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(("html", "txt", "json")))
        assert b"Rekap penerima" not in sheets


@pytest.mark.parametrize("harm", ["missing", "shorter", "changed"])
def test_a_harmed_file_is_named_and_the_last_package_stays(filled, tmp_path, harm):
    path = tmp_path / "p.zip"
    path.write_bytes(b"yang lama")
    parcel = gathered(filled)
    file = vault_of(filled).open_for(parcel.items[0].files[0].sha256)
    body = file.read_bytes()
    file.unlink()
    if harm != "missing":
        file.write_bytes(body[:-1] if harm == "shorter" else body[:-1] + b"X")
    with pytest.raises(KlikError, match=r"DD-1\.pdf") as told:
        writing.write_parcel(parcel, vault_of(filled), filled.workspace.store, path)
    assert "Unggah lagi" in str(told.value)
    assert path.read_bytes() == b"yang lama"
    assert not list(tmp_path.glob(".klik-*"))


def test_reading_back_finds_a_byte_that_changed(filled):
    stream = io.BytesIO()
    parcel = gathered(filled)
    members = writing._written(stream, parcel, vault_of(filled), lambda size, what: None)
    read_back(stream, members, tell=lambda size, what: None)
    raw = stream.getvalue()
    at = raw.index(b"%PDF-1.4 berita")
    broken = io.BytesIO(raw[:at] + b"X" + raw[at + 1 :])
    with pytest.raises(ExchangeError, match="tidak sama"):
        read_back(broken, members, tell=lambda size, what: None)


def test_reading_back_finds_a_member_too_much_or_too_few(filled):
    stream = io.BytesIO()
    members = writing._written(stream, gathered(filled), vault_of(filled), lambda size, what: None)
    with pytest.raises(ExchangeError, match="daftar isi"):
        read_back(stream, members[:-1], tell=lambda size, what: None)
    with ZipFile(stream, "a") as archive:
        archive.writestr("lain.txt", "x")
    with pytest.raises(ExchangeError, match="daftar isi"):
        read_back(stream, members, tell=lambda size, what: None)


def test_a_document_that_changed_meanwhile_refuses_the_package(filled, tmp_path):
    path = tmp_path / "p.zip"

    def meanwhile(size, what):
        if filled.value("DD-3", "file"):
            filled.put("DD-3", file=None)

    with pytest.raises(ExchangeError, match="berubah selama paket dibuat"):
        writing.write_parcel(gathered(filled), vault_of(filled), filled.workspace.store, path, tell=meanwhile)
    assert not path.exists()


def test_a_region_of_140_innovations_with_900_files_is_read_back_whole(office, tmp_path):
    ids = [f"INV-{n}" for n in range(140)]
    values = {"name": "SAMA (nama yang sama)", "status": "Layak kirim"}
    keys = [RecordKey(id=name, kind="inovasi", unit="DINKES") for name in ids]
    changes = [Change(record=key, field=f, value=v, base=0) for key in keys for f, v in values.items()]
    office.workspace.store.save(changes, who="uji", at=AT)
    kept = {
        filed(office, f"DD-{n}", ("16", "17", "28")[n % 3], title="SK", body=b"%PDF-1.4 " + os.urandom(500), innovation=ids[n % 140])
        for n in range(900)
    }  # fmt: skip
    heard = []
    parcel = gathered(office, *ids)
    writing.write_parcel(parcel, vault_of(office), office.workspace.store, tmp_path / "p.zip", tell=lambda size, what: heard.append(size))  # fmt: skip
    with ZipFile(tmp_path / "p.zip") as archive:
        names = [name for name in archive.namelist() if "/data_dukung/" in name]
        assert len(names) == len(kept) == 900
        assert {hashlib.sha256(archive.read(name)).hexdigest() for name in names} == kept
        assert len({name.partition("/")[0].lower() for name in archive.namelist() if "/" in name}) == 140
    assert sum(heard) == 2 * parcel.size


def test_hostile_texts_are_text_in_every_sheet(office, tmp_path):
    office.put(INNOVATION, name=HOSTILE, goals=HOSTILE, initiator_name="=1+1", benefits="@SUM(A1)")
    filed(office, "DD-1", "16", title=HOSTILE, number="=2+2")
    with packed(office, tmp_path / "p.zip") as archive:
        (html,) = (archive.read(n).decode() for n in archive.namelist() if n.endswith("lembar-salin.html"))
        (sheet,) = (archive.read(n) for n in archive.namelist() if n.endswith(".xlsx"))
        index = archive.read("DAFTAR.html").decode()
    assert "<script>alert" not in html + index
    assert html.count("</textarea>") == html.count("<textarea")
    book = load_workbook(io.BytesIO(sheet))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=1+1", "@SUM(A1)", "=2+2", HOSTILE} <= {cell.value for cell in cells}


def test_a_text_longer_than_a_cell_goes_on_below(office):
    office.put(INNOVATION, rancang_bangun="a\U0001f600" * 9_000)
    office.put(INNOVATION, goals="b" * 20_000)
    book = load_workbook(io.BytesIO(sheet_xlsx(gathered(office).items[0].sheet)))
    rows = {row[0].value: row[1].value for row in book["Lembar salin"].iter_rows() if row[0].value}
    assert rows["Tujuan"] == "b" * 20_000
    assert "".join(v for k, v in rows.items() if k.startswith("Rancang bangun")) == "a\U0001f600" * 9_000


def test_the_command_makes_checks_and_refuses(filled, klik, tmp_path):
    folder = filled.workspace.folder
    ran = klik("paket", "-r", folder, "-o", tmp_path)
    assert (ran.code, "1 inovasi, 2 berkas" in ran.out) == (0, True), ran
    assert "baris 33" in ran.out
    ran = klik("paket", "-r", folder, "-o", tmp_path / "v.zip", "--akun", "vera")
    assert "1 inovasi, 3 berkas" in ran.out
    for login in ("budi", "bupati"):
        ran = klik("paket", "-r", folder, "-o", tmp_path / "x.zip", "--akun", login)
        assert (ran.code, (tmp_path / "x.zip").exists()) == (2, False)
    found = json.loads(klik("paket", "-r", folder, "--periksa", "--json").out)
    assert found["innovations"] == 2
    topics = {one["topic"] for item in found["items"] if item["id"] == INNOVATION for one in item["findings"]}
    assert {"isian", "baris", "berkas"} <= topics
    assert klik("paket", "-r", folder, "--inovasi", "INV-LAIN").code == 2


def test_reading_back_finds_a_sound_zip_with_another_content(filled):
    stream, other = io.BytesIO(), io.BytesIO()
    members = writing._written(stream, gathered(filled), vault_of(filled), lambda size, what: None)
    with ZipFile(stream) as good, ZipFile(other, "w") as bad:
        for name in good.namelist():
            bad.writestr(
                name, good.read(name).replace(b"berita", b"BERITA") if name.endswith(".pdf") else good.read(name)
            )
    assert ZipFile(other).testzip() is None
    with pytest.raises(ExchangeError, match="25_Berita-media"):
        read_back(other, members, tell=lambda size, what: None)


def test_what_seems_private_is_told_in_page_excel_and_check_and_the_fields_stay(office, filled, tmp_path):
    nik = "3201150307900001"
    office.put(INNOVATION, goals=f"Membantu Siti, NIK {nik}", name="ANTRE 0812-3456-7890")
    archive = packed(office, tmp_path / "p.zip")
    page = next(archive.read(n).decode() for n in archive.namelist() if n.endswith("lembar-salin.html"))
    book = next(archive.read(n) for n in archive.namelist() if n.endswith("lembar-salin.xlsx"))
    cells = [str(c.value) for s in load_workbook(io.BytesIO(book)) for row in s.iter_rows() for c in row if c.value]
    warning = "Tujuan: tampak memuat NIK atau nomor Kartu Keluarga."
    assert warning in page
    assert any(warning in cell for cell in cells)
    assert f"Membantu Siti, NIK {nik}" in cells
    assert nik in page
    check = check_region(office.workspace.store, vault_of(office), office.workspace.edition(), units={}, chosen=lambda _: True, today=TODAY)  # fmt: skip
    told = json.dumps(check_document(check, "Kabupaten Uji"), ensure_ascii=False)
    assert warning in told
    assert nik not in told
    assert "3456" not in told
    shown = json.dumps(office.opened("dewi", "salin").state(), ensure_ascii=False)
    assert warning in shown
    shown = json.dumps(office.opened("dewi", "praperiksa", "").state(), ensure_ascii=False)
    assert "Tampak memuat data pribadi: Nama inovasi dan Tujuan" in shown
    assert nik not in shown


def test_the_check_at_the_terminal_tells_what_seems_private_before_anything_else(office, klik):
    office.put(INNOVATION, goals="Siti, NIK 3201 1503 0790\n0001", name="ANTRE 0812-3456-7890", asta_cita=None)
    ran = klik("paket", "--periksa", "-r", office.workspace.folder, "--inovasi", INNOVATION)
    told = [line.strip() for line in ran.out.splitlines() if line.startswith("  ")]
    assert [line.partition(".")[0] for line in told[:2]] == [
        "periksa: Nama inovasi: tampak memuat nomor telepon seluler",
        "periksa: Tujuan: tampak memuat NIK atau nomor Kartu Keluarga",
    ]
    assert "Data pribadi: 0 inovasi dengan kesalahan, 1 dengan peringatan" in ran.out
    assert not [secret for secret in ("0790", "3456") if secret in ran.out]
