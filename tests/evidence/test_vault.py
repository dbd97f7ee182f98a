"""The vault keeps whole files, or nothing."""

import errno
import hashlib
import os
import stat
from types import SimpleNamespace

import pytest
from evidence_files import MP4, PDF, photo

from klik_kit.errors import EvidenceError
from klik_kit.evidence import Vault
from klik_kit.evidence import vault as vault_module


def test_a_file_is_kept_under_the_hash_of_its_content(vault, send):
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert send(PDF, "SK.pdf").sha256 == sha256
    assert (vault.folder / sha256[:2] / sha256).read_bytes() == PDF


def test_the_answer_names_size_kind_and_name(send):
    stored = send(PDF, "../SK Bupati.pdf")
    assert (stored.size, stored.type, stored.name) == (len(PDF), "pdf", "SK Bupati.pdf")


def test_the_same_file_twice_is_kept_once_and_not_written_again(vault, send, left):
    path = vault.open_for(send(PDF).sha256)
    before = path.stat()
    send(PDF)
    assert (len(left()), path.stat().st_ino, path.read_bytes()) == (1, before.st_ino, PDF)
    assert path.stat().st_mtime_ns > before.st_mtime_ns, "young again, so that it is not swept away"


def test_a_draft_is_private(half_sent, left):
    assert [stat.S_IMODE(path.stat().st_mode) for path in left()] == [0o600]


def test_a_kept_file_cannot_be_written(vault, send):
    assert stat.S_IMODE(vault.open_for(send(PDF).sha256).stat().st_mode) == 0o400


def test_the_folder_is_private(vault, send):
    send(PDF)
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700


def test_a_file_as_large_as_the_limit_is_kept(tmp_path):
    incoming = Vault(tmp_path, limit=len(PDF)).receive(None)
    incoming.write(PDF)
    assert incoming.finish("a.pdf", ("pdf",)).size == len(PDF)


def test_the_limit_holds_while_streaming(tmp_path):
    incoming = Vault(tmp_path, limit=1_000).receive(None)
    incoming.write(b"x" * 1_000)
    with pytest.raises(EvidenceError):
        incoming.write(b"x")


def test_too_much_leaves_nothing(tmp_path):
    incoming = Vault(tmp_path, limit=1_000).receive(None)
    with pytest.raises(EvidenceError):
        incoming.write(b"x" * 1_001)
    assert list(tmp_path.iterdir()) == []


def test_a_length_over_the_limit_is_refused_before_the_first_byte(vault):
    with pytest.raises(EvidenceError) as refusal:
        vault.receive(vault.limit + 1)
    assert refusal.value.cause == "too_large"


def test_the_refusal_of_a_large_file_names_the_limit_and_the_link(vault):
    with pytest.raises(EvidenceError, match=r"batasnya 10 MB.*kirim tautannya"):
        vault.receive(25 * 1024 * 1024)


@pytest.mark.parametrize("declared", [0, -1])
def test_an_announced_empty_file_is_refused(vault, declared):
    with pytest.raises(EvidenceError, match="kosong"):
        vault.receive(declared)


def test_zero_bytes_are_refused_and_leave_nothing(vault, left):
    with pytest.raises(EvidenceError) as refusal:
        vault.receive(None).finish("a.pdf", ("pdf",))
    assert (refusal.value.cause, left()) == ("empty", [])


def test_a_broken_off_upload_is_refused_and_leaves_nothing(vault, left):
    incoming = vault.receive(len(PDF) + 1)
    incoming.write(PDF)
    with pytest.raises(EvidenceError, match="terputus") as refusal:
        incoming.finish("a.pdf", ("pdf",))
    assert (refusal.value.cause, left()) == ("broken_off", [])


def test_more_than_was_announced_is_refused(vault):
    incoming = vault.receive(len(PDF) - 1)
    incoming.write(PDF)
    with pytest.raises(EvidenceError):
        incoming.finish("a.pdf", ("pdf",))


def test_an_aborted_upload_leaves_nothing(vault, left):
    incoming = vault.receive(None)
    incoming.write(PDF)
    incoming.abort()
    assert left() == []


def test_abort_may_come_twice(vault):
    incoming = vault.receive(None)
    incoming.abort()
    incoming.abort()


def test_abort_after_finish_leaves_the_kept_file(vault):
    incoming = vault.receive(None)
    incoming.write(PDF)
    stored = incoming.finish("a.pdf", ("pdf",))
    incoming.abort()
    assert vault.open_for(stored.sha256).read_bytes() == PDF


