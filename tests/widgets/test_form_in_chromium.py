"""The form in a real browser: nothing typed is lost, doubled or overwritten, whatever the link does."""

from __future__ import annotations

import io
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

RECORD = "INV-UJI"
ORIGIN = "http://klik.uji"
SAVED = re.compile(r"^Tersimpan 10\.42\.\d\d$")
HOSTILE = '<script>window.__hostile=1</script><img src=x onerror="window.__hostile=1"> {{7*7}} $\\LaTeX$ ‮rtl 👩‍⚕️'


def saved(page: Page) -> None:
    expect(page.locator(".klik-status")).to_have_text(SAVED, timeout=12_000)


def edits(page: Page, field: str) -> list[dict]:
    return [edit for edit in page.evaluate("counter.edits") if edit["field"] == field]


def stored(page: Page, field: str) -> str | None:
    return page.evaluate("field => counter.value('INV-UJI', field)", field)


def other(page: Page, field: str, value: str | None, *, told: bool = True) -> None:
    """Somebody else saves this."""
    page.evaluate("([field, value, told]) => counter.other('INV-UJI', field, value, told)", [field, value, told])


def heard(page: Page) -> None:
    """The page has heard of everything others saved."""
    page.evaluate("counter.model.send({ kind: 'ping', id: 'uji' })")
    page.wait_for_function("() => counter.sent.at(-1).kind !== 'edit'")
    page.evaluate("() => new Promise((done) => setTimeout(done, 30))")


def box(page: Page, field: str):
    return page.locator(".klik-isian").filter(has=page.get_by_label(field)).locator(".klik-beda")


# saving


def test_keys_reach_the_store_once_and_in_order(opened):
    page = opened()
    field = page.get_by_label("Dasar hukum")
    field.press_sequentially("Perda 3", delay=5)
    saved(page)
    field.press_sequentially(" tahun 2024", delay=5)
    page.wait_for_function("() => counter.edits.length === 2")
    saved(page)
    sent = edits(page, "rb.dasar_hukum")
    assert [(edit["value"], edit["base"]) for edit in sent] == [("Perda 3", 0), ("Perda 3 tahun 2024", 1)]
    assert sent[0]["seq"] < sent[1]["seq"]


def test_a_choice_and_leaving_a_field_are_sent_at_once(opened):
    page = opened()
    page.clock.install()
    page.get_by_label("Penerapan").check()
    page.get_by_label("Nama inovasi").fill("ANTRE LEBIH PASTI")
    page.get_by_label("Urusan utama").focus()
    assert [edit["value"] for edit in page.evaluate("counter.edits")] == ["Penerapan", "ANTRE LEBIH PASTI"]


def test_looking_at_a_field_changes_nothing(opened):
    page = opened()
    for label in (
        "Tanggal uji coba",
        "Keterangan singkat",
        "Metode pembaharuan",
        "Anggaran (juta rupiah)",
        "Koordinat",
    ):
        page.get_by_label(label).focus()
    page.get_by_label("Nama inovasi").focus()
    assert page.evaluate("counter.edits") == []
    expect(page.get_by_label("Tanggal uji coba")).to_have_value("tahun lalu")


def test_a_lost_answer_is_asked_for_again_with_the_same_number(opened):
    page = opened()
    page.evaluate("counter.loseAnswers = 1")
    page.get_by_label("Dasar hukum").fill("Perbup 12")
    page.get_by_label("Nama inovasi").focus()
    expect(page.locator(".klik-status")).to_have_text("Belum tersimpan: akan dikirim lagi", timeout=8_000)
    saved(page)
    first, second = edits(page, "rb.dasar_hukum")
    assert first == second


def test_one_edit_of_a_field_travels_at_a_time_and_the_next_builds_on_it(opened):
    page = opened()
    page.evaluate("counter.loseAnswers = 1")
    field = page.get_by_label("Dasar hukum")
    for text in ("satu", "satu dua", "satu dua tiga"):
        field.fill(text)
        field.blur()
    saved(page)
    page.wait_for_function("() => counter.value('INV-UJI', 'rb.dasar_hukum') === 'satu dua tiga'")
    assert [(edit["value"], edit["base"]) for edit in edits(page, "rb.dasar_hukum")] == [
        ("satu", 0),
        ("satu", 0),
        ("satu dua tiga", 1),
    ]


