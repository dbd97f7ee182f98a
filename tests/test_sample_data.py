"""The fictional kabupaten is what its README says, and the committed files are what its script writes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from klik_kit.content import load_choices, load_edition
from klik_kit.core.eligibility import Basket, judge
from klik_kit.core.portfolio import Innovation, Portfolio, ScoreKind, Scores, count_words
from klik_kit.core.records import RecordKey
from klik_kit.core.rubric import level_for
from klik_kit.core.scoring import score_region
from klik_kit.exchange.drafts import Draft
from klik_kit.exchange.settings_sheets import settings_forms
from klik_kit.exchange.sheet_in import read_sheet
from klik_kit.exchange.sheets import portfolio_forms
from klik_kit.exchange.workbook_in import Workbook

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
EDITION = load_edition("iid-2026")
FILES = (
    "Pengaturan.xlsx",
    "portofolio.xlsx",
    "ekspor_portal.xlsx",
    "riwayat/portofolio-2024.xlsx",
    "riwayat/portofolio-2025.xlsx",
)
LETTERS = tuple(
    f"bukti/{name}.pdf"
    for name in ("17_Surat-tugas-1-2025", "28_SOP-pelayanan-1-2025", "32_Laporan-tahapan", "33_Rekap-penerima")
)
HEADINGS = [
    "No", "Judul Inovasi", "Pemda", "Admin OPD", "Inisiator", "Nama Inisiator", "Bentuk Inovasi", "Jenis", "Asta Cipta",
    "Urusan Utama", "Urusan lain yang beririsan", "Kematangan", "Tahapan Inovasi", "Tanggal Input", "Tanggal Penerapan",
    "Tanggal Pengembangan", "Koordinat", "Video", "Link Video",
]  # fmt: skip
Values = Mapping[str, str | None]


def written(folder: Path, *, hash_seed: str) -> Path:
    folder.mkdir()
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-W", "error", str(SAMPLE / "generate.py"), "--into", str(folder)]
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base = tmp_path_factory.mktemp("sample")
    return written(base / "one", hash_seed="1"), written(base / "two", hash_seed="2")


def drafts(path: Path, edition_id: str = "iid-2026") -> dict[str, list[Draft]]:
    book, choices = Workbook(path), load_choices()
    forms = {f.name: f for f in (*settings_forms(choices), *portfolio_forms(load_edition(edition_id), choices))}
    found = {}
    for name in book.names:
        if name in forms:
            found[name], refused, remarks = read_sheet(forms[name], book.sheet(name))
            assert refused == []
            assert remarks == []
    return found


@pytest.fixture(scope="module")
def settings() -> dict[str, list[Draft]]:
    return drafts(SAMPLE / "Pengaturan.xlsx")


@pytest.fixture(scope="module")
def portfolio() -> dict[str, list[Draft]]:
    return drafts(SAMPLE / "portofolio.xlsx")


@pytest.fixture(scope="module")
def innovations(portfolio: dict[str, list[Draft]]) -> list[Innovation]:
    scores = levels_by_record(portfolio["Skor"])
    return [innovation(draft.key, draft.values, scores.get(draft.key.id, {})) for draft in portfolio["Inovasi"]]


def innovation(key: RecordKey, values: Values, scores: Mapping[ScoreKind, Scores]) -> Innovation:
    return Innovation(
        id=key.id,
        opd=key.unit or "",
        name=values["name"] or "",
        urusan=values.get("urusan") or "",
        stage=values.get("stage") or "",
        implemented=day(values.get("implemented_on")),
        developed=day(values.get("developed_on")),
        words=count_words(values.get("rancang_bangun") or ""),
        scores=scores,
    )


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def levels_by_record(found: list[Draft]) -> dict[str, dict[ScoreKind, Scores]]:
    scores: dict[str, dict[ScoreKind, Scores]] = {}
    for draft in found:
        owner = draft.key.parent or draft.key.id
        for kind in ScoreKind:
            fields = {
                name.removeprefix(f"{kind}."): value
                for name, value in draft.values.items()
                if name.startswith(f"{kind}.")
            }
            levels = {row: int(value) for row, value in fields.items() if value is not None and row in EDITION.by_row}
            if levels:
                held = scores.setdefault(owner, {}).get(kind, Scores())
                basis = {row.removesuffix(".basis"): v for row, v in fields.items() if row.endswith(".basis") and v}
                scores[owner][kind] = Scores(levels={**held.levels, **levels}, basis={**held.basis, **basis})
    return scores


@pytest.fixture(scope="module")
def region(portfolio: dict[str, list[Draft]], innovations: list[Innovation]) -> Portfolio:
    spd = levels_by_record(portfolio["SPD"])["spd@iid-2026"]
    return Portfolio(edition=EDITION.id, spd=spd, innovations=tuple(innovations))


@pytest.fixture(scope="module")
def export() -> list[dict[str, object]]:
    rows = Workbook(SAMPLE / "ekspor_portal.xlsx").sheet("Data").rows
    return [dict(zip(HEADINGS, row, strict=True)) for row in rows[1:]]


def test_the_script_writes_the_same_bytes_every_time(again: tuple[Path, Path]) -> None:
    one, two = again
    assert sorted(p.relative_to(one).as_posix() for p in one.rglob("*.*")) == sorted((*FILES, *LETTERS))
    for name in (*FILES, *LETTERS):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


@pytest.mark.parametrize("name", FILES)
def test_the_committed_files_are_what_the_script_writes(again: tuple[Path, Path], name: str) -> None:
    assert parts(SAMPLE / name) == parts(again[0] / name)


@pytest.mark.parametrize("name", LETTERS)
def test_the_letters_are_what_the_script_writes_and_can_be_read(again: tuple[Path, Path], name: str) -> None:
    assert (SAMPLE / name).read_bytes() == (again[0] / name).read_bytes()
    text = subprocess.run(["pdftotext", SAMPLE / name, "-"], check=True, capture_output=True, text=True, timeout=60)
    assert "CONTOH - dokumen rekaan" in text.stdout
    assert text.stderr == ""


def parts(path: Path) -> dict[str, bytes]:
    """What is packed, since another zlib packs the same into other bytes."""
    with zipfile.ZipFile(path) as archive:
        return {item.filename: archive.read(item) for item in archive.infolist()}


def test_the_files_stay_small() -> None:
    assert sum((SAMPLE / name).stat().st_size for name in FILES) < 1_500_000


@pytest.mark.parametrize(
    ("name", "edition", "sheets"),
    [
        (
            "Pengaturan.xlsx",
            "iid-2026",
            ["Daerah", "Unit", "Pejabat", "Agenda", "Sasaran RPJMD", "Padanan Unit", "Hasil Resmi"],
        ),
        ("portofolio.xlsx", "iid-2026", ["Inovasi", "Skor", "Data Dukung", "SPD", "Hasil Resmi"]),
        ("riwayat/portofolio-2024.xlsx", "iid-2024", ["Skor", "SPD"]),
        ("riwayat/portofolio-2025.xlsx", "iid-2025", ["Skor", "SPD"]),
    ],
)
def test_every_sheet_reads_back_without_a_refusal(name: str, edition: str, sheets: list[str]) -> None:
    found = drafts(SAMPLE / name, edition)
    assert list(found) == sheets
    assert all(found.values())


def test_there_are_64_units_of_the_right_kinds(settings: dict[str, list[Draft]]) -> None:
    kinds = Counter(draft.values["kind"] for draft in settings["Unit"])
    assert kinds == {
        "Sekretariat": 2, "Inspektorat": 1, "Dinas": 18, "Badan": 6, "RSUD": 1, "Kecamatan": 12, "Puskesmas": 14,
        "Kelurahan": 2, "Sekolah": 6, "BUMD": 2,
    }  # fmt: skip
    names = [draft.values["name"] or "" for draft in settings["Unit"]]
    assert len(set(names)) == 64
    assert not [name for name in names if name.startswith(("SMA", "SMK"))]


def test_small_units_are_below_the_right_one(settings: dict[str, list[Draft]]) -> None:
    kinds = {draft.key.unit: draft.values["kind"] for draft in settings["Unit"]}
    above = {(d.values["kind"], d.values.get("parent")) for d in settings["Unit"] if d.values.get("parent")}
    assert above == {("Puskesmas", "DINKES"), ("Sekolah", "DISDIK"), ("Kelurahan", "KEC-WANAKENCANA")}
    assert {parent for _, parent in above} <= set(kinds)


def test_every_unit_has_a_head_and_an_operator(settings: dict[str, list[Draft]]) -> None:
    for draft in settings["Unit"]:
        assert draft.values["head"], draft.label
        assert draft.values["head_title"], draft.label
        assert draft.values["operator"], draft.label


def test_no_nip_can_be_anybodys(settings: dict[str, list[Draft]]) -> None:
    nips = [d.values.get("head_nip") for d in settings["Unit"]] + [d.values.get("nip") for d in settings["Pejabat"]]
    given = [nip for nip in nips if nip]
    assert len(given) > 60
    assert [
        nip for nip in given if not re.fullmatch(r"(19[678]|199)\d{5,6}(19|20)\d{4}9\d{3}", nip) or len(nip) != 18
    ] == []


def test_there_are_four_local_dates_and_expected_ones(settings: dict[str, list[Draft]]) -> None:
    dates = {d.values["event"]: d.values["start"] or "" for d in settings["Agenda"]}
    local = [dates[name] for name in ("Buka", "Batas ajukan", "Batas verifikasi", "Cut-off")]
    assert local == sorted(local)
    assert Counter(d.values["expected"] for d in settings["Agenda"])["ya"] >= 3


def test_three_official_years_have_the_predicate_of_their_edition(settings: dict[str, list[Draft]]) -> None:
    results = {d.values["year"]: d.values for d in settings["Hasil Resmi"]}
    assert sorted(str(year) for year in results) == ["2023", "2024", "2025"]
    for year in ("2023", "2024"):
        index = Fraction(results[year]["index"] or "")
        assert load_edition(f"iid-{year}").predicate(index) == results[year]["predicate"]
    assert Fraction(results["2025"]["index"] or "") < Fraction("65.01")
    assert all(re.fullmatch(rf"400\.10\.11-\d{{4}} Tahun {year}", r["decree"] or "") for year, r in results.items())


def test_there_are_140_innovations_or_more_with_names_of_their_own(innovations: list[Innovation]) -> None:
    names = [i.name for i in innovations]
    assert len(names) >= 140
    assert len({name.casefold() for name in names}) == len(names)
    assert len({name.partition(" (")[0] for name in names}) == len(names)


def test_a_few_units_have_nothing(settings: dict[str, list[Draft]], innovations: list[Innovation]) -> None:
    codes = {draft.key.unit for draft in settings["Unit"]}
    used = {i.opd for i in innovations}
    assert used <= codes
    assert len(codes - used) >= 3


def test_sectors_weigh_as_in_a_real_kabupaten(innovations: list[Innovation]) -> None:
    shares = Counter(i.urusan for i in innovations)
    assert shares["Kesehatan"] / len(innovations) == pytest.approx(0.20, abs=0.03)
    assert shares["Pendidikan"] / len(innovations) == pytest.approx(0.11, abs=0.03)
    assert shares["Administrasi Kependudukan dan Pencatatan Sipil"] / len(innovations) == pytest.approx(0.06, abs=0.02)
    assert Counter(i.stage for i in innovations)["Penerapan"] / len(innovations) == pytest.approx(0.91, abs=0.02)


def test_all_four_baskets_occur(innovations: list[Innovation]) -> None:
    baskets = Counter(judge(EDITION, i).basket for i in innovations)
    assert set(baskets) == set(Basket)
    assert min(baskets.values()) >= 5
    assert 100 <= baskets[Basket.REPORT] <= 120


def test_exactly_four_of_the_six_urusan_are_covered(region: Portfolio) -> None:
    score = score_region(EDITION, region)
    assert set(score.urusan_missing) == {"Pekerjaan Umum dan Penataan Ruang", "Perumahan Rakyat dan Kawasan Permukiman"}
    assert len(score.urusan_covered) == 4
    assert score.count_score == 0


def test_the_index_of_the_self_score_is_believable(region: Portfolio) -> None:
    score = score_region(EDITION, region)
    assert 45 <= score.index <= 55
    assert score.predicate == "Inovatif"


def test_each_kind_of_score_covers_less_than_the_one_before(innovations: list[Innovation]) -> None:
    kinds = (ScoreKind.MANDIRI, ScoreKind.PENDAMPING, ScoreKind.VERIFIKASI)
    scored = [{i.id for i in innovations if kind in i.scores} for kind in kinds]
    assert scored[0] > scored[1] > scored[2]
    assert len(scored[0]) > 0.9 * len(innovations)
    assert 0.2 * len(innovations) < len(scored[2]) < 0.45 * len(innovations)


def test_verification_never_gives_more_than_was_claimed(innovations: list[Innovation]) -> None:
    for i in innovations:
        claimed = i.score(ScoreKind.MANDIRI).levels
        for row, level in i.score(ScoreKind.VERIFIKASI).levels.items():
            assert level <= claimed[row], (i.name, row)


def test_row_33_has_a_basis_wherever_it_is_claimed(innovations: list[Innovation]) -> None:
    for i in innovations:
        for kind, scores in i.scores.items():
            if scores.levels.get("33"):
                assert scores.basis.get("33"), (i.name, kind)


def test_some_mandatory_rows_are_missing_among_the_reported(innovations: list[Innovation]) -> None:
    reported = [i for i in innovations if judge(EDITION, i).counted]
    lacking = [i for i in reported if {"16", "17", "32", "33", "35"} - set(i.score(ScoreKind.MANDIRI).levels)]
    assert 0.1 < len(lacking) / len(reported) < 0.5


def test_many_texts_are_long_enough_some_short_and_a_few_empty(innovations: list[Innovation]) -> None:
    words = [i.words or 0 for i in innovations]
    assert sum(n >= 300 for n in words) >= 100
    assert sum(80 <= n <= 250 for n in words) >= 10
    assert sum(250 < n < 300 for n in words) >= 2
    assert sum(n == 0 for n in words) >= 2


def test_no_two_long_texts_are_the_same_with_a_name_swapped(portfolio: dict[str, list[Draft]]) -> None:
    texts = [d.values["rancang_bangun"] or "" for d in portfolio["Inovasi"] if d.values.get("rancang_bangun")]
    sentences = [set(re.split(r"(?<=[.;:])\s+", text)) for text in texts if count_words(text) >= 300]
    for number, one in enumerate(sentences):
        for other in sentences[number + 1 :]:
            assert len(one & other) < 0.6 * min(len(one), len(other))


def test_long_texts_name_what_a_rancang_bangun_needs(portfolio: dict[str, list[Draft]]) -> None:
    for draft in portfolio["Inovasi"]:
        text = (draft.values.get("rancang_bangun") or "").casefold()
        if count_words(text) >= 300:
            for part in ("dasar hukum", "permasalahan", "isu strategis", "metode pembaharuan", "kebaruan", "tahapan"):
                assert part in text, (draft.label, part)
            assert "{" not in text


def test_letter_numbers_have_the_shapes_offices_use(portfolio: dict[str, list[Draft]]) -> None:
    numbers = [d.values.get("number") or "" for d in portfolio["Data Dukung"]]
    for shape in (
        r"100\.3\.3\.2/\d+/202[3-6]",
        r"188\.45/\d+/20(19|2[0-2])",
        r"\d{3}/SK/PKM\.[A-Z0-9]{3}/[IVX]+/\d{4}",
        r"400\.10\.11/\d+/BAPPERIDA/\d{4}",
    ):
        assert [n for n in numbers if re.fullmatch(shape, n)], shape


def test_no_document_is_dated_after_the_sample_ends_and_some_are_odd(portfolio: dict[str, list[Draft]]) -> None:
    started = {d.key.id: d.values.get("implemented_on") for d in portfolio["Inovasi"]}
    dated = [d for d in portfolio["Data Dukung"] if d.values.get("date")]
    assert max(d.values["date"] or "" for d in dated) <= "2026-07-31"
    old = [
        d
        for d in dated
        if d.values["indicator"] == "17" and (d.values["date"] or "") < (started[d.key.parent or ""] or "")
    ]
    assert old
    assert {d.values["state"] for d in old} == {"Perlu perbaikan"}


def test_documents_are_many_but_not_for_every_level(
    portfolio: dict[str, list[Draft]], innovations: list[Innovation]
) -> None:
    shown = {(d.key.parent, d.values["indicator"]) for d in portfolio["Data Dukung"]}
    claimed = {(i.id, row) for i in innovations for row, level in i.score(ScoreKind.MANDIRI).levels.items() if level}
    assert 300 <= len(portfolio["Data Dukung"]) <= 1000
    assert shown <= claimed
    assert len(claimed - shown) > 500


def test_spd_levels_follow_from_their_figures(portfolio: dict[str, list[Draft]]) -> None:
    answers = {field: value for d in portfolio["SPD"] for field, value in d.values.items() if value is not None}
    checked = 0
    for indicator in EDITION.spd:
        if all(level.range for level in indicator.levels) and f"figure.{indicator.row}" in answers:
            figure = Fraction(answers[f"figure.{indicator.row}"].replace(",", "."))
            wanted = level_for(EDITION, indicator.levels, figure, where=indicator.row)
            assert int(answers[f"mandiri.{indicator.row}"]) == wanted, indicator.row
            checked += 1
    assert checked >= 10
    assert [i.row for i in EDITION.spd if f"mandiri.{i.row}" not in answers] == ["13b", "14"]


def test_history_is_about_innovations_that_were_there_then(innovations: list[Innovation]) -> None:
    started = {i.id: i.implemented for i in innovations}
    for year in (2024, 2025):
        found = drafts(SAMPLE / f"riwayat/portofolio-{year}.xlsx", f"iid-{year}")["Skor"]
        assert len(found) >= 20
        for draft in found:
            begun = started[draft.key.parent or ""]
            assert begun is not None
            assert begun.year < year
            assert all(field.startswith("kemendagri.") for field in draft.values)


def test_the_export_has_the_portals_shape() -> None:
    book = Workbook(SAMPLE / "ekspor_portal.xlsx")
    assert list(book.names) == ["Data"]
    rows = book.sheet("Data").rows
    assert list(rows[0]) == HEADINGS
    assert 140 <= len(rows) - 1 <= 170
    assert [int(row[0]) for row in rows[1:]] == list(range(1, len(rows)))


def test_dates_of_the_export_are_texts_with_dashes_for_none(export: list[dict[str, object]]) -> None:
    for heading in ("Tanggal Input", "Tanggal Penerapan", "Tanggal Pengembangan"):
        values = [row[heading] for row in export]
        assert all(isinstance(v, str) and re.fullmatch(r"\d\d-\d\d-\d{4}|-|nan", v) for v in values)
    assert Counter(row["Tanggal Pengembangan"] for row in export)["-"] > 0.4 * len(export)


def test_titles_of_the_export_are_as_dirty_as_real_ones(export: list[dict[str, object]]) -> None:
    titles = [str(row["Judul Inovasi"]) for row in export]
    in_unit = Counter((row["Judul Inovasi"], row["Admin OPD"]) for row in export)
    across = Counter(titles)
    assert sum(n == 2 for n in in_unit.values()) == 2
    assert sum(n == 2 for n in across.values()) > 4
    assert sum(title.startswith(" ") for title in titles) >= 2
    assert sum(title.startswith('"') for title in titles) >= 2
    assert sum(len(title) > 200 for title in titles) == 1


def test_maturity_in_the_export_is_partly_text_and_once_the_maximum(export: list[dict[str, object]]) -> None:
    values = [row["Kematangan"] for row in export]
    assert 15 <= sum(isinstance(v, str) for v in values) <= 50
    assert "nan" in values
    assert 111.0 in {float(str(v)) for v in values if v != "nan"}


def test_other_columns_of_the_export_speak_the_portals_language(export: list[dict[str, object]]) -> None:
    assert {row["Jenis"] for row in export} == {"Digital", "Non Digital", "Teknologi"}
    assert {"ASN", "OPD", "Kepala Daerah", "Masyarakat"} <= {row["Inisiator"] for row in export}
    assert "None" in {row["Nama Inisiator"] for row in export}
    urusan = {str(row["Urusan Utama"]) for row in export}
    assert all(u[0].islower() for u in urusan)
    assert {"kepemudaan dan olah raga", "pemberdayaan masyarakat dan Desa"} <= urusan
    missions = {str(row["Asta Cipta"]) for row in export}
    assert "-" in missions
    assert all(m == "-" or m.endswith(".") for m in missions)
    assert all(re.search(r"\((kab|iga2024)\.[a-z0-9.]+\)$", str(row["Admin OPD"])) for row in export)
    places = [str(row["Koordinat"]) for row in export]
    assert {", " in place for place in places if place != "-"} == {True, False}
    assert "0,0" in {place.replace(" ", "") for place in places}


def test_most_but_not_all_accounts_of_the_export_are_matched(
    export: list[dict[str, object]], settings: dict[str, list[Draft]]
) -> None:
    known = {d.values["account"] for d in settings["Padanan Unit"]}
    units = {d.key.unit for d in settings["Unit"]}
    accounts = {str(row["Admin OPD"]).rpartition("(")[2].removesuffix(")") for row in export}
    assert {d.values["code"] for d in settings["Padanan Unit"]} <= units
    assert len(accounts - known) == 5
    assert len(accounts & known) > 50


@pytest.mark.parametrize("name", FILES)
def test_no_address_can_be_reached(name: str) -> None:
    text = b" ".join(parts(SAMPLE / name)[p] for p in ("xl/sharedStrings.xml",)).decode()
    addresses = re.findall(r"https?://[^/<\s]+", text.partition("<si>")[2])
    assert {address for address in addresses if address != "https://contoh.example"} == set()