def test_nothing_is_taken_after_abort(vault):
    incoming = vault.receive(None)
    incoming.abort()
    with pytest.raises(EvidenceError, match="unggah lagi"):
        incoming.write(b"x")


def test_a_full_disk_at_the_first_byte_is_told_and_leaves_nothing(vault, left):
    incoming = vault.receive(None)
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, incoming._file.fileno())
    os.close(full)
    with pytest.raises(EvidenceError, match=r"Diska server penuh.*Admin Klinik") as refusal:
        incoming.write(b"x" * 100_000)
    assert (refusal.value.cause, left()) == ("full", [])


def test_a_full_disk_at_the_last_moment_is_told_and_leaves_nothing(vault, left, monkeypatch):
    incoming = vault.receive(None)
    incoming.write(PDF)

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceError) as refusal:
        incoming.finish("a.pdf", ("pdf",))
    assert (refusal.value.cause, left()) == ("full", [])


def test_a_full_disk_while_photos_become_a_pdf_leaves_nothing(vault, left, monkeypatch):
    incoming = vault.receive(None)
    incoming.write(photo())

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceError):
        incoming.finish("a.jpg", ("pdf",))
    assert left() == []


def test_room_is_left_for_the_answers(vault, monkeypatch):
    monkeypatch.setattr(vault_module.shutil, "disk_usage", lambda _: SimpleNamespace(free=10**6))
    with pytest.raises(EvidenceError) as refusal:
        vault.receive(1_000)
    assert refusal.value.cause == "full"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "bukti").write_text("bukan folder")
    with pytest.raises(EvidenceError) as refusal:
        Vault(tmp_path / "bukti").receive(None)
    assert refusal.value.cause == "disk"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "g" * 64])
def test_only_a_hash_opens_a_file(vault, name):
    with pytest.raises(EvidenceError):
        vault.open_for(name)


def test_a_hash_nobody_sent_opens_nothing(vault):
    with pytest.raises(EvidenceError) as refusal:
        vault.open_for("0" * 64)
    assert refusal.value.cause == "missing"


def test_a_link_in_the_folder_is_not_followed(vault, tmp_path):
    (tmp_path / "rahasia").write_text("x")
    (vault.folder / "aa").mkdir(parents=True)
    (vault.folder / "aa" / ("a" * 64)).symlink_to(tmp_path / "rahasia")
    with pytest.raises(EvidenceError):
        vault.open_for("a" * 64)


def test_tidying_removes_what_dead_uploads_left(vault, half_sent, left):
    (draft,) = left()
    assert (vault.tidy(now=draft.stat().st_mtime + 3_601), left()) == (1, [])


def test_tidying_leaves_uploads_of_the_last_hour(vault, half_sent, left):
    assert (vault.tidy(), len(left())) == (0, 1)


def test_tidying_leaves_kept_files(vault, send):
    stored = send(PDF)
    vault.tidy(now=10**12)
    assert vault.open_for(stored.sha256).read_bytes() == PDF


def test_tidying_before_the_first_upload_finds_nothing(vault):
    assert vault.tidy() == 0


def test_a_video_is_kept_as_it_came(vault, send):
    stored = send(MP4, "layanan.MP4", ("mp4",))
    assert (stored.name, vault.open_for(stored.sha256).read_bytes()) == ("layanan.mp4", MP4)


@pytest.mark.parametrize("parts", [(1,), (-5, 10), (0,), (10**9,)])
def test_parts_that_do_not_add_up_are_refused(send, left, parts):
    with pytest.raises(EvidenceError):
        send(photo(), "a.jpg", ("pdf",), parts)
    assert left() == []


def test_what_no_document_names_is_swept_after_a_day_and_not_before(vault, send):
    named, orphan = send(PDF), send(PDF + b"%yatim\n")
    path = vault.open_for(orphan.sha256)
    kept_at = path.stat().st_mtime
    assert vault.sweep(lambda: {named.sha256}, now=kept_at + 86_000) == 0
    assert vault.sweep(lambda: {named.sha256}, now=kept_at + 90_000) == 1
    assert not path.exists()
    assert vault.open_for(named.sha256)


def test_a_file_that_came_in_again_while_being_swept_stays(vault, send):
    orphan = send(PDF)
    path = vault.open_for(orphan.sha256)
    at = path.stat().st_mtime + 90_000

    def meanwhile() -> set[str]:
        os.utime(path, (at, at))
        return set()

    assert vault.sweep(meanwhile, now=at) == 0
    assert path.read_bytes() == PDF