def test_a_busy_store_is_asked_again(opened):
    page = opened()
    page.evaluate("counter.busy = 1")
    page.get_by_label("Dasar hukum").fill("Perbup 12")
    page.get_by_label("Nama inovasi").focus()
    expect(page.locator(".klik-status")).to_have_text("Belum tersimpan: akan dikirim lagi")
    saved(page)
    assert stored(page, "rb.dasar_hukum") == "Perbup 12"


def test_what_was_typed_without_a_link_survives_a_reload_and_is_sent(opened):
    page = opened()
    page.evaluate("counter.become('down')")
    expect(page.get_by_role("alert").filter(has_text="Sambungan terputus.")).to_be_visible()
    page.get_by_label("Dasar hukum").fill("Perbup 12")
    page.get_by_label("Uji coba", exact=True).check()
    expect(page.locator(".klik-status")).to_have_text("Belum tersimpan: akan dikirim lagi")
    page.reload()
    saved(page)
    assert (stored(page, "rb.dasar_hukum"), stored(page, "stage")) == ("Perbup 12", "Uji coba")
    expect(page.get_by_label("Dasar hukum")).to_have_value("Perbup 12")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('klik:'))") == []


def test_what_was_typed_is_sent_when_the_link_comes_back(opened):
    page = opened()
    page.evaluate("counter.become('down')")
    page.get_by_label("Dasar hukum").fill("Perbup 12")
    page.get_by_label("Nama inovasi").focus()
    page.evaluate("counter.become('up')")
    saved(page)
    expect(page.locator(".klik-pita")).to_be_hidden()
    assert stored(page, "rb.dasar_hukum") == "Perbup 12"


def test_two_tabs_keep_each_others_unsent_texts(opened, context):
    one, two = opened(), opened()
    for page in (one, two):
        page.evaluate("counter.become('down')")
    one.get_by_label("Dasar hukum").fill("Perbup 12")
    one.get_by_label("Nama inovasi").focus()
    two.get_by_label("Anggaran").fill("12")
    two.get_by_label("Nama inovasi").focus()
    kept = one.evaluate("Object.values(localStorage).join()")
    assert "Perbup 12" in kept
    assert '"12"' in kept


def test_a_browser_that_keeps_nothing_is_said_once_and_saving_goes_on(opened, context):
    context.add_init_script(
        "Storage.prototype.setItem = function () { if (this === localStorage) throw new Error('penuh'); }; const kept = {}; Object.defineProperty(window, 'sessionStorage', { value: { getItem: (k) => kept[k] ?? null, setItem: (k, v) => { kept[k] = v; } } });"
    )
    page = opened()
    page.get_by_label("Dasar hukum").fill("Perbup 12")
    page.get_by_label("Nama inovasi").focus()
    expect(page.get_by_text("Peramban ini tidak mengizinkan penyimpanan setempat.")).to_have_count(1)
    saved(page)


def test_another_account_never_sends_what_the_first_one_typed(opened):
    page = opened()
    page.evaluate("counter.become('down')")
    page.get_by_label("Dasar hukum").fill("Tulisan Siti")
    page.get_by_label("Nama inovasi").focus()
    page.evaluate(
        "counter.state.account = { id: 'A-budi', name: 'Budi Santosa', unit: 'Dinas Kesehatan' }; counter.become('up')"
    )
    expect(page.get_by_text("Halaman ini dibuka oleh akun lain")).to_be_visible()
    assert page.evaluate("counter.edits") == []
    assert "Tulisan Siti" in page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('klik:A-siti:')).join()"
    )


def test_a_text_too_long_is_told_before_sending_and_stays(opened):
    page = opened()
    page.get_by_label("Dasar hukum").fill("x" * 200_001)
    page.get_by_label("Nama inovasi").focus()
    expect(page.get_by_text("Isian terlalu panjang untuk disimpan. Mohon dipersingkat.")).to_be_visible()
    assert page.evaluate("counter.edits") == []
    assert page.get_by_label("Dasar hukum").evaluate("area => area.value.length") == 200_001


