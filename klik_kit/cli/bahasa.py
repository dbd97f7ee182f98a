"""click in Bahasa Indonesia: headings, the help option, and the messages of wrong usage.

May not know any command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

_HEADINGS = {"Options": "Pilihan", "Commands": "Perintah", "Arguments": "Argumen"}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = args.replace("[OPTIONS]", "[PILIHAN]").replace("COMMAND [ARGS]...", "PERINTAH …")
        super().write_usage(prog, words, prefix or "Pemakaian: ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(_HEADINGS.get(name, name)):
            yield


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


def shown_error(error: Exception) -> str:
    """An error as the user reads it: what is wrong, and how to see the right usage."""
    if not isinstance(error, click.ClickException):
        return str(error)
    text = _usage_text(error)
    context = getattr(error, "ctx", None)
    return f"{text}\nBantuan: {context.command_path} --help" if context else text


def _usage_text(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f" Mungkin: {', '.join(error.possibilities)}." if error.possibilities else ""
        return f"Pilihan {error.option_name} tidak dikenal.{near}"
    if isinstance(error, click.MissingParameter):
        return f"{_name(error)} belum diisi."
    if isinstance(error, click.BadParameter):
        return f"{_name(error)} tidak sah: {error.message}"
    if isinstance(error, click.FileError):
        return f"Berkas {error.filename} tidak dapat dibuka: {error.message}"
    message = error.format_message()
    if message.startswith("No such command"):
        return f"Perintah {message.partition(chr(39))[2].partition(chr(39))[0]!r} tidak dikenal."
    if message.startswith("Got unexpected extra argument"):
        return f"Argumen berlebih: {message.partition('(')[2].rstrip(').')}."
    return message if message else "Perintah belum lengkap."


def _name(error: click.BadParameter) -> str:
    parameter: Any = error.param
    return str(parameter.get_error_hint(error.ctx)) if parameter is not None else str(error.param_hint or "Isian")
