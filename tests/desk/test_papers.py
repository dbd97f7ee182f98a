"""Papers carry the region's emblem from the workspace; one that cannot be used is told in the log, and the paper goes out."""

import io

import pytest
from desk_cases import INNOVATION
from docx import Document
from PIL import Image

from klik_kit.core.proposal import compose
from klik_kit.core.records import Change
from klik_kit.errors import WorkspaceError
from klik_kit.papers.downloads import paper
from klik_kit.workspace import MOST_EMBLEM, open_workspace


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (90, 110), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def named(office):
    """Names the emblem in the settings and gives the workspace as it is opened next."""

    def named(name: str):
        record = office.workspace.store.get("daerah")
        standing = record.answers.get("emblem")
        change = Change(record=record.key, field="emblem", value=name, base=standing.version if standing else 0)
        office.workspace.store.save([change], who="uji", at=record.answers["name"].at)
        return open_workspace(office.workspace.folder)

    return named


def made(office, workspace):
    person = type(office.person("siti"))(workspace=workspace, id="A-siti")
    return Document(io.BytesIO(paper(person, INNOVATION, name="profil", form="docx").body))


def test_the_emblem_of_the_settings_is_on_the_paper(office, named):
    (office.workspace.folder / "lambang.png").write_bytes(picture())
    with named("lambang.png") as workspace:
        document = made(office, workspace)
    assert [p.blob for p in document.part.package.image_parts] == [picture()]


@pytest.mark.parametrize("name", ["tidak-ada.png", "../lambang.png", "bukti/lambang.png", "catatan.png", "besar.png"])
def test_an_emblem_that_cannot_be_used_is_told_and_the_paper_goes_out(office, named, name, caplog):
    folder = office.workspace.folder
    (folder.parent / "lambang.png").write_bytes(picture())
    (folder / "bukti" / "lambang.png").write_bytes(picture())
    (folder / "catatan.png").write_bytes(b"<svg onload=alert(1)>")
    (folder / "besar.png").write_bytes(picture() + b"0" * MOST_EMBLEM)
    with named(name) as workspace:
        with pytest.raises(WorkspaceError, match="Lambang"):
            _ = workspace.emblem
        document = made(office, workspace)
    assert len(document.inline_shapes) == 0
    assert "Lambang" in caplog.text


def test_no_emblem_is_nothing_to_tell(office, caplog):
    assert office.workspace.emblem == b""
    assert len(made(office, office.workspace).inline_shapes) == 0
    assert caplog.text == ""


def words(document) -> list[str]:
    return [p.text for p in document.paragraphs if p.text.strip()]


def test_a_rancang_bangun_stands_there_once_as_parts_or_as_a_whole(office):
    parts = {"rb.metode": "Nomor antrean dipesan dari rumah."}
    office.put(INNOVATION, rancang_bangun="Naskah dari impor.", goals=None, **parts)
    both = words(made(office, office.workspace))
    assert "Naskah dari impor." in both
    assert "Nomor antrean dipesan dari rumah." in both
    assert not any("Dasar hukum" in text for text in both)
    office.put(INNOVATION, rancang_bangun=compose(parts))
    once = words(made(office, office.workspace))
    assert once.count("Nomor antrean dipesan dari rumah.") == 1
    assert not any("Naskah utuh" in text for text in once)
    assert any("Dasar hukum" in text for text in once)
    assert any("Tujuan" in text for text in once)


def test_what_may_stay_empty_is_left_out_of_a_paper(office):
    assert not any(
        "Naskah video" in text or "Penjelasan Pengembangan" in text for text in words(made(office, office.workspace))
    )
    office.put(INNOVATION, **{"video.manfaat": "Petugas pulang tepat waktu."})
    assert any("Naskah video" in text for text in words(made(office, office.workspace)))
    assert "PROFIL INOVASI DAERAH" in words(made(office, office.workspace))


@pytest.mark.parametrize(
    ("login", "href", "words"),
    [
        ("siti", f"/unduh/{INNOVATION}/sop_28.docx", "isian 'bupatiku' tidak dikenal"),
        ("dewi", "/unduh/daerah/piagam.docx", "Penerima penghargaan dipilih oleh daerah."),
        ("budi", f"/unduh/{INNOVATION}/profil.docx", "."),
        ("siti", "/unduh/daerah/nota_dinas.docx", "Dokumen daerah dibuat oleh yang boleh membaca semua unit"),
        ("siti", "/unduh/INV-TIDAK-ADA/profil.docx", "."),
    ],
)
def test_in_a_notebook_the_page_says_why_a_paper_cannot_be_had(office, login, href, words):
    own = office.workspace.folder / "dokumen"
    own.mkdir()
    document = Document()
    document.add_paragraph("Kepada {{ bupatiku }}")
    document.save(own / "sop.docx")
    said = office.opened(login, "beranda", "").say(kind="file", href=href)
    assert said["ok"] is False
    assert words in said["message"]
    assert not any(inside in said["message"] for inside in ("KK-", "Traceback", "Error", str(office.workspace.folder)))
