"""Every fault of a rubric file is told with file and path, in words that say how to mend it."""

from pathlib import Path

import pytest

from klik_kit.content import editions, load_edition, read_edition
from klik_kit.core.rubric import Edition
from klik_kit.errors import ContentError, KlikError

GOOD = """\
schema: 1
id: "iid-2020"
year: 2020
title: "Edisi contoh"
status: "partial"
formula:
  max_sid: "4.5"
  divisor_min: 10
predicates:
  - label: "Sangat Inovatif"
    from: "60.01"
    to: "100"
eligibility:
  window:
    from: "2018-01-01"
    to: "2019-12-31"
    older_if_developed: true
documents:
  - id: "sop"
    name: "Standar operasional prosedur"
    weeks: 4
sid:
  - row: "16"
    number: 16
    name: "Kemudahan proses"
    weight: "0.75"
    mandatory: null
    levels:
      - value: 1
        text: "6 hari atau lebih"
      - value: 2
        text: "2–5 hari"
      - value: 3
        text: "1 hari"
        activity: "Pangkas tahapan"
        document: "sop"
  - row: "17"
    number: 17
    name: "Ketersediaan SDM"
    weight: "0.75"
    mandatory: null
    levels:
      - {value: 1, text: "1–10 orang", range: {from: "1", to: "10"}}
      - {value: 2, text: "11–30 orang", range: {from: "11", to: "30"}}
      - {value: 3, text: "Lebih dari 30 orang", range: {from: "31"}}
    unit: "orang"
    step: "1"
"""


def write(folder: Path, *changes: tuple[str, str], name: str = "iid-2020") -> Path:
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        text = text.replace(old, new)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path, *changes: tuple[str, str]) -> list[str]:
    problems = read_edition("iid-2020", write(folder, *changes))[1]
    assert problems
    return [str(problem) for problem in problems]


def sound(folder: Path, *changes: tuple[str, str]) -> Edition:
    edition, problems = read_edition("iid-2020", write(folder, *changes))
    assert problems == ()
    assert edition is not None
    return edition


def test_the_example_is_sound(tmp_path: Path):
    assert [i.name for i in sound(tmp_path).sid] == ["Kemudahan proses", "Ketersediaan SDM"]


@pytest.mark.parametrize("name", editions())
def test_every_shipped_edition_loads(name: str):
    assert load_edition(name).id == name


def test_editions_of_a_folder_come_oldest_first(tmp_path: Path):
    for name in ("iid-2021", "iid-2019", "catatan"):
        (tmp_path / f"{name}.yaml").touch()
    assert editions(tmp_path) == ("iid-2019", "iid-2021")


# YAML's traps


def test_an_unquoted_no_is_a_truth_value(tmp_path: Path):
    assert faults(tmp_path, ('"1 hari"', "No")) == [
        "iid-2020.yaml: sid[16].levels[3].text: harus berupa teks; tulis nilainya dalam tanda kutip. Tertulis: False."
    ]


def test_an_unquoted_date(tmp_path: Path):
    told = faults(tmp_path, ('"2018-01-01"', "2018-01-01"))
    assert len(told) == 1
    assert told[0].startswith("iid-2020.yaml: eligibility.window.from: tanggal harus ditulis sebagai teks")
    assert told[0].endswith("Tertulis: 2018-01-01.")


def test_an_unquoted_weight(tmp_path: Path):
    told = faults(
        tmp_path, ('name: "Kemudahan proses"\n    weight: "0.75"', 'name: "Kemudahan proses"\n    weight: 0.75')
    )
    assert len(told) == 1
    assert told[0].startswith("iid-2020.yaml: sid[16].weight: angka harus ditulis sebagai teks dalam tanda kutip")
    assert told[0].endswith("misalnya '0.75'. Tertulis: 0.75.")


def test_an_unquoted_limit_of_a_range(tmp_path: Path):
    assert faults(tmp_path, ('to: "30"', "to: 30"))[0].startswith(
        "iid-2020.yaml: sid[17].levels[2].range.to: angka harus"
    )


def test_an_unquoted_limit_of_a_predicate_names_its_label(tmp_path: Path):
    assert faults(tmp_path, ('"60.01"', "60.01"))[0].startswith("iid-2020.yaml: predicates[Sangat Inovatif].from: ")


def test_an_unquoted_row_code(tmp_path: Path):
    assert faults(tmp_path, ('row: "16"', "row: 16"))[0].startswith("iid-2020.yaml: sid[16].row: harus berupa teks")


