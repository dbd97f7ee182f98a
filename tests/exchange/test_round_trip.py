"""Any valid portfolio survives export and import: the same records, the same bytes, the same score."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klik_kit.content import load_choices, load_edition
from klik_kit.core.keys import assessment_key, spd_key, unit_key
from klik_kit.core.portfolio import Portfolio, ScoreKind
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.scoring import score_region
from klik_kit.exchange.cells import CLEAR
from klik_kit.exchange.portfolio_json import read_portfolio, score_document
from klik_kit.exchange.settings_sheets import alias_key
from klik_kit.exporting import write_portfolio, write_settings
from klik_kit.importing import apply_import, plan_import
from klik_kit.store import Store, create_store, open_store
from klik_kit.workspace import Workspace

AT = datetime(2026, 7, 2, 3, 4, 5, tzinfo=UTC)
EDITION, CHOICES = load_edition("iid-2026"), load_choices()
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
KINDS = ("daerah", "unit", "pejabat", "agenda", "padanan", "hasil_resmi", "inovasi", "penilaian", "data_dukung", "spd")
HOSTILE = (
    '"kutip" dan \'petik\'', "=1+1", "+62811", "-5", "@SUM(A1)", "=HYPERLINK(\"http://a.id\")", "baris 1\nbaris 2\n\n- butir", "🙂🚑", "\u202eterbalik\u202c",
    "مرحبا", "<b>tebal</b> & {{ 7*7 }}", "_x0041_", "_x000D_", "nan", "None", "-", "TRUE", "1.234", "007", "1e5", "12-03-2024", "#N/A", "'", "a\tb", "\u00a0x\u2028y",
    "kata " * 999 + "selesai", "\ufeffx", "\u200b", "x" * 5000, "{hapus}", "\x7f\x85y",
)  # fmt: skip
texts = (
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
            max_size=30,
        ),
    )
    .map(str.strip)
    .filter(lambda t: t != "" and t.casefold() != CLEAR)
)
days = st.dates(date(1945, 1, 1), date(2100, 12, 31)).map(str)
levels = st.sampled_from("0123")
amounts = st.decimals(min_value=0, max_value=60, places=3).map(lambda d: f"{d.normalize():f}")
exact_amounts = st.one_of(amounts, st.just("12.3456789012345678901"), st.just("1.234"), st.just("52.315"))
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)


def picked(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(CHOICES[name].values)


places = st.builds(
    lambda lat, lon: f"{lat},{lon}",
    st.sampled_from(["-7.5", "-7.512", "0", "90"]),
    st.sampled_from(["110.2", "110.234", "-180"]),
)
profiles = st.fixed_dictionaries(
    {"name": texts},
    optional={
        **dict.fromkeys(("initiator_name", "pkpn_program", "rancang_bangun", "goals", "benefits", "results"), texts),
        **{f: picked(f) for f in ("stage", "initiator", "classification", "type", "form", "asta_cita", "pkpn_cluster", "urusan", "origin_of_idea", "status")},
        **dict.fromkeys(("trial_on", "implemented_on", "developed_on", "input_on"), days),
        "other_urusan": st.lists(picked("urusan"), min_size=1, max_size=3, unique=True).map("; ".join),
        "coordinates": places, "video": st.sampled_from(["https://a.id/?a=1&b='\"", "video 1.mp4"]), "origin": st.just("portal"),
    },
)  # fmt: skip


@st.composite
def one_kind(draw: st.DrawFn, kind: ScoreKind) -> dict[str, str]:
    if draw(st.booleans()):
        return {f"{kind}.total": draw(exact_amounts)}
    rows = draw(st.dictionaries(st.sampled_from([i.row for i in EDITION.sid]), levels, max_size=6))
    based = {i.row: [b.key for b in i.bases] for i in EDITION.sid if i.bases}
    basis = {f"{kind}.{row}.basis": draw(st.sampled_from(keys)) for row, keys in based.items() if draw(st.booleans())}
    return {f"{kind}.{row}": level for row, level in rows.items()} | basis


@st.composite
def assessments(draw: st.DrawFn) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in draw(st.lists(st.sampled_from(ScoreKind), unique=True, max_size=5)):
        found |= draw(one_kind(kind))
    return found


@st.composite
def regions(draw: st.DrawFn) -> dict[RecordKey, dict[str, str]]:
    """Everything a store may hold, by record."""
    facts: dict[RecordKey, dict[str, str]] = {}
    facts[RecordKey(id="daerah", kind="daerah")] = draw(
        st.fixed_dictionaries(
            {"name": texts, "edition": st.just("iid-2026")},
            optional={
                "target": exact_amounts,
                "ready_threshold": amounts,
                "letterhead_1": texts,
                "address": texts,
                "flow": st.sampled_from(["Ringkas", "Lengkap"]),
            },
        )
    )
    units = draw(st.lists(codes, min_size=1, max_size=3, unique=True))
    for unit in units:
        facts[unit_key(unit)] = draw(
            st.fixed_dictionaries(
                {"name": texts}, optional={"kind": picked("unit_kind"), "head": texts, "head_nip": texts}
            )
        )
    if len(units) > 1:
        facts[unit_key(units[1])]["parent"] = units[0]
    for number in range(draw(st.integers(0, 2))):
        account = f"kab.{number}"
        facts[alias_key("", account)] = {"name": draw(texts), "account": account, "code": draw(st.sampled_from(units))}
    if draw(st.booleans()):
        facts[RecordKey(id="hasil_resmi@2025", kind="hasil_resmi")] = {
            "year": "2025",
            "index": draw(exact_amounts),
            "rank": "12",
            "decree": draw(texts),
        }
        facts[RecordKey(id="agenda:batas", kind="agenda")] = {
            "event": "Batas",
            "start": draw(days),
            "expected": "ya",
            "note": draw(texts),
        }
        facts[RecordKey(id="pejabat:sekda", kind="pejabat")] = {
            "role": "Sekda",
            "name": draw(texts),
            "nip": "198001012005011001",
        }
    innovations = draw(st.lists(codes.filter(lambda c: c != "daerah"), min_size=1, max_size=3, unique=True))
    for innovation in innovations:
        unit = draw(st.sampled_from(units))
        facts[RecordKey(id=innovation, kind="inovasi", unit=unit)] = draw(profiles)
        if scores := draw(assessments()):
            facts[assessment_key(innovation, "iid-2026", unit)] = scores
        document = f"DD-{innovation}"[:64]
        if draw(st.booleans()) and document not in innovations:
            facts[RecordKey(id=document, kind="data_dukung", unit=unit, parent=innovation)] = draw(
                st.fixed_dictionaries(
                    {"indicator": st.sampled_from([i.row for i in EDITION.sid]), "title": texts},
                    optional={
                        "number": texts,
                        "date": days,
                        "file": st.just("SK 1.pdf"),
                        "state": picked("evidence_state"),
                    },
                )
            )
    row = st.sampled_from([i.row for i in EDITION.spd])
    spd = {f"{draw(st.sampled_from(ScoreKind))}.{draw(row)}": draw(levels) for _ in range(draw(st.integers(0, 3)))}
    spd |= {
        f"{field}.{draw(row)}": draw(texts)
        for field in draw(st.lists(st.sampled_from(["figure", "source", "owner", "note"]), max_size=3))
    }
    if draw(st.booleans()):
        spd[f"{draw(st.sampled_from(ScoreKind))}.total"] = draw(exact_amounts)
    if spd:
        facts[spd_key("iid-2026")] = spd
    return facts


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("kosong") / "klik.db"
    create_store(path).close()
    return path


def filled(folder: Path, empty: Path, facts: dict[RecordKey, dict[str, str]]) -> Store:
    store = open_store(shutil.copy(empty, folder / "asal.db"), at=AT)
    changes = [
        Change(record=key, field=field, value=value, base=0)
        for key, values in facts.items()
        for field, value in values.items()
    ]
    store.save(changes, who="uji", at=AT)
    return store


def contents(store: Store) -> dict[RecordKey, dict[str, str]]:
    found: list[Record] = [record for kind in KINDS for record in store.list(kind)]
    return {record.key: record.values() for record in found}


def exported(store: Store, folder: Path) -> list[Path]:
    folder.mkdir()
    write_settings(store, folder / "Pengaturan.xlsx")
    write_portfolio(store, folder / "portofolio.xlsx", edition=EDITION, kind=ScoreKind.MANDIRI)
    return [folder / "Pengaturan.xlsx", folder / "portofolio.xlsx"]


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(regions())
def test_any_valid_region_survives_export_to_excel_and_import_into_an_empty_store(empty, facts):
    with TemporaryDirectory() as name:
        folder = Path(name)
        with filled(folder, empty, facts) as store, open_store(shutil.copy(empty, folder / "baru.db"), at=AT) as other:
            first = exported(store, folder / "a")
            for path in first:
                plan = plan_import(other, path, edition=EDITION, kind=ScoreKind.MANDIRI)
                assert plan.refused == ()
                apply_import(other, plan, who="uji", at=AT)
            assert contents(other) == contents(store)
            second = exported(other, folder / "b")
            assert [p.read_bytes() for p in second] == [p.read_bytes() for p in first]
            for path in first:
                assert plan_import(store, path, edition=EDITION, kind=ScoreKind.MANDIRI).changes == ()


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(regions(), st.sampled_from(ScoreKind))
def test_any_valid_portfolio_scores_the_same_after_export_to_json(empty, facts, kind):
    with TemporaryDirectory() as name:
        path = Path(name, "p.json")
        with filled(Path(name), empty, facts) as store:
            write_portfolio(store, path, edition=EDITION, kind=kind)
            before = Workspace(folder=Path(name), store=store).portfolio(EDITION)
        _, after, found = read_portfolio(path, editions=load_edition, edition=None, kind=None)
        assert found is kind
        assert score(after, kind) == score(before, kind)


def score(portfolio: Portfolio, kind: ScoreKind) -> dict[str, object]:
    return score_document(EDITION, score_region(EDITION, portfolio, kind=kind))
