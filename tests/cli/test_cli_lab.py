"""``klik lab`` before JupyterLab starts: who opens the workbooks, and what lies in the workspace."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime

import pytest

from klik_kit.cli.lab import _account
from klik_kit.core.accounts import Account, Role
from klik_kit.errors import AccessError, ServeError
from klik_kit.lab import launching
from klik_kit.lab.contents import strip
from klik_kit.lab.copies import laid_out
from klik_kit.workspace import open_workspace

AT = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def workspace(kab):
    with open_workspace(kab) as opened:
        yield opened


def added(workspace, login: str, role: Role, **more) -> None:
    workspace.store.accounts.add(Account(id=f"A-{login}", login=login, name=login, role=role, **more), who="uji", at=AT)


def test_the_only_account_of_the_clinic_opens_without_being_named(workspace):
    added(workspace, "dewi", Role.PENDAMPING)
    added(workspace, "siti", Role.OPERATOR, unit="DINKES")
    assert _account(workspace, "").id == "A-dewi"


def test_of_several_one_is_named_and_the_message_lists_them(workspace):
    added(workspace, "dewi", Role.PENDAMPING)
    added(workspace, "vera", Role.VERIFIKATOR)
    assert _account(workspace, "VERA").id == "A-vera"
    with pytest.raises(AccessError, match=r"--akun NAMA.*dewi, vera"):
        _account(workspace, "")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.KEPALA, Role.NARASUMBER, Role.PIMPINAN])
def test_nobody_outside_the_clinic_enters(workspace, role):
    added(workspace, "dewi", Role.PENDAMPING)
    added(workspace, "lain", role, unit="DINKES" if role.of_unit else "")
    with pytest.raises(AccessError, match="bukan akun pendamping"):
        _account(workspace, "lain")


def test_a_disabled_account_does_not_enter(workspace):
    added(workspace, "dewi", Role.PENDAMPING)
    workspace.store.accounts.disable("A-dewi", who="uji", at=AT)
    with pytest.raises(AccessError, match="klik user add"):
        _account(workspace, "")


def test_the_command_says_what_to_do_where_no_account_is(kab, klik):
    ran = klik("lab", "--ruang-kerja", kab, "--tanpa-peramban")
    assert ran.code == 2
    assert "klik user add" in ran.err


def test_workbooks_are_copied_once_and_a_changed_one_is_kept_beside(tmp_path):
    laid_out(tmp_path / "buku")
    names = sorted(p.name for p in (tmp_path / "buku").iterdir())
    assert "0_hari_ini.ipynb" in names
    laid_out(tmp_path / "buku")
    assert sorted(p.name for p in (tmp_path / "buku").iterdir()) == names
    own = tmp_path / "buku" / "sesi.ipynb"
    notebook = json.loads(own.read_text(encoding="utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "id": "catatan", "metadata": {}, "source": "Catatan saya"})
    own.write_text(json.dumps(notebook), encoding="utf-8")
    laid_out(tmp_path / "buku")
    kept = [p for p in (tmp_path / "buku").iterdir() if p.name.startswith("sesi-sebelum-")]
    assert ["Catatan saya" in p.read_text(encoding="utf-8") for p in kept] == [True]
    assert "Catatan saya" not in own.read_text(encoding="utf-8")


def test_what_jupyter_wrote_into_a_workbook_makes_it_no_changed_one(tmp_path):
    laid_out(tmp_path)
    own = tmp_path / "sesi.ipynb"
    notebook = json.loads(own.read_text(encoding="utf-8"))
    notebook["metadata"]["language_info"]["version"] = "3.12"
    own.write_text(json.dumps(notebook), encoding="utf-8")
    laid_out(tmp_path)
    assert not list(tmp_path.glob("sesi-sebelum-*"))


def test_a_saved_notebook_holds_no_output_counter_or_widget():
    cell = {"cell_type": "code", "source": "x", "execution_count": 3, "outputs": [{"text": "RAHASIA"}], "metadata": {"execution": {"a": 1}}}  # fmt: skip
    notebook = {"metadata": {"widgets": {"state": "RAHASIA"}}, "cells": [cell, {"cell_type": "markdown", "source": "y", "metadata": {}}]}  # fmt: skip
    strip(notebook)
    assert "RAHASIA" not in json.dumps(notebook)
    assert notebook["cells"][0]["execution_count"] is None
    assert notebook["cells"][1]["source"] == "y"


def test_a_taken_port_leads_to_the_next_and_too_many_to_a_message(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert launching._free(port) != port
        monkeypatch.setattr(launching, "_TRIES", 1)
        with pytest.raises(ServeError, match="--port"):
            launching._free(port)
