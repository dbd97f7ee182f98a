"""What keeps an innovation back from the portal, and what is only worth a look."""

from datetime import UTC, date, datetime

import pytest

from klik_kit.content import load_edition
from klik_kit.content.portal import load_portal
from klik_kit.core.portal_check import Topic, lacks
from klik_kit.core.records import Answer, Record, RecordKey

AT = datetime(2026, 7, 1, tzinfo=UTC)
WHOLE = {
    "name": "A", "stage": "Penerapan", "initiator": "ASN", "initiator_name": "B", "classification": "Inovasi Desa", "type": "Digital", "form": "Inovasi pelayanan publik",
    "coordinates": "-6.9,107.6", "asta_cita": "5 Hilirisasi dan industrialisasi", "pkpn_cluster": "Pangan", "urusan": "Kesehatan", "trial_on": "2024-03-01",
    "implemented_on": "2025-02-01", "rancang_bangun": "kata " * 300, "goals": "x", "benefits": "x", "results": "x",
}  # fmt: skip
PDF = {"indicator": "16", "file": "a" * 64, "type": "pdf", "size": "100", "title": "SK", "number": "1", "date": "2025-03-01"}  # fmt: skip


def record(kind, values):
    answers = {n: Answer(field=n, value=v, version=1, who="uji", at=AT) for n, v in values.items()}
    return Record(key=RecordKey(id=kind, kind=kind, unit="X", parent="inovasi"), answers=answers)


def found(profile=(), levels=(), *documents):
    edition = load_edition("iid-2026")
    scores = {f"mandiri.{row.row}": "0" for row in edition.sid} | {f"mandiri.{r}": v for r, v in dict(levels).items()}
    own = [record(f"DD{n}", d) for n, d in enumerate(documents)]
    told = lacks(load_portal(), edition, record("inovasi", WHOLE | dict(profile)), record("penilaian", scores), own, today=date(2026, 7, 20))  # fmt: skip
    return {(one.topic, one.place, one.error) for one in told}


def test_a_whole_profile_lacks_nothing():
    assert not {one for one in found() if not one[1].startswith("baris.")}


@pytest.mark.parametrize(
    ("profile", "lack"),
    [
        ({"implemented_on": "2026-03-12"}, (Topic.WINDOW, "penerapan", True)),
        ({"implemented_on": "2020-01-01", "trial_on": "2019-01-01"}, (Topic.WINDOW, "pengembangan", True)),
        ({"rancang_bangun": "kata " * 299}, (Topic.WORDS, "rancang_bangun", True)),
        ({"rancang_bangun": ""}, (Topic.REQUIRED, "rancang_bangun", True)),
        ({"urusan": ""}, (Topic.URUSAN, "urusan", True)),
        ({"other_urusan": "Sosial; Kesehatan"}, (Topic.URUSAN, "urusan_lain", False)),
        ({"video": "youtube"}, (Topic.LINKS, "video", True)),
        ({"stage": "Uji Coba"}, (Topic.REQUIRED, "tahapan", False)),
        ({"asta_cita": ""}, (Topic.REQUIRED, "asta_cita", False)),
        ({"trial_on": "2025-06-01"}, (Topic.DATES, "penerapan", False)),
    ],
)
def test_the_profile(profile, lack):
    assert lack in found(profile)


@pytest.mark.parametrize(
    ("levels", "documents", "lack"),
    [
        ({"16": "2"}, [], (Topic.EVIDENCE, "baris.16", True)),
        ({"34": "2"}, [], (Topic.EVIDENCE, "baris.34", False)),
        ({"16": "2"}, [PDF | {"type": "mp4"}], (Topic.FILES, "baris.16", True)),
        ({"16": "2"}, [PDF | {"size": str(6 * 1024**2)}], (Topic.FILES, "baris.16", False)),
        ({"16": "2"}, [PDF | {"file": "contoh.go.id/sk.pdf"}], (Topic.LINKS, "baris.16", True)),
        ({"16": "2"}, [PDF | {"file": "16_sk.pdf"}], (Topic.FILES, "", False)),
        ({"16": "2"}, [PDF | {"number": ""}], (Topic.EVIDENCE, "baris.16", False)),
        ({"16": "2"}, [PDF | {"date": "2026-12-01"}], (Topic.DATES, "baris.16", False)),
        ({}, [PDF], (Topic.ROWS, "baris.16", False)),
    ],
)
def test_rows_and_their_documents(levels, documents, lack):
    assert lack in found({}, levels, *documents)


def test_a_sound_document_lacks_nothing():
    assert not {one for one in found({}, {"16": "2"}, PDF) if one[1] == "baris.16"}
