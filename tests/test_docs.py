"""The documents say what the program does."""

import re
from pathlib import Path

import pytest

from klik_kit import cli as package
from klik_kit.cli import batch, demo, rubric, score, serve, user, workspace

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (
    workspace.init, workspace.template, workspace.import_, workspace.export, workspace.verify,
    score.score, batch.batch, rubric.rubric, serve.serve, user.user, demo.demo,
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_in_the_readme_and_has_help(command):
    assert f"`klik {command.name}" in README
    assert command.help
    assert all(option.help for option in command.params if option.param_type_name == "option")


@pytest.mark.parametrize("name", sorted(re.findall(r"^    make (\w+)", README, flags=re.MULTILINE)))
def test_every_make_command_of_the_readme_exists(name):
    assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_both_commands_stand_on_the_first_screen():
    first = README.splitlines()[:24]
    assert any("make demo" in line for line in first)
    assert any("make test" in line for line in first)


def test_the_exit_codes_of_the_command_line_are_those_it_documents():
    documented = {
        int(code) for code in re.findall(r"(?<![\w.])(\d+) [a-z]", (package.__doc__ or "").partition("Exit codes:")[2])
    }
    assert documented == {0, 1, package.EXIT_ERROR, package.EXIT_DEFECT, package.EXIT_STOPPED}


def test_every_module_of_the_package_is_in_the_picture_of_the_house():
    picture = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in (ROOT / "klik_kit").iterdir():
        if path.name.startswith("_") or path.suffix not in {"", ".py"}:
            continue
        assert path.name in picture, f"{path.name} is missing in CONTRIBUTING.md"


def test_no_registry_and_no_outside_address_is_in_what_is_shipped():
    for path in (*(ROOT / "klik_kit").rglob("*"), *(ROOT / "templates").rglob("*"), *ROOT.glob("*.lock")):
        if path.is_file() and path.suffix in {".py", ".j2", ".css", ".yaml", ".lock", ".json", ".ipynb"}:
            found = re.findall(r"https?://[\w.-]+", path.read_text(encoding="utf-8"))
            strange = [
                a
                for a in found
                if not re.match(
                    r"https?://(json-schema\.org|schemas\.openxmlformats\.org|\.|contoh|klik\.contoh\.go\.id|127\.0\.0\.1|\$host|…)",
                    a,
                )
            ]
            assert not strange, f"{path}: {strange}"