def test_a_refused_edit_is_not_sent_again_and_its_text_stays(opened):
    page = opened()
    page.evaluate("counter.refused['rb.metode'] = 'Data sudah diajukan sehingga tidak dapat diubah.'")
    field = page.get_by_label("Metode pembaharuan")
    field.fill("Tulisan yang ditolak")
    page.get_by_label("Nama inovasi").focus()
    expect(page.get_by_text("Data sudah diajukan sehingga tidak dapat diubah.")).to_be_visible()
    page.evaluate("counter.become('down'); counter.become('up')")
    expect(field).to_have_value("Tulisan yang ditolak")
    page.reload()
    expect(page.locator("blockquote", has_text="Tulisan yang ditolak")).to_be_visible()
    assert len(edits(page, "rb.metode")) == 1
    page.get_by_role("button", name="Salin teks").click()
    expect(page.get_by_role("button", name="Tersalin")).to_be_visible()
    page.get_by_role("button", name="Pakai yang tersimpan").click()
    expect(field).to_have_value("Pendaftaran lewat pesan singkat dengan nomor antrean")
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("Tulisan yang ditolak")).to_have_count(0)


def test_leaving_warns_only_while_something_is_unsent(opened):
    page = opened()
    ask = "() => { const event = new Event('beforeunload', { cancelable: true }); dispatchEvent(event); return event.defaultPrevented; }"
    assert page.evaluate(ask) is False
    page.evaluate("counter.become('down')")
    page.get_by_label("Dasar hukum").fill("Perbup 12")
    assert page.evaluate(ask) is True
    page.evaluate("counter.become('up')")
    saved(page)
    assert page.evaluate(ask) is False


def test_a_silent_link_is_suspected(opened):
    page = opened()
    page.evaluate("counter.deaf = true")
    page.wait_for_function("() => counter.link.suspected > 0", timeout=15_000)


def test_two_views_of_one_model_do_not_take_each_others_answers(opened):
    page = opened("?lab")
    page.evaluate("""async () => {
      const { renderForm } = await import("/widgets/js/form.js");
      const second = document.createElement("div");
      second.id = "kedua";
      document.body.append(second);
      renderForm({ model: counter.model, el: second });
    }""")
    second = page.locator("#kedua")
    expect(second.locator("h1")).to_be_visible()
    page.evaluate("counter.loseAnswers = 1")
    second.get_by_label("Anggaran").fill("12")
    second.get_by_label("Koordinat").focus()
    page.locator("#tempat").get_by_label("Dasar hukum").fill("Perbup 12")
    page.locator("#tempat").get_by_label("Koordinat").focus()
    expect(page.locator("#tempat .klik-status")).to_have_text(SAVED)
    expect(second.locator(".klik-status")).not_to_have_text(SAVED, timeout=100)
    expect(second.locator(".klik-status")).to_have_text(SAVED, timeout=10_000)


# two people


def test_what_others_saved_shows_where_one_is_not_writing(opened):
    page = opened()
    other(page, "budget", "75.5")
    heard(page)
    expect(page.get_by_label("Anggaran")).to_have_value("75,5")
    expect(page.get_by_text(re.compile(r"Diubah oleh Rina Wulandari pukul 10\.42"))).to_be_visible()


@pytest.mark.parametrize("told", [True, False])
def test_the_same_field_shows_both_texts_and_asks(opened, told):
    page = opened()
    page.get_by_label("Metode pembaharuan").press_sequentially(" dari Siti")
    other(page, "rb.metode", "Tulisan Rina", told=told)
    heard(page)
    page.get_by_label("Nama inovasi").focus()
    asked = box(page, "Metode pembaharuan")
    expect(asked).to_contain_text("Tulisan Rina")
    expect(asked).to_contain_text("dari Siti")
    assert stored(page, "rb.metode") == "Tulisan Rina"
    expect(page.locator(".klik-status")).to_have_text("Ada isian yang perlu dipilih")
    asked.get_by_role("button", name="Pakai isian saya").click()
    saved(page)
    assert stored(page, "rb.metode").endswith("dari Siti")


def test_a_field_one_is_writing_in_never_overwrites_unseen_what_another_saved_meanwhile(opened):
    page = opened()
    field = page.get_by_label("Metode pembaharuan")
    page.evaluate("counter.loseAnswers = 1")
    field.fill("satu")
    field.blur()
    page.wait_for_function("() => counter.edits.length === 1")
    field.fill("satu dua")
    field.blur()
    other(page, "rb.metode", "Tulisan Rina")
    heard(page)
    expect(box(page, "Metode pembaharuan")).to_contain_text("Tulisan Rina", timeout=8_000)
    assert stored(page, "rb.metode") == "Tulisan Rina"


