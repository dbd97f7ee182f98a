"""Hostile text in every field, on every page of a real server, in a real browser: nothing runs, nothing is changed by looking."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser import logged_in, opened
from forms_server import INNOVATION, Server, stored
from playwright.sync_api import expect

from klik_kit.core.forms import Repeat, items_of
from klik_kit.core.keys import unit_key
from klik_kit.core.records import Change, RecordKey
from klik_kit.desk.counter import Desk
from klik_kit.desk.person import Person
from klik_kit.pages import page_of
from klik_kit.workspace import Workspace, open_workspace

RUNS = "window.__hostile=1"
HOSTILE = (
    f'<script>{RUNS}</script><img src=x onerror="{RUNS}"><svg/onload={RUNS}>\'"--></textarea></style></title></script>'
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'></iframe><a href=javascript:{RUNS}>x</a>"
    "{{7*7}} $\\LaTeX$ **tebal** \u202ertl\u202c a\u200bb 👩🏽‍⚕️ =cmd|' /C calc'!A0 " + "W" * 400
)
IN_LINES = f"{HOSTILE}\n\tbaris dua\n\n  tiga "
TRAP = """
  window.__csp = [];
  document.addEventListener('securitypolicyviolation', (one) => window.__csp.push([one.violatedDirective, one.blockedURI, one.sample]));
