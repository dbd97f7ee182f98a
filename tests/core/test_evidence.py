"""The same file twice, and who is told."""

from datetime import UTC, datetime

from klik_kit.core.evidence import same_file, same_file_told
from klik_kit.core.records import Answer, Record, RecordKey

A, B = "a" * 64, "b" * 64


def document(name: str, unit: str | None, file: str | None) -> Record:
    answer = Answer(field="file", value=file, version=1, who="uji", at=datetime(2026, 7, 1, tzinfo=UTC))
    return Record(key=RecordKey(id=name, kind="data_dukung", unit=unit), answers={"file": answer})


ALL = [
    document("1", "DINKES", A), document("2", "DINKES", A), document("3", "DISDIK", A), document("4", "DISDIK", B),
    document("5", "DINKES", "https://contoh.go.id"), document("6", "DINKES", "https://contoh.go.id"),
    document("7", "DINKES", None), document("8", None, B), document("9", None, B),
]  # fmt: skip


def test_documents_with_one_file_are_found_by_its_hash():
    assert same_file(ALL) == {A: ("1", "2", "3"), B: ("4", "8", "9")}


def test_links_names_and_removed_files_are_no_files():
    assert same_file(document(str(n), "DINKES", file) for n, file in enumerate(["x.pdf", "x.pdf", None, None])) == {}


def test_a_unit_is_told_of_its_own_documents():
    assert same_file_told(ALL, unit="DINKES") == {A: ("1", "2")}


def test_a_unit_is_not_told_that_another_unit_has_its_file():
    assert same_file_told(ALL, unit="DISDIK") == {}


def test_the_verifier_is_told_of_all():
    assert same_file_told(ALL, unit="", verifier=True) == same_file(ALL)


def test_somebody_without_a_unit_is_told_of_nothing():
    assert same_file_told(ALL, unit="") == {}