def test_a_new_state_while_writing_does_not_hide_anothers_change(opened):
    page = opened()
    field = page.get_by_label("Metode pembaharuan")
    field.focus()
    page.evaluate("counter.become('down')")
    other(page, "rb.metode", "Tulisan Rina", told=False)
    field.press_sequentially("!")
    page.evaluate("counter.become('up')")
    field.press_sequentially("!")
    expect(box(page, "Metode pembaharuan")).to_contain_text("Tulisan Rina")
    assert stored(page, "rb.metode") == "Tulisan Rina"


def test_anothers_text_may_be_taken_or_joined(opened):
    page = opened()
    for field, label in (("rb.metode", "Metode pembaharuan"), ("rb.dasar_hukum", "Dasar hukum")):
        page.get_by_label(label).fill("Tulisan Siti")
        other(page, field, "Tulisan Rina")
        page.get_by_label("Nama inovasi").focus()
        expect(box(page, label)).to_be_visible()
    box(page, "Metode pembaharuan").get_by_role("button", name="Pakai isian Rina Wulandari").click()
    expect(page.get_by_label("Metode pembaharuan")).to_have_value("Tulisan Rina")
    box(page, "Dasar hukum").get_by_role("button", name="Gabungkan keduanya").click()
    saved(page)
    assert stored(page, "rb.dasar_hukum") == "Tulisan Rina\n\nTulisan Siti"
    assert stored(page, "rb.metode") == "Tulisan Rina"


def test_a_conflict_is_asked_again_after_a_reload(opened):
    page = opened()
    page.get_by_label("Metode pembaharuan").fill("Tulisan Siti")
    other(page, "rb.metode", "Tulisan Rina")
    page.get_by_label("Nama inovasi").focus()
    expect(box(page, "Metode pembaharuan")).to_be_visible()
    page.reload()
    expect(box(page, "Metode pembaharuan")).to_contain_text("Tulisan Siti")
    assert stored(page, "rb.metode") == "Tulisan Rina"


def test_rows_another_added_while_the_link_was_down_appear(opened):
    page = opened()
    page.evaluate("counter.become('down')")
    other(page, "hasil.2.indikator", "Biaya", told=False)
    page.evaluate("counter.become('up')")
    expect(page.locator("fieldset[data-nomor='2']").get_by_label("Indikator")).to_have_value("Biaya")


# the form


def test_focus_and_typed_text_outlive_a_page_drawn_anew(opened):
    page = opened()
    page.evaluate(
        "counter.acts.kirim = () => { counter.state.banner.text = 'Diajukan.'; return { ok: true, message: 'Terkirim.', state: structuredClone(counter.state) }; }"
    )
    field = page.get_by_label("Metode pembaharuan")
    field.press_sequentially("abc")
    page.evaluate("counter.state.banner.text = 'Kalimat baru'; counter.say({ kind: 'state', state: counter.state })")
    expect(page.get_by_text("Kalimat baru")).to_be_visible()
    expect(field).to_be_focused()
    field.press_sequentially("def")
    expect(field).to_have_value(re.compile("abcdef$"))
    saved(page)
    assert stored(page, "rb.metode").endswith("abcdef")


def test_an_act_waits_for_what_was_typed_before_it_and_says_what_came_of_it(opened):
    page = opened(width=1280)
    page.evaluate("""counter.loseAnswers = 1; counter.acts.kirim = () => {
      counter.seenByAct = counter.value("INV-UJI", "rb.dasar_hukum");
      const state = structuredClone(counter.state);
      state.live.panels.tindakan.actions.shift();
      return { ok: true, message: "Usulan sudah diajukan.", state };
    }""")
    page.get_by_label("Dasar hukum").fill("Perbup 1")
    page.get_by_label("Dasar hukum").blur()
    page.get_by_label("Dasar hukum").fill("Perbup 12")
    page.get_by_role("button", name="Ajukan", exact=True).click()
    expect(page.get_by_text("Usulan sudah diajukan.")).to_be_visible(timeout=12_000)
    assert page.evaluate("counter.seenByAct") == "Perbup 12"


