"""A disk and a store that refuse in the middle of an upload: a clear message, nothing half stored, and the forms go on."""

import hashlib
import os
import resource
import signal
import socket
import sqlite3
import time
from contextlib import closing

import pytest
from forms_server import INNOVATION, Client, as_json
from test_serve_evidence import PDF, PLACE, kept, noted, send

BIG = PDF[:9] + b"%" + os.urandom(3 * 1024 * 1024).hex().encode() + b"\n" + PDF[9:]
HALF = 2 * 1024 * 1024


@pytest.fixture
def siti(own_server):
    return Client(own_server).enter("siti")


@pytest.fixture
def no_room(own_server):
    """The kernel lets the server write no file beyond two megabytes: writing fails in the middle, as on a full disk."""
    number = own_server.process.pid
    resource.prlimit(number, resource.RLIMIT_FSIZE, (HALF, resource.RLIM_INFINITY))
    yield
    resource.prlimit(number, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_a_disk_that_fills_up_during_an_upload_is_told_and_nothing_of_it_stays(own_server, siti, no_room):
    status, body, _ = send(siti, BIG, "besar.pdf")
    told = as_json(body)
    assert (status, told["ok"]) == (507, False)
    assert "Diska server penuh" in told["message"]
    code = told["message"].partition("(kode ")[2].rstrip(")")
    assert code.startswith("KK-")
    assert code in own_server.log
    assert kept(own_server) == {}
    assert noted(own_server) == set()
    status, body, _ = send(siti, PDF, "kecil.pdf")
    assert status == 200, body


def test_a_full_disk_does_not_keep_answers_from_being_saved(own_server, siti, no_room):
    assert send(siti, BIG, "besar.pdf")[0] == 507
    assert siti.get("/isi/beranda")[0] == 200
    assert siti.get("/sehat")[0] == 200


def test_a_file_whose_document_could_not_be_noted_is_told_and_swept_away_a_day_later(own_server, siti):
    with closing(sqlite3.connect(own_server.folder / "klik.db")) as connection:
        connection.execute("CREATE TRIGGER tolak BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'disk I/O'); END")
        connection.commit()
        status, body, _ = send(siti, PDF, "yatim.pdf")
        assert (status, as_json(body)["ok"]) == (503, False)
        assert "belum tercatat" in as_json(body)["message"]
        for inside in ("klik.db", "disk I/O", "sqlite"):
            assert inside not in as_json(body)["message"]
        connection.execute("DROP TRIGGER tolak")
        connection.commit()
    assert noted(own_server) == set()
    (orphan,) = kept(own_server).values()
    named = as_json(send(siti, PDF + b"%lain\n", "SK.pdf")[1])["id"]
    withdrawn = as_json(send(siti, PDF + b"%ditarik\n", "tarik.pdf")[1])["id"]
    withdraw(own_server, withdrawn)
    for path in kept(own_server).values():
        os.utime(path, (time.time() - 3 * 86_400,) * 2)
    own_server.stop()
    own_server.start()
    left = {path.name for path in kept(own_server).values()}
    assert orphan.name not in left
    assert left == {hashlib.sha256(PDF + more).hexdigest() for more in (b"%lain\n", b"%ditarik\n")}
    assert Client(own_server).enter("siti").get(f"/bukti/{named}")[0] == 200


def withdraw(server, document: str) -> None:
    from klik_kit.desk.evidence import remove_evidence
    from klik_kit.desk.person import Person
    from klik_kit.workspace import open_workspace

    with open_workspace(server.folder) as workspace:
        remove_evidence(Person(workspace=workspace, id="A-siti"), INNOVATION, document)


def test_a_young_file_without_a_document_is_left_alone(own_server, siti):
    send(siti, PDF, "SK.pdf")
    (path,) = kept(own_server).values()
    stray = path.parent / ("0" * 64)
    stray.write_bytes(b"x")
    own_server.stop()
    own_server.start()
    assert stray.exists()


@pytest.mark.parametrize("sent", [0, 1, len(PDF), 100_000])
def test_a_server_killed_in_the_middle_of_an_upload_starts_clean(own_server, siti, sent):
    head = (
        f"POST {PLACE} HTTP/1.1\r\nHost: x\r\nCookie: klik_masuk={siti.cookie('klik_masuk')}; _xsrf={siti.cookie('_xsrf')}\r\n"
        f"X-XSRFToken: {siti.cookie('_xsrf')}\r\nContent-Length: 200000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", own_server.port)) as wire:
        wire.sendall(head.encode() + (PDF + b"x" * 200_000)[:sent])
        end = time.monotonic() + 20
        while not kept(own_server) and time.monotonic() < end:
            time.sleep(0.05)
        own_server.stop(signal.SIGKILL)
    own_server.start()
    assert noted(own_server) == set()
    assert all(path.name.startswith(".masuk-") for path in kept(own_server).values())
    again = Client(own_server).enter("siti")
    assert send(again, PDF, "SK.pdf")[0] == 200


def test_long_names_of_documents_are_refused_not_cut(own_server, siti):
    status, body, _ = send(siti, PDF, "SK.pdf", X_Judul="x" * 301)
    assert status == 422
    assert "terlalu panjang" in as_json(body)["message"]
    assert kept(own_server) == {}
