"""click in Bahasa Indonesia: headings, the help option, and the messages of wrong usage.

May not know any command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import click

_HEADINGS = {"Options": "Pilihan", "Commands": "Perintah", "Arguments": "Argumen"}
_PATHS = {
    "is a directory": "itu sebuah folder, padahal yang diminta berkas.",
    "is a file": "itu sebuah berkas, padahal yang diminta folder.",
    "does not exist": "tidak ada.",
    "is not readable": "tidak boleh dibaca.",
    "is not writable": "tidak boleh ditulisi.",
}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = args.replace("[OPTIONS]", "[PILIHAN]").replace("COMMAND [ARGS]...", "PERINTAH …")
        super().write_usage(prog, words, prefix or "Pemakaian: ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(_HEADINGS.get(name, name)):
            yield

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        told = [(name, text.replace("[required]", "(wajib diisi)")) for name, text in rows]
        super().write_dl(told, col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


class _Helped(click.Command):
    """What commands and groups share: headings and the help option in Bahasa Indonesia."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The ``--help`` option, in words of its own."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Tampilkan bantuan ini."
        return option


class Command(_Helped):
    """A command whose help is in Bahasa Indonesia."""


class Group(_Helped, click.Group):
    """A group of commands whose help is in Bahasa Indonesia; commands appear in the order of work."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order they were added."""
        return list(self.commands)


Group.group_class = Group


def one_line(text: str, most: int = 200) -> str:
    """A text that somebody wrote, as one line that cannot steer the terminal."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def shown_error(error: Exception) -> str:
    """An error as the user reads it: what is wrong, and how to see the right usage."""
    if not isinstance(error, click.ClickException):
        return str(error)
    context = getattr(error, "ctx", None)
    if context is None or error.message == context.get_help():  # a bare command group shows its help by itself
        return _usage_text(error)
    return f"{_usage_text(error)}\nBantuan: {context.command_path} --help"


def _usage_text(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"Pilihan {error.option_name} tidak dikenal.{_maybe(error.possibilities)}"
    if isinstance(error, click.BadOptionUsage):
        lacks = "requires" in error.message
        return f"Pilihan {error.option_name} {'memerlukan' if lacks else 'tidak memakai'} isian."
    if isinstance(error, click.MissingParameter):
        return f"{_name(error)} belum diisi."
    if isinstance(error, click.BadParameter):
        return f"{_name(error)} tidak sah: {_bad_value(error)}"
    if isinstance(error, click.FileError):
        return f"Berkas {error.filename} tidak dapat dibuka."
    message = error.message
    if message.startswith("No such command"):
        name = message.partition("'")[2].partition("'")[0]
        group = getattr(getattr(error, "ctx", None), "command", None)
        return f"Perintah {name!r} tidak dikenal.{_maybe(get_close_matches(name, getattr(group, 'commands', ())))}"
    if message.startswith("Got unexpected extra argument"):
        return f"Argumen berlebih: {message.partition('(')[2].rstrip(').')}."
    return message or "Perintah belum lengkap."


def _bad_value(error: click.BadParameter) -> str:
    kind = getattr(error.param, "type", None)
    if isinstance(kind, click.IntRange):
        return f"isi bilangan bulat {kind.min} s.d. {kind.max}."
    if isinstance(kind, click.DateTime):
        return "isi tanggal seperti 2026-07-31."
    if isinstance(kind, click.Path):
        for said, told in _PATHS.items():
            if said in error.message:
                return told
    return error.message


def _maybe(names: Sequence[str] | None) -> str:
    return f" Mungkin: {', '.join(names)}." if names else ""


def _name(error: click.BadParameter) -> str:
    parameter: Any = error.param
    return str(parameter.get_error_hint(error.ctx)) if parameter is not None else str(error.param_hint or "Isian")