def test_an_unquoted_key(tmp_path: Path):
    step = 'shared_steps:\n  - {id: "s", name: "S", activity: "A", document: "sop", raises: {16: 1}}\n'
    told = faults(tmp_path, ("sid:\n", f"{step}sid:\n"))
    assert told == [
        "iid-2020.yaml: shared_steps[s].raises.16: harus berupa teks; tulis nilainya dalam tanda kutip. Tertulis: 16."
    ]


def test_a_decimal_comma(tmp_path: Path):
    told = faults(tmp_path, ('"4.5"', '"4,5"'))
    assert told == [
        "iid-2020.yaml: formula.max_sid: bukan angka; pecahan memakai titik, misalnya '0.75'. Tertulis: '4,5'."
    ]


def test_a_date_that_is_none(tmp_path: Path):
    told = faults(tmp_path, ('"2018-01-01"', '"1 Januari 2018"'))
    assert told[0].startswith("iid-2020.yaml: eligibility.window.from: bukan tanggal;")


def test_a_quoted_whole_number(tmp_path: Path):
    told = faults(tmp_path, ("divisor_min: 10", 'divisor_min: "10"'))
    assert told == ["iid-2020.yaml: formula.divisor_min: harus bilangan bulat tanpa tanda kutip. Tertulis: '10'."]


def test_a_key_written_twice(tmp_path: Path):
    told = faults(tmp_path, ("    unit: ", '    step: "1"\n    unit: '))
    assert told == ["iid-2020.yaml: baris 48: kunci 'step' ditulis dua kali. Hapus salah satunya."]


def test_all_keys_written_twice_are_told_at_once(tmp_path: Path):
    told = faults(tmp_path, ("    unit: ", '    step: "1"\n    unit: '), ("year: 2020", "year: 2020\nyear: 2021"))
    assert len(told) == 2
    assert {"'step'" in line for line in told} == {True, False}


def test_an_unknown_key(tmp_path: Path):
    told = faults(tmp_path, ("    unit: ", "    satuan: "))
    assert told[0].startswith("iid-2020.yaml: sid[17].satuan: kunci tidak dikenal.")


def test_a_missing_key(tmp_path: Path):
    told = faults(tmp_path, ('    name: "Ketersediaan SDM"\n', ""))
    assert told == ["iid-2020.yaml: sid[17].name: kunci wajib ini belum ada."]


def test_an_empty_text(tmp_path: Path):
    assert faults(tmp_path, ('"1 hari"', '""'))[0].startswith(
        "iid-2020.yaml: sid[16].levels[3].text: tidak boleh kosong."
    )


def test_a_status_nobody_knows(tmp_path: Path):
    told = faults(tmp_path, ('"partial"', '"selesai"'))
    assert told == ["iid-2020.yaml: status: harus 'complete', 'partial' atau 'forecast'. Tertulis: 'selesai'."]


def test_a_tab_in_the_indentation(tmp_path: Path):
    told = faults(tmp_path, ("    unit: ", "\tunit: "))
    assert len(told) == 1
    assert told[0].startswith("iid-2020.yaml: baris ")
    assert "bukan tab" in told[0]


def test_a_quotation_mark_that_never_closes(tmp_path: Path):
    assert "bukan YAML yang benar" in faults(tmp_path, ('title: "Edisi contoh"', 'title: "Edisi contoh'))[0]


def test_a_file_that_is_a_list(tmp_path: Path):
    (tmp_path / "iid-2020.yaml").write_text("- satu\n", encoding="utf-8")
    assert [str(p) for p in read_edition("iid-2020", tmp_path)[1]] == [
        "iid-2020.yaml: isi berkas harus berupa kunci dan nilai."
    ]


def test_a_file_that_is_not_utf_8(tmp_path: Path):
    (tmp_path / "iid-2020.yaml").write_bytes(b'title: "\xff"\n')
    assert "tidak terbaca sebagai YAML" in str(read_edition("iid-2020", tmp_path)[1][0])


# the form of the file


def test_a_schema_that_is_too_new(tmp_path: Path):
    told = faults(tmp_path, ("schema: 1", "schema: 2"))
    assert told == ["iid-2020.yaml: schema: bentuk berkas 2 lebih baru; perbarui klik_kit (dikenal: 1)."]


@pytest.mark.parametrize("schema", ["schema: 0", 'schema: "1"', "schema: true", "# kosong"])
def test_a_schema_that_is_not_known(tmp_path: Path, schema: str):
    told = faults(tmp_path, ("schema: 1", schema))
    assert len(told) == 1
    assert "tidak dikenal (dikenal: 1)" in told[0]