def test_an_act_asks_what_it_needs(opened):
    page = opened(width=1280)
    page.get_by_role("button", name="Kembalikan untuk diperbaiki").click()
    expect(page.get_by_label("Alasan")).to_be_focused()
    page.get_by_label("Alasan").fill("Mohon lengkapi.")
    page.get_by_role("button", name="Kembalikan untuk diperbaiki").click()
    expect(page.get_by_text("Selesai.")).to_be_visible()
    act = next(message for message in page.evaluate("counter.sent") if message["kind"] == "act")
    assert (act["name"], act["args"]) == ("kembalikan", {"record": RECORD, "alasan": "Mohon lengkapi."})


def test_words_are_counted_while_writing(opened):
    page = opened()
    field = page.get_by_label("Metode pembaharuan")
    expect(page.get_by_text("7 kata, minimal 20 kata")).to_be_visible()
    field.fill("kata " * 45)
    expect(page.locator(".klik-hitung.klik-lewat")).to_contain_text("45 kata")


def test_a_question_shows_where_its_condition_holds_and_keeps_its_answer(opened):
    page = opened()
    field = page.get_by_label("Tanggal mulai diterapkan")
    expect(field).to_be_hidden()
    page.get_by_label("Penerapan").check()
    field.fill("2025-02-01")
    page.get_by_label("Inisiatif").check()
    expect(field).to_be_hidden()
    page.get_by_label("Penerapan").check()
    expect(field).to_have_value("01-02-2025")
    saved(page)
    assert stored(page, "implemented_on") == "2025-02-01"


def test_a_question_asked_in_two_ways_is_one_answer(opened):
    page = opened()
    page.get_by_label("Jumlah orang").check()
    page.get_by_role("group", name="Manfaat menurut orang").get_by_text("Parameter 2").click()
    saved(page)
    page.get_by_label("Jumlah unit").check()
    expect(page.get_by_role("group", name="Manfaat menurut unit").get_by_role("radio").nth(1)).to_be_checked()
    other(page, "mandiri.33", "3")
    page.get_by_role("group", name="Manfaat menurut unit").get_by_text("Parameter 1").click()
    expect(page.get_by_role("group", name="Manfaat menurut unit").locator(".klik-beda")).to_be_visible()


def test_a_choice_can_be_taken_back(opened):
    page = opened()
    group = page.get_by_role("group", name="16. Regulasi")
    group.get_by_role("button", name="Kosongkan pilihan").click()
    saved(page)
    assert stored(page, "mandiri.16") is None


def test_a_row_is_added_removed_and_brought_back(opened):
    page = opened()
    page.get_by_role("button", name="Tambah hasil").click()
    second = page.locator("fieldset[data-nomor='2']")
    expect(second.get_by_label("Indikator")).to_be_focused()
    second.get_by_label("Indikator").fill("Biaya")
    second.get_by_label("Sebelum").fill("50,5")
    second.get_by_role("button", name="Hapus baris ini").click()
    saved(page)
    assert (stored(page, "hasil.2.indikator"), stored(page, "hasil.2.sebelum")) == (None, None)
    page.get_by_role("button", name="Urungkan").click()
    saved(page)
    page.wait_for_function("() => counter.value('INV-UJI', 'hasil.2.sebelum') === '50.5'")
    assert stored(page, "hasil.2.indikator") == "Biaya"


def test_one_section_at_a_time_by_address_and_by_jump(opened):
    page = opened("?langkah", width=1280)
    page.get_by_role("link", name="Profil inovasi").click()
    expect(page.get_by_role("heading", name="Profil inovasi")).to_be_focused()
    expect(page.get_by_label("Dasar hukum")).to_be_hidden()
    page.get_by_role("link", name="Simpan dan lanjut").locator("visible=true").click()
    expect(page.get_by_label("Dasar hukum")).to_be_visible()
    page.goto(page.url.partition("#")[0] + "#bagian-gambar")
    page.locator(".klik-panel-list").get_by_role("link", name="Dasar hukum belum diisi.").click()
    expect(page.get_by_label("Dasar hukum")).to_be_focused()
    assert page.url.endswith("#bagian-rancang")


