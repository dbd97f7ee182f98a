"""The sample season plays whole, through the pages, once."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from klik_kit.cli.sample_season import play
from klik_kit.errors import ContentError
from klik_kit.workspace import open_workspace


def test_the_forms_demo_has_a_season_in_progress_and_no_second_one(season, tmp_path, klik):
    folder = shutil.copytree(season, tmp_path / "contoh")
    with open_workspace(folder) as workspace:
        kinds = {
            k: len(workspace.store.list(k))
            for k in ("sesi", "tindak_lanjut", "kehadiran", "diagnosis", "skor_buta", "kelas")
        }
        assert kinds["sesi"] >= 5
        assert all(kinds.values()), kinds
        assert {r.value("state") for r in workspace.store.list("sesi")} == {"Selesai", "Berlangsung", "Terjadwal"}
        assert workspace.store.get("INV-0005").value("status") == "Perlu perbaikan"
        assert workspace.store.get("INV-0017").value("status") == "Layak kirim"
    packed = klik("paket", "--akun", "verifikator", "-r", folder)
    assert "4 berkas data dukung" in packed.out, packed.err
    assert "Musim contoh" not in klik("demo", "--forms", "--dir", folder).out
    with open_workspace(folder) as workspace:
        assert len(workspace.store.list("sesi")) == kinds["sesi"]


def test_a_step_that_cannot_be_done_is_named(kab: Path, tmp_path):
    file = tmp_path / "musim.yaml"
    file.write_text('schema: 1\nsteps:\n  - {as: "tidak-ada", page: "hari_ini", act: "visit"}\n', encoding="utf-8")
    from datetime import date

    with open_workspace(kab) as workspace, pytest.raises(ContentError, match=r"steps\[1\]"):
        play(workspace, file, today=date(2026, 7, 1))


def test_reviews_wait_since_days_of_their_own_and_visits_stand_on_their_day(season):
    today = datetime.now().astimezone().date()
    with open_workspace(season) as workspace:
        innovations = workspace.store.list("inovasi")
        waiting = [r.answers["status"].at.date() for r in innovations if r.value("status") == "Diajukan"]
        assert max(waiting) < today
        assert len(set(waiting)) > 5
        closed = [r for r in workspace.store.list("sesi") if r.value("state") == "Selesai"]
        for session in closed:
            assert session.answers["state"].at.astimezone().date().isoformat() == session.value("tanggal")
        assert workspace.store.verify() == ()