def test_an_id_that_is_not_the_file_name(tmp_path: Path):
    told = faults(tmp_path, ('id: "iid-2020"', 'id: "iid-2019"'))
    assert told == ["iid-2020.yaml: id: 'iid-2019' tidak sama dengan nama berkas 'iid-2020'."]


def test_an_edition_that_is_not_there_names_those_that_are(tmp_path: Path):
    with pytest.raises(KlikError, match=r"Edisi 'iid-1999' tidak ada\. Edisi yang tersedia: iid-2020\."):
        load_edition("iid-1999", write(tmp_path))


def test_a_path_is_not_an_edition(tmp_path: Path):
    with pytest.raises(KlikError, match="tidak ada"):
        load_edition("../rubrics/iid-2026", write(tmp_path))


# extends

CHILD = 'schema: 1\nid: "iid-2021"\nyear: 2021\nextends: "iid-2020"\nformula:\n  divisor_min: 14\n'


def test_an_edition_lays_its_own_facts_over_its_parent(tmp_path: Path):
    write(tmp_path)
    (tmp_path / "iid-2021.yaml").write_text(CHILD, encoding="utf-8")
    child, parent = load_edition("iid-2021", tmp_path), load_edition("iid-2020", tmp_path)
    assert (child.id, child.year, child.extends) == ("iid-2021", 2021, "iid-2020")
    assert (child.formula.divisor_min, child.formula.max_sid) == (14, parent.formula.max_sid)
    assert child.sid == parent.sid


def test_editions_that_extend_each_other(tmp_path: Path):
    write(tmp_path, ("year: 2020", 'year: 2020\nextends: "iid-2021"'))
    (tmp_path / "iid-2021.yaml").write_text(CHILD, encoding="utf-8")
    assert [str(p) for p in read_edition("iid-2021", tmp_path)[1]] == [
        "iid-2021.yaml: extends: rujukan melingkar: iid-2021 → iid-2020 → iid-2021."
    ]


def test_an_edition_that_extends_nothing(tmp_path: Path):
    told = faults(tmp_path, ("year: 2020", 'year: 2020\nextends: "iid-1999"'))
    assert told == ["iid-2020.yaml: extends: edisi 'iid-1999' tidak ada."]


def test_a_parent_that_is_too_new_is_named(tmp_path: Path):
    write(tmp_path, ("schema: 1", "schema: 9"))
    (tmp_path / "iid-2021.yaml").write_text(CHILD, encoding="utf-8")
    assert str(read_edition("iid-2021", tmp_path)[1][0]).startswith("iid-2020.yaml: schema: bentuk berkas 9 lebih baru")


# all at once


def test_every_fault_of_form_is_told_at_once(tmp_path: Path):
    told = faults(
        tmp_path, ('"1 hari"', "No"), ('"4.5"', "4.5"), ('"2018-01-01"', "2018-01-01"), ("    unit: ", "    satuan: ")
    )
    assert [line.split(": ")[1] for line in told] == [
        "formula.max_sid",
        "eligibility.window.from",
        "sid[16].levels[3].text",
        "sid[17].satuan",
    ]


def test_missing_quotes_do_not_hide_what_else_is_wrong(tmp_path: Path):
    told = faults(tmp_path, ('"1 hari"', "No"), ('to: "30"', "to: 30"), ('from: "11"', 'from: "13"'), ('"4.5"', '"6"'))
    assert [line.split(": ")[1] for line in told] == [
        "sid[16].levels[3].text",
        "sid[17].levels[2].range.to",
        "sid[17].levels",
        "sid[*].weight",
    ]
    assert "ada celah antara 10 dan 13" in told[2]


def test_a_fault_of_form_gives_no_edition(tmp_path: Path):
    assert read_edition("iid-2020", write(tmp_path, ('"1 hari"', "No")))[0] is None


def test_a_fault_of_consistency_names_file_and_path(tmp_path: Path):
    told = faults(tmp_path, ('document: "sop"', 'document: "surat-sakti"'))
    assert told == [
        "iid-2020.yaml: sid[16].levels[3].document: dokumen 'surat-sakti' tidak ada pada documents. Betulkan kodenya."
    ]


def test_loading_a_broken_edition_raises_every_problem(tmp_path: Path):
    write(tmp_path, ('"1 hari"', "No"), ('"4.5"', "4.5"))
    with pytest.raises(ContentError, match="Rubrik iid-2020 tidak dapat dipakai") as caught:
        load_edition("iid-2020", tmp_path)
    assert len(caught.value.problems) == 2
    assert str(caught.value).count("\n- iid-2020.yaml: ") == 2