"""
DIAGNOSIS, SESSION = "DG-UJI", "SS-UJI"
VISITS = (
    ("siti", "/isi/beranda"), ("siti", f"/isi/diagnosis/{DIAGNOSIS}"), ("siti", f"/isi/proposal/{INNOVATION}"), ("siti", f"/isi/penilaian/{INNOVATION}"),
    ("dewi", "/isi/beranda"), ("dewi", f"/isi/proposal/{INNOVATION}"), ("dewi", f"/isi/penilaian/{INNOVATION}"),
    ("admin", "/isi/spd"), ("kadis", f"/isi/proposal/{INNOVATION}"),
    ("siti", f"/isi/rencana/{INNOVATION}"), ("siti", f"/isi/hadir/{SESSION}"), ("siti", "/isi/survei"),
    *(("dewi", f"/isi/{page}") for page in (
        "hari_ini", f"sesi/{SESSION}", f"hadir/{SESSION}", "drum_up", "drum_up/DINKES", "diagnose", f"diagnose/{DIAGNOSIS}",
        *(f"{stage}/{INNOVATION}" for stage in ("design", "deliver", "display")), "display", "tinjauan", f"tinjauan/{INNOVATION}",
        f"skor_buta/{INNOVATION}", "agenda_tahunan", "kelas", "papan_kelas",
    )),
)  # fmt: skip


def poison(folder: Path) -> None:
    """The same text in every text field of every form, in names, notes, reasons, evidence, tasks, complaints and the unit."""
    with open_workspace(folder) as workspace:
        store = workspace.store
        put: dict[RecordKey, dict[str, str]] = {
            RecordKey(id=DIAGNOSIS, kind="diagnosis", unit="DINKES"): {"mulai": "2026-07-01"},
            RecordKey(id="KL-1", kind="keluhan", unit="DINKES"): {"text": IN_LINES, "sender": "A-siti", "reply": HOSTILE},
            RecordKey(id="TL-1", kind="tindak_lanjut", unit="DINKES"): {"text": HOSTILE, "owner": HOSTILE, "due": "2026-08-10"},
            RecordKey(id="DD-1", kind="data_dukung", unit="DINKES", parent=INNOVATION): {"indicator": "16", "title": HOSTILE, "number": HOSTILE, "file": "javascript:" + RUNS, "type": "link"},
            RecordKey(id="DD-2", kind="data_dukung", unit="DINKES", parent=INNOVATION): {"indicator": "16", "title": HOSTILE, "name": HOSTILE, "file": "0" * 64, "state": HOSTILE},
            RecordKey(id=f"{INNOVATION}@tinjauan", kind="tinjauan", unit="DINKES", parent=INNOVATION): {"alasan": HOSTILE, "catatan.name": HOSTILE, "catatan.rb.metode": IN_LINES},
            RecordKey(id=f"{INNOVATION}@iid-2026@tinjauan", kind="tinjauan", unit="DINKES", parent=INNOVATION): {"catatan.mandiri.16": IN_LINES},
            RecordKey(id=SESSION, kind="sesi", unit="DINKES"): {"layanan": "Pendampingan", "state": "Berlangsung", "tanggal": "2026-07-01", "inovasi": INNOVATION, "penanggung_jawab": HOSTILE},
            unit_key("DINKES"): dict.fromkeys(("name", "operator", "head", "head_nip", "head_title"), HOSTILE),
        }  # fmt: skip
        save(store, put)
        for login, form, record in (
            ("siti", "diagnosis", DIAGNOSIS),
            ("siti", "proposal", INNOVATION),
            ("admin", "spd", ""),
            ("dewi", "sesi", SESSION),
            ("dewi", "drum_up", ""),
            ("dewi", "drum_up", "DINKES"),
            *(("dewi", page, INNOVATION) for page in ("design", "deliver", "display", "tinjauan")),
        ):
            for slot in page_of(Person(workspace=workspace, id=f"A-{login}"), form, record).slots.values():
                names: dict[str, str] = {}
                for item in items_of(slot.form):
                    fields = (
                        [(f"{item.name}.1.{f.name}", f) for f in item.fields]
                        if isinstance(item, Repeat)
                        else [(item.name, item)]
                        if hasattr(item, "type")
                        else []
                    )
                    names |= {name: IN_LINES for name, f in fields if f.type in {"text", "textarea"}}
                    names |= {name: "5" for name, f in fields if f.type == "scale"}
                save(store, {slot.key: names})
        poison_class(workspace)


def poison_class(workspace: Workspace) -> None:
    """A running class whose name, prompt and call for help are hostile."""

    def page(login: str, form: str, record: str = "") -> Desk:
        return page_of(Person(workspace=workspace, id=f"A-{login}"), form, record)

    made = page("dewi", "kelas").act("new_class", {"template": "pelayanan_kesehatan"})["href"].rpartition("/")[2]
    key = workspace.store.get(made).key
    save(workspace.store, {key: {"name": HOSTILE, "place": HOSTILE, "day": "2026-07-01", "units": "DINKES"}})
    for login, form, act, args in (
        ("dewi", "kelas", "class_start", {}), ("dewi", "kelas", "class_prompt", {"prompt": HOSTILE[:280]}),
        ("siti", "beranda", "class_call", {"words": HOSTILE[:280]}), ("siti", "beranda", "present", {"id": SESSION}),
    ):  # fmt: skip
        assert page(login, form, made if form == "kelas" else "").act(act, args)["ok"]


def save(store, put) -> None:
    from klik_kit.errors import NotFoundError

    changes = []
    for key, values in put.items():
        try:
            standing = store.get(key.id).answers
        except NotFoundError:
            standing = {}
        changes += [
            Change(record=key, field=n, value=v, base=standing[n].version if n in standing else 0)
            for n, v in values.items()
        ]
    store.save(changes, who=HOSTILE[:150], at=datetime.now(UTC))


@pytest.fixture(scope="module")
def poisoned(server: Server) -> Server:
    poison(server.folder)
    return server


@pytest.mark.parametrize(("login", "path"), VISITS, ids=[f"{login}{path}" for login, path in VISITS])
def test_nothing_runs_breaks_or_changes_on_a_page_full_of_hostile_text(chromium, poisoned, login, path):
    complaints: list[str] = []
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = logged_in(context, poisoned, login)
    page.add_init_script(TRAP)
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            complaints.append(request.url)
            if not request.url.startswith((poisoned.url, "data:", "blob:", poisoned.url.replace("http", "ws")))
            else None
        ),
    )
    with open_workspace(poisoned.folder) as workspace:
        head = workspace.store.head()
    opened(page, poisoned.url, path)
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
    ids = page.evaluate("[...document.querySelectorAll('.klik-bagian')].map((one) => one.id)") or [""]
    for place in ids:
        if place:
            page.evaluate("(id) => { location.hash = id; }", place)
        page.evaluate(
            """() => { for (const one of document.querySelectorAll('.klik input:not([type=radio], [type=checkbox], [type=file]), .klik textarea, .klik select')) {
                 if (one.checkVisibility() && !one.disabled) { one.focus(); one.blur(); } } }"""
        )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shown = page.evaluate("[...document.querySelectorAll('.klik textarea')].map((one) => one.value)")
    if login != "dewi" and path.split("/")[2] in {"diagnosis", "proposal", "spd"}:
        assert shown.count(IN_LINES) > 3, shown[:3]
        assert not page.evaluate(
            "(text) => [...document.querySelectorAll('.klik input')].map((one) => one.value).filter((one) => one.startsWith(text))",
            HOSTILE[:40],
        )
    if path.split("/")[2] in {"sesi", "drum_up", "design", "deliver"}:
        assert IN_LINES in shown
    assert page.locator(".klik").first.inner_text().count("<script>") or shown
    assert (
        page.locator(
            "script:not([src]), .klik script, .klik img[src=x], .klik iframe, .klik a[href^=javascript]"
        ).count()
        == 0
    )
    assert page.evaluate("window.__hostile") is None
    assert page.evaluate("window.__csp") == []
    assert complaints == [], json.dumps(complaints, ensure_ascii=False)[:800]
    with open_workspace(poisoned.folder) as workspace:
        assert workspace.store.head() == head, "looking changes nothing"
    context.close()


def test_a_paper_to_print_full_of_hostile_text_runs_nothing_when_opened_from_the_disk(chromium, poisoned, tmp_path):
    """A downloaded page has no policy of the server's any more."""
    from forms_server import Client

    siti = Client(poisoned).enter("siti")
    for outline in ("usulan_inisiatif", "profil", "kipp"):
        status, body, _ = siti.get(f"/unduh/{INNOVATION}/{outline}.html")
        assert status == 200
        (tmp_path / f"{outline}.html").write_bytes(body)
        page = chromium.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto((tmp_path / f"{outline}.html").as_uri())
        assert page.evaluate("window.__hostile") is None
        assert page.locator("script, iframe, img[src=x]").count() == 0
        assert len(asked) == 1, asked
        assert HOSTILE[:60] in page.locator("body").inner_text()
        page.close()


def test_typing_hostile_text_into_a_page_keeps_every_letter(chromium, poisoned):
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = opened(logged_in(context, poisoned, "siti"), poisoned.url, f"/isi/proposal/{INNOVATION}#rancang_bangun")
    area = page.get_by_label("Metode pembaharuan")
    area.fill(IN_LINES + "lagi")
    expect(page.locator(".klik-status")).to_contain_text("Tersimpan", timeout=20_000)
    assert stored(poisoned, INNOVATION, "rb.metode") == IN_LINES + "lagi"
    area.fill("x" * 20_001)
    expect(page.get_by_text("paling banyak 20000").first).to_be_visible(timeout=20_000)
    assert stored(poisoned, INNOVATION, "rb.metode") == IN_LINES + "lagi"
    context.close()
