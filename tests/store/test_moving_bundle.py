"""What klik export --all writes comes into another workspace, and from there out again as the same bytes."""

from __future__ import annotations

import json
import zipfile

import jsonschema
import pytest
from moving_cases import DOCUMENT, INNOVATION, NAME, PDF, SHA256, filled, remade, resealed, tree
from store_cases import AT, LATER

from klik_kit.core.records import Change, RecordKey
from klik_kit.errors import ExchangeError
from klik_kit.moving import bundle
from klik_kit.moving.archive import MANIFEST, ArchiveReader
from klik_kit.places import shipped
from klik_kit.workspace import create_workspace, open_workspace

SCHEMA = json.loads(
    (shipped("templates").parent / "klik_kit" / "moving" / "ekspor.schema.json").read_text(encoding="utf-8")
)


def written(folder, path):
    with open_workspace(folder) as workspace:
        bundle.write_bundle(workspace, path)
    return path


def arrived(folder, path):
    with open_workspace(folder) as workspace, ArchiveReader(path, kind=bundle.KIND) as archive:
        plan = bundle.plan_arrival(workspace, archive)
        bundle.take_in(workspace, archive, plan, who="uji", at=LATER)
    return plan


def test_out_in_and_out_again_gives_the_same_bytes(backend, empty_url, tmp_path):
    first = written(filled(tmp_path / "kab", None), tmp_path / "satu.zip")
    other = tmp_path / "lain"
    create_workspace(
        other, region="Kabupaten Lain", store=None if backend == "sqlite" else empty_url, who="uji"
    ).store.close()
    arrived(other, first)
    assert written(other, tmp_path / "dua.zip").read_bytes() == first.read_bytes()
    with open_workspace(other) as workspace:
        assert workspace.store.get(INNOVATION.id).value("name") == NAME
        assert workspace.store.verify() == ()
        assert workspace.store.accounts.list() == ()
    assert (other / "bukti" / SHA256[:2] / SHA256).read_bytes() == PDF


def test_what_is_written_is_as_documented(tmp_path):
    path = written(filled(tmp_path / "kab", None), tmp_path / "satu.zip")
    with zipfile.ZipFile(path) as archive:
        jsonschema.validate(json.loads(archive.read(MANIFEST)), {"$ref": "#/$defs/manifest", **SCHEMA})
        lines = archive.read(bundle.RECORDS).decode().splitlines()
    for line in lines:
        jsonschema.validate(json.loads(line), {"$ref": "#/$defs/record", **SCHEMA})
    assert {json.loads(line)["id"] for line in lines} == {"daerah", INNOVATION.id, DOCUMENT.id}


def test_no_account_and_no_history_goes_along(tmp_path):
    path = written(filled(tmp_path / "kab", None), tmp_path / "satu.zip")
    with zipfile.ZipFile(path) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist())
    assert not [word for word in (b"Siti", b"argon2", b"siti") if word in told]


def test_what_is_the_same_is_not_written_again(tmp_path):
    folder = filled(tmp_path / "kab", None)
    path = written(folder, tmp_path / "satu.zip")
    with open_workspace(folder) as workspace:
        before = workspace.store.head()
    plan = arrived(folder, path)
    with open_workspace(folder) as workspace:
        assert (plan.changes, workspace.store.head()) == ((), before)


def test_an_id_that_is_something_else_here_is_refused_and_nothing_is_written(tmp_path):
    path = written(filled(tmp_path / "kab", None), tmp_path / "satu.zip")
    with create_workspace(tmp_path / "lain", region="Kabupaten Lain", store=None, who="uji") as workspace:
        key = RecordKey(id=INNOVATION.id, kind="inovasi", unit="DISDIK")
        workspace.store.save([Change(record=key, field="name", value="Milik lain", base=0)], who="uji", at=AT)
    before = tree(tmp_path / "lain")
    with pytest.raises(ExchangeError, match="yang lain"):
        arrived(tmp_path / "lain", path)
    assert tree(tmp_path / "lain").keys() == before.keys()


def _no_record(members):
    members[bundle.RECORDS] = b'{"id": 1}\n'
    resealed(members)


def _an_account(members):
    told = {"id": "akun:x", "kind": "akun", "unit": None, "parent": None, "edition": None, "answers": {"role": "admin"}}
    members[bundle.RECORDS] += json.dumps(told).encode() + b"\n"
    resealed(members)


def _says(field, value):
    def changed(members):
        lines = [json.loads(line) for line in members[bundle.RECORDS].splitlines()]
        for told in lines:
            if told["id"] == INNOVATION.id:
                told["answers"][field] = value
        members[bundle.RECORDS] = b"".join(json.dumps(told).encode() + b"\n" for told in lines)
        resealed(members)

    return changed


def _scores(edition, **levels):
    def added(members):
        key = {
            "id": f"{INNOVATION.id}@{edition}",
            "kind": "penilaian",
            "unit": INNOVATION.unit,
            "parent": INNOVATION.id,
        }
        told = key | {"edition": edition, "answers": {name.replace("_", "."): value for name, value in levels.items()}}
        members[bundle.RECORDS] += json.dumps(told).encode() + b"\n"
        resealed(members)

    return added


def _no_evidence(members):
    del members[f"bukti/{SHA256[:2]}/{SHA256}"]
    resealed(members)


def _false_evidence(members):
    members[f"bukti/{SHA256[:2]}/{SHA256}"] = b"%PDF-1.4 palsu"
    resealed(members)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_no_record, "tidak terbaca"),
        (_an_account, "memuat akun"),
        (_no_evidence, "tidak ada"),
        (_false_evidence, "tidak cocok"),
        (_says("implemented_on", "kapan-kapan"), "Waktu penerapan: 'kapan-kapan' bukan tanggal"),
        (_says("status", "Disulap"), "Status"),
        (_scores("iid-2026", mandiri_16="7"), "16: parameter 7 di luar"),
        (_scores("iid-2026", mandiri_total="112"), "112 melebihi maksimum"),
        (_scores("iid-1999", mandiri_16="1"), "edisi 'iid-1999' tidak ada"),
    ],
)
def test_a_damaged_one_changes_nothing(tmp_path, change, said):
    path = written(filled(tmp_path / "kab", None), tmp_path / "satu.zip")
    bad = remade(path, tmp_path / "ubah.zip", change)
    create_workspace(tmp_path / "lain", region="Kabupaten Lain", store=None, who="uji").store.close()
    with open_workspace(tmp_path / "lain") as workspace:
        before = workspace.store.head()
    with pytest.raises(ExchangeError, match=said):
        arrived(tmp_path / "lain", bad)
    with open_workspace(tmp_path / "lain") as workspace:
        assert workspace.store.head() == before
