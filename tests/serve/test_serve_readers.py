"""Papers and documents of an innovation: for those who may read it, and for nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from forms_server import INNOVATION, PIN, Client, as_json
from test_serve_evidence import PDF, send

from klik_kit.core.accounts import Account, Role
from klik_kit.core.records import Change, RecordKey
from klik_kit.passwords import hash_secret
from klik_kit.workspace import open_workspace

CHILD = "INV-ANAK"
NEW = (
    ("anak", Role.OPERATOR, "PKM-HULU"), ("kepala_anak", Role.KEPALA, "PKM-HULU"), ("verif", Role.VERIFIKATOR, ""), ("bupati", Role.PIMPINAN, ""),
)  # fmt: skip
READ = {
    INNOVATION: {"siti", "rina", "kadis", "dewi", "admin", "verif", "bupati"},
    CHILD: {"anak", "kepala_anak", "siti", "rina", "kadis", "dewi", "admin", "verif", "bupati"},
}
EVERYBODY = sorted(READ[CHILD] | {"budi"})


@pytest.fixture(scope="module")
def clinic(server):
    """The people of `forms_server`, a unit below Dinas Kesehatan, a verifier and the head of the region."""
    at = datetime.now(UTC)
    with open_workspace(server.folder) as workspace:
        for login, role, unit in NEW:
            account = Account(id=f"A-{login}", login=login, name=login.title(), role=role, unit=unit)
            workspace.store.accounts.add(account, who="uji", at=at, password_hash=hash_secret(PIN))
        key = RecordKey(id=CHILD, kind="inovasi", unit="PKM-HULU")
        values = {"name": "POSYANDU PINTAR", "stage": "Penerapan", "urusan": "Kesehatan", "status": "Draf"}
        workspace.store.save(
            [Change(record=key, field=n, value=v, base=0) for n, v in values.items()], who="uji", at=at
        )
    people = {login: Client(server).enter(login) for login in EVERYBODY}
    documents = {}
    for login, innovation in (("siti", INNOVATION), ("anak", CHILD)):
        status, body, _ = send(people[login], PDF + innovation.encode(), "SK.pdf", f"/bukti/{innovation}/16")
        assert status == 200, body
        documents[innovation] = as_json(body)["id"]
    return people, documents


@pytest.mark.parametrize("innovation", READ)
@pytest.mark.parametrize("login", EVERYBODY)
def test_papers_and_documents_go_to_their_readers_alone(clinic, login, innovation):
    people, documents = clinic
    asked = [f"/unduh/{innovation}/{o}.{f}" for o in ("usulan_inisiatif", "profil", "kipp") for f in ("docx", "html")]
    for path in [*asked, f"/bukti/{documents[innovation]}"]:
        status, body, headers = people[login].get(path)
        if login in READ[innovation]:
            assert status == 200, (login, path)
            assert headers["Content-Disposition"].startswith("attachment;")
            assert "sandbox" in headers["Content-Security-Policy"]
        else:
            assert status == 403, (login, path)
            assert b"ANTRE" not in body
            assert b"POSYANDU" not in body
            assert not body.startswith((b"PK", b"%PDF"))


@pytest.mark.parametrize("login", [None, *EVERYBODY])
def test_the_letter_asking_for_a_figure_goes_to_who_holds_the_spd_or_reads_everything(clinic, server, login):
    client = clinic[0][login] if login else Client(server)
    status, _, headers = client.get("/unduh/daerah/permintaan_data_1.docx")
    if login is None:
        assert (status, headers["Location"].partition("?")[0]) == (302, "/masuk")
    elif login in {"admin", "dewi", "verif", "bupati"}:
        assert status == 200
    else:
        assert status == 403
