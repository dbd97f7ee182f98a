"""klik buku: writes the book, keeps the last good one, and says what it did."""

from __future__ import annotations

import re

import pytest

from klik_kit.content import load_edition
from klik_kit.reports.seal import fingerprint_of


@pytest.fixture
def made(klik, kab):
    ran = klik("buku", "-r", kab, "--per", "2026-07-01")
    assert ran.code == 0, ran.err
    return kab / "laporan" / "buku_klik.html"


def test_the_path_is_printed_and_the_page_is_sealed(klik, kab, made):
    ran = klik("buku", "-r", kab, "--per", "2026-07-01", "--force")
    assert (ran.code, ran.out) == (0, f"Buku Klik: {made}\n")
    assert "Menyusun Buku Klik edisi iid-2026" in ran.err
    assert fingerprint_of(made)


def test_an_unchanged_book_is_not_made_again(klik, kab, made):
    before = made.stat().st_mtime_ns
    ran = klik("buku", "-r", kab, "--per", "2026-07-01")
    assert (ran.code, ran.out) == (0, f"Buku Klik: {made} (tidak berubah)\n")
    assert made.stat().st_mtime_ns == before


def test_the_page_loads_nothing_from_elsewhere(made):
    html = made.read_text(encoding="utf-8")
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"|url\(|@import', html) == []


def test_a_pdf_on_request(klik, kab, tmp_path):
    ran = klik("buku", "-r", kab, "--format", "pdf", "--out", tmp_path)
    assert (ran.code, ran.out) == (0, f"Buku Klik: {tmp_path / 'buku_klik.pdf'}\n")
    assert (tmp_path / "buku_klik.pdf").read_bytes().startswith(b"%PDF-")


def test_another_edition_has_a_folder_of_its_own(klik, kab, made):
    before = made.read_bytes()
    ran = klik("buku", "-r", kab, "--edition", "iid-2025")
    assert ran.code == 0, ran.err
    other = kab / "laporan" / "iid-2025" / "buku_klik.html"
    assert load_edition("iid-2025").title in other.read_text(encoding="utf-8")
    assert made.read_bytes() == before


def test_a_failing_rerun_keeps_the_last_good_book(klik, kab, made, monkeypatch):
    from klik_kit.batch import running
    from klik_kit.warm.tasks import Outcome

    def failing(task, todo, **_):
        yield from (Outcome(task=job, value=None, failure="sel 3: rusak", seconds=0.1) for job in todo)

    monkeypatch.setattr(running, "run", failing)
    before = made.read_bytes()
    ran = klik("buku", "-r", kab, "--per", "2026-07-01", "--force")
    assert ran.code == 1
    assert "GAGAL: sel 3: rusak" in ran.err
    assert "Buku terakhir yang baik tidak berubah" in ran.err
    assert made.read_bytes() == before


@pytest.mark.parametrize(
    ("args", "said"),
    [(("--edition", "iid-1999"), "'iid-1999' tidak ada"), (("--format", "docx"), "docx tidak dikenal"), (("-r", "/tidak/ada"), "tidak ada")],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_message(klik, kab, args, said):
    ran = klik("buku", *(() if "-r" in args else ("-r", kab)), *args)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_the_batch_points_to_the_books_own_command(klik, kab):
    ran = klik("batch", "-r", kab, "--workbook", "buku_klik")
    assert ran.code == 2
    assert "klik buku" in ran.err
