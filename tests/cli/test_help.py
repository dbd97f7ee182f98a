"""The command line speaks Bahasa Indonesia, loads nothing heavy for its help, and keeps its exit codes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from klik_kit.cli import cli

COMMANDS = [
    (), ("init",), ("template",), ("import",), ("export",), ("score",), ("batch",), ("rubric",), ("rubric", "list"), ("rubric", "show"), ("rubric", "check"), ("rubric", "diff"), ("verify",), ("demo",),
    ("serve",), ("status",), ("user",), ("user", "add"), ("user", "list"), ("user", "reset"), ("user", "disable"), ("user", "delete"), ("user", "invite"), ("user", "template"),
    ("buku",), ("season",), ("lab",), ("paket",), ("rekap",), ("backup",), ("restore",),
    ("dokumen",), ("dokumen", "list"), ("dokumen", "check"), ("dokumen", "copy"), ("dokumen", "make"),
]  # fmt: skip
ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Arguments|Show this|and exit|required|default|Error|Try|Missing|Invalid|No such|is not|argument|directory|does not|unexpected|integer|value|range|format|takes)\b"
)
HEAVY = (
    "nbconvert",
    "papermill",
    "pandas",
    "sqlalchemy",
    "pydantic",
    "openpyxl",
    "xlsxwriter",
    "yaml",
    "jinja2",
    "python_calamine",
    "alembic",
    "IPython",
    "zmq",
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_bahasa_indonesia(klik, command):
    ran = klik(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Pemakaian: klik {' '.join(command)}".rstrip())
    assert "Tampilkan bantuan ini." in ran.out
    words = re.sub(r"klik [a-z ]+|--[a-z-]+|\[[A-Z].*\]", "", ran.out)
    assert ENGLISH.findall(words) == []


def test_every_command_is_known_to_these_tests_and_every_option_has_a_help_text(klik):
    klik("--version")
    found: list[tuple[str, ...]] = []
    lacking: list[str] = []

    def walk(command: click.Command, path: tuple[str, ...]) -> None:
        found.append(path)
        lacking.extend(path if not command.help else ())
        lacking.extend(f"{path} {p.opts[0]}" for p in command.params if isinstance(p, click.Option) and not p.help)
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, (*path, name))

    walk(cli, ())
    assert (sorted(found), lacking) == (sorted(COMMANDS), [])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("foo",), "Perintah 'foo' tidak dikenal."),
        (("imprt",), "Perintah 'imprt' tidak dikenal. Mungkin: import"),
        (("rubric", "lst"), "Perintah 'lst' tidak dikenal. Mungkin: list"),
        (("score", "--dareah"), "Pilihan --dareah tidak dikenal. Mungkin: --daerah."),
        (("import",), "'BERKAS' belum diisi."),
        (("init", "x"), "'--daerah' belum diisi."),
        (("import", "a", "b"), "Argumen berlebih: b."),
        (("import", "a", "b", "c"), "Argumen berlebih: b c."),
        (("score", "--opd"), "Pilihan --opd memerlukan isian."),
        (("score", "--json=3"), "Pilihan --json tidak memakai isian."),
        (("batch", "--workers", "banyak"), "'--workers' tidak sah: isi bilangan bulat 0 s.d. 64."),
        (("batch", "--workers", "65"), "'--workers' tidak sah: isi bilangan bulat 0 s.d. 64."),
        (("batch", "--per", "kemarin"), "'--per' tidak sah: isi tanggal seperti 2026-07-31."),
        (("template", "."), "'BERKAS.xlsx' tidak sah: itu sebuah folder, padahal yang diminta berkas."),
        (("rubric", "check", "--folder", __file__), "'--folder' tidak sah: itu sebuah berkas, padahal yang diminta folder."),
        (("score", "--daerah", "--skor", "x"), "Jenis skor 'x' tidak dikenal. Pilih: mandiri, pendamping"),
        (("score",), "Pilih salah satu: BERKAS.json, --opd KODE, atau --daerah."),
        (("score", "x.json", "--daerah"), "Pilih salah satu"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_bahasa_indonesia_with_exit_code_2(klik, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    ran = klik(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(told)
    assert "Traceback" not in ran.err
    assert ENGLISH.findall(re.sub(r"--[a-z-]+|klik [a-z ]+", "", ran.err)) == []


def test_wrong_usage_names_the_way_to_the_help(klik):
    assert klik("rubric", "foo").err.splitlines()[-1] == "Bantuan: klik rubric --help"


def test_a_bare_group_shows_its_help_once(klik):
    ran = klik("rubric")
    said = ran.out + ran.err
    assert said.count("Pemakaian: klik rubric") == 1
    assert "Bantuan:" not in said


def test_a_defect_ends_in_a_message_a_private_log_and_exit_code_3(klik, monkeypatch, tmp_path):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr("klik_kit.workspace.find_workspace", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = klik("verify")
    assert ran.code == 3
    assert "galat yang tidak terduga (ZeroDivisionError)" in ran.err
    assert "Traceback" not in ran.err
    (log,) = tmp_path.glob("klik-galat-*.log")
    assert (log.stat().st_mode & 0o777, "ZeroDivisionError" in log.read_text()) == (0o600, True)


def test_a_stop_by_the_user_is_no_defect(klik, monkeypatch):
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("klik_kit.workspace.find_workspace", stopped)
    ran = klik("verify")
    assert (ran.code, ran.err.strip()) == (130, "Dihentikan.")


def in_a_process(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )


def test_the_help_loads_nothing_heavy():
    code = (
        "import sys, klik_kit.cli\nsys.argv = ['klik', '--help']\n"
        "try: klik_kit.cli.main()\n"
        "except SystemExit as end: print(end.code, sorted(sys.modules), file=sys.stderr)"
    )
    ran = in_a_process(code)
    assert ran.stderr.startswith("0 ")
    assert [name for name in HEAVY if f"'{name}'" in ran.stderr] == []


def test_a_terminal_sees_the_same_as_this_process(tmp_path):
    code = f"import sys, klik_kit.cli; sys.argv = ['klik', 'import', {str(tmp_path / 'x.xlsx')!r}, '-r', {str(tmp_path)!r}]; klik_kit.cli.main()"
    ran = in_a_process(code)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "bukan ruang kerja" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_main_can_run_twice_in_one_process(klik):
    assert [klik("--version").code, klik("--version").code] == [0, 0]
