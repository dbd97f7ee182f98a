"""A file sent over a page's own wire, part by part, as a browser sends it."""

from __future__ import annotations

import io
from pathlib import Path

from desk_cases import Office
from PIL import Image

from klik_kit.desk.receiving import Receiving
from klik_kit.pages import page_of
from klik_kit.papers.downloads import downloaded
from klik_kit.widgets.form import FormWidget

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PART = 100_000


def photo(color: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(out, "JPEG")
    return out.getvalue()


def pdf_of(size: int) -> bytes:
    """A PDF of just so many bytes."""
    return PDF[:9] + b"%" + b"x" * (size - len(PDF) - 2) + b"\n" + PDF[9:]


class Wire:
    """A widget in a notebook, and the messages by which a browser sends it files."""

    def __init__(self, office: Office, login: str, form: str = "beranda", record: str = "") -> None:
        self.office, self.person = office, office.person(login)
        self.receiving = Receiving(person=self.person)
        opener = lambda name, other: page_of(self.person, name, other)  # noqa: E731
        self.widget = FormWidget(
            page_of(self.person, form, record),
            opener=opener,
            files=lambda href: downloaded(self.person, href),
            receiver=self.receiving,
        )

    def say(self, step: object, upload: object = "kiriman-1", body: bytes | None = None, **more) -> dict:
        return self.widget.answer({"kind": "upload", "upload": upload, "step": step, **more}, body)

    def begin(self, record: object, place: object, size: object, upload: str = "kiriman-1") -> dict:
        return self.say("begin", upload, record=record, place=place, size=size)

    def send(self, body: bytes, record: str, place: str, *, name: str = "SK.pdf", upload: str = "kiriman-1", **told) -> dict:  # fmt: skip
        """The whole way; gives the last answer."""
        answer = self.begin(record, place, len(body), upload)
        while answer["ok"] and not answer.get("done"):
            at = answer["at"]
            if at < len(body):
                answer = self.say("part", upload, body[at : at + PART], at=at)
            else:
                answer = self.say("end", upload, name=name, **told)
        return answer

    def act(self, name: str, /, **args) -> dict:
        return self.widget.answer({"kind": "act", "id": 1, "name": name, "args": args})

    def given(self, document: str) -> dict:
        """What a link to a file brings."""
        return self.widget.answer({"kind": "file", "href": f"/bukti/{document}"})


def vault_of(office: Office) -> set[str]:
    """All files of the vault, half ones too."""
    folder = office.workspace.folder / "bukti"
    return {p.name for p in Path(folder).rglob("*") if p.is_file()}