def test_a_long_text_is_whole_in_sight_when_its_section_opens(opened):
    page = opened("?langkah")
    other(page, "rb.metode", "kata " * 200)
    heard(page)
    page.get_by_role("link", name="Rancang bangun").click()
    area = page.get_by_label("Metode pembaharuan")
    page.wait_for_function("area => area.clientHeight >= Math.min(area.scrollHeight, 600)", arg=area.element_handle())


def test_errors_of_a_section_are_listed_with_their_places(opened):
    page = opened("?langkah")
    page.get_by_role("link", name="Rancang bangun").click()
    summary = page.locator(".klik-ringkasan").locator("visible=true")
    summary.get_by_role("link", name="Dasar hukum belum diisi.").click()
    expect(page.get_by_label("Dasar hukum")).to_be_focused()


def test_the_form_is_walked_with_keys_alone(opened):
    page = opened("?langkah")
    page.get_by_role("link", name="Profil inovasi").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Profil inovasi")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Nama inovasi")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Penerapan")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Tanggal mulai diterapkan")).to_be_focused()
    saved(page)
    assert stored(page, "stage") == "Penerapan"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Simpan dan lanjut":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rancang bangun")).to_be_focused()


# documents


def photos(count: int) -> list[dict]:
    picture = io.BytesIO()
    Image.new("RGB", (3000, 1500), "#aaccee").save(picture, "JPEG")
    return [{"name": f"foto{n}.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()} for n in range(count)]


def uploading(page: Page):
    page.locator(".klik-bukti summary").click()
    return page.locator(".klik-bukti input[type=file]")


def test_photos_are_made_small_and_sent_as_one(opened, context):
    asked: list[dict] = []

    def answer(route):
        asked.append(route.request.headers)
        route.fulfill(json={"ok": True, "message": "Berkas tersimpan.", "id": "DD-2"})

    context.route("**/bukti/**", answer)
    context.add_cookies([{"name": "_xsrf", "value": "2|kunci", "url": ORIGIN}])
    page = opened()
    chosen = uploading(page)
    page.get_by_label("Nomor surat").fill("100.3.3.2/214/2025")
    page.get_by_label("Tanggal surat").fill("2025-03-14")
    chosen.nth(1).set_input_files(photos(2))
    expect(page.get_by_text("Berkas tersimpan.")).to_be_visible()
    (sent,) = asked
    one, two = (int(length) for length in sent["x-bagian"].split(","))
    assert 0 < one == two < len(photos(1)[0]["buffer"])
    assert sent["x-xsrftoken"] == "2|kunci"
    assert (sent["x-nomor"], sent["x-tanggal"]) == ("100.3.3.2%2F214%2F2025", "2025-03-14")


def test_a_broken_upload_is_sent_again_without_choosing_again(opened, context):
    tries: list[str] = []

    def answer(route):
        tries.append(route.request.headers["x-nama"])
        route.abort() if len(tries) == 1 else route.fulfill(
            json={"ok": True, "message": "Berkas tersimpan.", "id": "DD-2"}
        )

    context.route("**/bukti/**", answer)
    page = opened()
    uploading(page).first.set_input_files({"name": "SK é.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    expect(page.get_by_text("Unggahan terputus. Berkas belum tersimpan.")).to_be_visible()
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.get_by_text("Berkas tersimpan.", exact=True)).to_be_visible()
    assert tries == ["SK%20%C3%A9.pdf"] * 2


def test_a_file_too_large_is_not_sent(opened, context):
    asked: list[str] = []
    context.route("**/bukti/**", lambda route: asked.append(route.request.url))
    page = opened()
    chosen = uploading(page)
    expect(page.get_by_text("Jenis berkas: PDF. Paling besar 10 MB.")).to_be_visible()
    chosen.first.set_input_files(
        {"name": "besar.pdf", "mimeType": "application/pdf", "buffer": b"%" * (10 * 1024 * 1024 + 1)}
    )
    expect(page.get_by_text("Berkas ini lebih dari 10 MB.")).to_be_visible()
    assert asked == []


def test_a_link_and_taking_back_are_acts(opened):
    page = opened()
    uploading(page)
    page.get_by_role("button", name="Tambah tautan").first.click()
    page.get_by_label("Nama dokumen").fill("Berita daerah")
    page.get_by_label("Tautan", exact=True).fill("https://contoh.example/berita")
    page.get_by_role("button", name="Tambah tautan").last.click()
    expect(page.get_by_label("Tautan", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Tarik: SK Bupati").click()
    page.wait_for_function("() => counter.sent.some((one) => one.name === 'evidence_remove')")
    link, back = (message for message in page.evaluate("counter.sent") if message["kind"] == "act")
    assert link["args"] == {
        "record": RECORD,
        "indicator": "16",
        "title": "Berita daerah",
        "link": "https://contoh.example/berita",
        "number": "",
        "date": "",
    }
    assert back["args"] == {"id": "DD-1"}


def test_hostile_text_is_shown_as_text(opened):
    page = opened(width=1280)
    page.evaluate(
        """text => {
      const state = counter.state, words = (value) => typeof value === "string" && !/^(#|\\/)/.test(value) ? text : value;
      const walk = (of) => { for (const key of Object.keys(of)) if (["text", "label", "title", "hint", "note", "who", "subtitle", "problem", "root", "number", "name_", "tag", "empty", "link"].includes(key)) of[key] = words(of[key]); else if (of[key] && typeof of[key] === "object") walk(of[key]); };
      walk(state.sections); walk(state.live); walk(state.banner); walk(state.nav); state.title = state.subtitle = text;
      state.records["INV-UJI"].answers["rb.metode"].value = text;
      counter.say({ kind: "state", state });
    }""",
        HOSTILE,
    )
    expect(page.locator("h1")).to_have_text(HOSTILE)
    assert HOSTILE in page.locator("textarea").evaluate_all("areas => areas.map((area) => area.value)")
    assert page.evaluate("window.__hostile") is None
    assert page.locator(".klik script, .klik img").count() == 0


@pytest.mark.parametrize("query", ["", "?langkah", "?langkah#bagian-profil", "?langkah#bagian-mandiri", "?lab"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_page_fits_and_has_no_serious_barrier(opened, query, width):
    page = opened(query, width=width)
    for details in page.locator("details:not([open]) > summary").all():
        if details.is_visible():
            details.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
    assert not found, json.dumps([(v["id"], [n["html"][:200] for n in v["nodes"][:4]]) for v in found], indent=1)


def test_targets_are_large_enough_for_a_thumb(opened):
    page = opened()
    small = page.evaluate("""() => [...document.querySelectorAll(".klik button, .klik input:not([type=radio], [type=checkbox], [type=file]), .klik select, .klik textarea, .klik .klik-pilihan label, .klik nav a, .klik summary")]
      .filter((one) => one.checkVisibility()).filter((one) => { const { width, height } = one.getBoundingClientRect(); return height < 43.5 || width < 43.5; }).map((one) => one.outerHTML.slice(0, 120))""")
    assert small == []


def test_a_locked_record_is_read_only_and_printed_with_its_answers(opened):
    page = opened()
    page.evaluate(
        "counter.state.records['INV-UJI'].locked = 'Sudah diajukan.'; counter.say({ kind: 'state', state: counter.state })"
    )
    expect(page.get_by_label("Metode pembaharuan")).to_be_disabled()
    expect(page.get_by_role("button", name="Tambah hasil")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".klik-nav")).to_be_hidden()
    answer = page.locator(".klik-isian").filter(has=page.get_by_label("Metode pembaharuan")).locator(".klik-cetak")
    expect(answer).to_be_visible()
    expect(answer).to_have_text("Pendaftaran lewat pesan singkat dengan nomor antrean")


def test_a_line_break_in_a_one_line_field_is_shown_and_survives_typing(opened):
    page = opened()
    page.evaluate(
        "counter.state.records['INV-UJI'].answers.name = { value: 'satu\\ndua', version: 1, who: 'Siti', at: '10.00.00' }; counter.say({ kind: 'state', state: counter.state })"
    )
    area = page.locator("textarea[id^='klik-name-']")
    expect(area).to_have_value("satu\ndua")
    area.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" tiga")
    area.blur()
    page.wait_for_function("() => counter.sent.some((one) => one.kind === 'edit' && one.field === 'name')")
    (edit,) = (one for one in page.evaluate("counter.sent") if one.get("field") == "name")
    assert edit["value"] == "satu\ndua tiga"
    assert area.get_attribute("aria-describedby")
