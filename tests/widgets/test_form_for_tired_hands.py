"""What a person reads, types and prints on the form, in a real browser: dates, long lines, long lists, paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect


def stored(page: Page, field: str) -> str | None:
    return page.evaluate("field => counter.value('INV-UJI', field)", field)


def waits_for(page: Page, field: str, value: str | None) -> None:
    page.wait_for_function("([field, value]) => counter.value('INV-UJI', field) === value", arg=[field, value])


def shown_anew(page: Page, change: str) -> None:
    """The state is changed by a line of JavaScript and drawn again."""
    page.evaluate(f"() => {{ const {{ state }} = counter; {change}; counter.say({{ kind: 'state', state }}); }}")


@pytest.mark.parametrize("typed", ["1-2-2025", "01/02/2025", "01022025", "1 Februari 2025", "1 feb 2025", "2025-02-01"])
def test_a_date_is_typed_day_first_and_said_in_words(opened, typed):
    page = opened()
    page.get_by_label("Penerapan").check()
    field = page.get_by_label("Tanggal mulai diterapkan")
    field.fill(typed)
    page.get_by_label("Nama inovasi").focus()
    waits_for(page, "implemented_on", "2025-02-01")
    expect(field).to_have_value("01-02-2025")
    expect(page.locator(".klik-isian").filter(has=field)).to_contain_text("1 Februari 2025")


@pytest.mark.parametrize("typed", ["02/31/2025", "31-2-2025", "12 Foo 2025", "kemarin", "1-2-25"])
def test_what_is_no_date_is_told_and_not_dropped(opened, typed):
    page = opened()
    page.get_by_label("Penerapan").check()
    page.evaluate("counter.refused.implemented_on = 'Tanggal belum lengkap.'")
    field = page.get_by_label("Tanggal mulai diterapkan")
    field.fill(typed)
    page.get_by_label("Nama inovasi").focus()
    expect(page.locator(".klik-isian").filter(has=field)).to_contain_text("Tulis seperti 31-12-2025.")
    expect(field).to_have_value(typed)
    assert stored(page, "implemented_on") is None


def test_half_a_date_is_not_sent_while_it_is_typed(opened):
    page = opened()
    page.clock.install()
    page.get_by_label("Penerapan").check()
    page.get_by_label("Tanggal mulai diterapkan").press_sequentially("1-2-20")
    page.clock.run_for(3_000)
    assert [e["field"] for e in page.evaluate("counter.edits")] == ["stage"]


def test_a_phone_shows_its_own_calendar(opened, context, chromium: Browser):
    page = opened()
    assert page.get_by_label("Tanggal uji coba").get_attribute("type") == "text"
    assert page.get_by_label("Tanggal uji coba").get_attribute("placeholder") == "tgl-bln-tahun"
    session = context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    session.send("Emulation.setEmitTouchEventsForMouse", {"enabled": True, "configuration": "mobile"})
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    assert page.get_by_label("Tanggal uji coba").get_attribute("type") == "date"


def test_a_long_line_is_shown_whole_and_enter_makes_no_second_one(opened):
    page = opened()
    field = page.get_by_label("Nama inovasi")
    low = field.bounding_box()["height"]
    field.fill("ANTRE PASTI (Antrean Puskesmas Tanpa Menunggu bagi Ibu Hamil dan Lansia dari Tiga Desa)")
    field.press("End")
    field.press("Enter")
    assert "\n" not in field.input_value()
    assert field.bounding_box()["height"] > low
    assert field.evaluate("area => area.scrollHeight <= area.clientHeight + 4")
    field.fill("satu\ndua")
    expect(field).to_have_value("satu\ndua")  # a break that was pasted stays: nothing is changed unseen


def test_a_list_with_a_place_for_what_it_lacks(opened):
    page = opened()
    goals = "[{ value: 'Angka stunting turun', label: 'Angka stunting turun', hint: '' }]"
    item = f"{{ kind: 'field', record: 'INV-UJI', name: 'rpjmd', type: 'select_one_or_other', label: 'Sasaran RPJMD', hint: '', required: false, relevant: null, options: {goals} }}"
    shown_anew(page, f"state.sections[0].items.push({item})")
    choice = page.get_by_label("Sasaran RPJMD", exact=False).first
    choice.select_option("Angka stunting turun")
    waits_for(page, "rpjmd", "Angka stunting turun")
    choice.select_option(label="Lainnya (tulis sendiri)")
    own = page.get_by_label("Sasaran RPJMD: lainnya")
    expect(own).to_be_focused()
    own.fill("Indeks layanan naik")
    waits_for(page, "rpjmd", "Indeks layanan naik")
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    shown_anew(page, f"state.sections[0].items.push({item})")
    expect(page.get_by_label("Sasaran RPJMD: lainnya")).to_have_value("Indeks layanan naik")


def test_without_a_list_one_writes(opened):
    page = opened()
    shown_anew(
        page,
        "state.sections[0].items.push({ kind: 'field', record: 'INV-UJI', name: 'rpjmd', type: 'select_one_or_other', label: 'Sasaran RPJMD', hint: '', required: false, relevant: null, options: [] })",
    )
    page.get_by_label("Sasaran RPJMD").fill("Indeks layanan naik")
    waits_for(page, "rpjmd", "Indeks layanan naik")


def test_a_long_list_begins_short_and_can_be_searched(opened):
    page = opened(width=1280)
    rows = "Array.from({ length: 40 }, (_, at) => ({ text: `INOVASI ${at}`, note: at === 33 ? 'Puskesmas Hulu' : 'Dinas', tag: '', tone: 'info', href: '#', jump: null }))"
    shown_anew(page, f"state.live.panels.daftar.items = {rows}")
    shown = page.locator(".klik-panel-list li:visible")
    expect(shown).to_have_count(10)
    page.get_by_label("Cari dalam daftar ini").fill("puskesmas HULU")
    expect(shown).to_have_text(["INOVASI 33Puskesmas Hulu"])
    expect(page.get_by_text("1 dari 40 ditemukan")).to_be_visible()
    shown_anew(page, "state.live.panels.daftar.items[0].tag = 'Baru'")
    expect(shown).to_have_count(1)
    page.get_by_label("Cari dalam daftar ini").fill("")
    page.get_by_role("button", name="Tampilkan semua (40)").click()
    expect(shown).to_have_count(40)
    page.get_by_label("Cari dalam daftar ini").fill("tak ada")
    page.emulate_media(media="print")
    expect(shown).to_have_count(40)


def test_the_score_stays_in_sight_within_a_section(opened):
    page = opened("?langkah#bagian-rancang")
    shown_anew(
        page,
        "state.sections.unshift({ id: 'depan', title: '', hint: '', large: false, items: [{ kind: 'panel', id: 'skor' }, { kind: 'panel', id: 'teks' }] })",
    )
    meter = page.locator(".klik-depan .klik-meter")
    expect(meter).to_be_in_viewport()
    expect(page.locator(".klik-depan .klik-panel-text")).to_be_hidden()
    expect(page.locator("#klik-tugas")).to_be_hidden()
    page.get_by_label("Dasar hukum").scroll_into_view_if_needed()
    page.get_by_role("button", name="Tambah hasil").scroll_into_view_if_needed()
    expect(meter).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("#klik-tugas")).to_be_in_viewport()
    expect(page.locator("#klik-tugas a[aria-current=step]")).to_have_text("Rancang bangun")
    left, right = page.locator("#klik-tugas").bounding_box(), page.get_by_label("Dasar hukum").bounding_box()
    assert left["x"] + left["width"] <= right["x"]


def test_a_wide_screen_puts_what_is_beside_the_matter_into_a_column_of_its_own(opened):
    page = opened(width=1280)
    shown_anew(page, "state.sections[0].aside = true; state.sections[3].aside = true")
    boxes = [page.locator(f"#{name}").bounding_box() for name in ("bagian-profil", "bagian-rancang", "bagian-gambar")]
    assert boxes[0]["x"] == boxes[2]["x"] > boxes[1]["x"] + boxes[1]["width"]
    assert boxes[1]["y"] < boxes[0]["y"] + boxes[0]["height"]
    page.set_viewport_size({"width": 390, "height": 800})
    tops = [
        page.locator(f"#{name}").bounding_box()["y"] for name in ("bagian-profil", "bagian-rancang", "bagian-gambar")
    ]
    assert tops == sorted(tops)


def test_a_kernel_at_work_is_not_taken_for_a_lost_link(opened):
    page = opened(width=1280)
    page.clock.install()
    page.reload()
    page.clock.run_for(3_000)
    page.evaluate("counter.deaf = true")
    page.get_by_role("button", name="Ajukan", exact=True).click()
    page.clock.run_for(300)
    expect(page.locator(".klik-status")).to_have_text("Sedang dikerjakan…")
    page.clock.run_for(17_000)
    assert page.evaluate("counter.link.suspected") == 0
    page.clock.run_for(15_000)
    assert page.evaluate("counter.link.suspected") > 0


def test_the_largest_file_is_what_the_server_takes(opened):
    page = opened()
    page.get_by_text("Tambah data dukung").click()
    expect(page.get_by_text("Paling besar 10 MB.")).to_be_visible()
    page.evaluate(
        "async () => { leave.end(); const place = document.getElementById('tempat'); place.dataset.batas = 3 * 1048576; (await import('/widgets/js/form.js')).renderForm({ model: counter.model, el: place }); }"
    )
    page.get_by_text("Tambah data dukung").click()
    expect(page.get_by_text("Paling besar 3 MB.")).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "besar.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b"0" * 3 * 1048576}
    )
    expect(page.get_by_text("Berkas ini lebih dari 3 MB.", exact=False)).to_be_visible()


def test_on_paper_a_form_is_questions_with_their_answers(opened):
    page = opened("?langkah")
    page.emulate_media(media="print")
    level = page.locator(".klik-isian").filter(has=page.get_by_text("16. Regulasi Inovasi Daerah"))
    expect(level.locator(".klik-cetak")).to_have_text("Parameter 2: Keputusan Kepala Daerah")
    expect(level.locator(".klik-cetak")).to_be_visible()
    visible = "all => all.filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 90))"
    assert page.locator("input, select, textarea, button, .klik-petunjuk > b").evaluate_all(visible) == []
    law = page.locator(".klik-isian").filter(has=page.get_by_label("Dasar hukum"))
    expect(law.locator(".klik-cetak")).to_have_text("–")
    page.emulate_media(media="screen")
    page.goto(page.url + "#bagian-rancang")
    page.get_by_label("Dasar hukum").fill("Perda 3\nPerbup 12")
    waits_for(page, "rb.dasar_hukum", "Perda 3\nPerbup 12")
    page.emulate_media(media="print")
    assert law.locator(".klik-cetak").evaluate("one => one.innerText") == "Perda 3\nPerbup 12"


def test_a_field_whose_save_is_late_says_so_as_the_page_does(opened):
    page = opened()
    page.evaluate("counter.become('down')")
    field = page.get_by_label("Dasar hukum")
    field.fill("Perbup 12")
    lamp = page.locator(".klik-isian").filter(has=field).locator(".klik-keadaan")
    expect(lamp).to_have_text("Belum tersimpan: akan dikirim lagi")
    page.evaluate("counter.become('up')")
    waits_for(page, "rb.dasar_hukum", "Perbup 12")
    expect(lamp).to_contain_text("Tersimpan 10.42.")


def test_what_misses_before_sending_is_a_list(opened):
    page = opened(width=1280)
    shown_anew(
        page, "Object.assign(state.live.panels.tindakan.actions[0], { checks: ['Satu.', 'Dua.'], confirm: 'Dikunci.' })"
    )
    page.get_by_role("button", name="Ajukan", exact=True).click()
    expect(page.locator(".klik-tanya li")).to_have_text(["Satu.", "Dua."])
    page.get_by_role("button", name="Ya, lanjutkan").click()
    page.wait_for_function("() => counter.sent.some((one) => one.kind === 'act' && one.name === 'kirim')")


def test_a_finding_of_another_outline_is_brought_and_shown(opened):
    page = opened()
    page.evaluate(
        """() => { counter.acts.outline = (args) => {
          counter.state.sections[1].items.push({ kind: 'field', record: 'INV-UJI', name: 'dibawa', type: 'textarea', label: 'Isian kerangka lain', hint: '', required: true, relevant: null, options: [] });
          return { ok: true, message: '', state: counter.state }; }; }"""
    )
    row = "{ text: 'Waktu penerapan belum diisi.', tag: 'Profil Inovasi', tone: 'warning', href: null, jump: 'INV-UJI/dibawa', act: { name: 'outline', args: { outline: 'profil' } } }"
    shown_anew(
        page,
        f"state.sections[0].items.push({{ kind: 'panel', id: 'daftar' }}); state.live.panels.daftar.items = [{row}]",
    )
    page.get_by_role("button", name="Waktu penerapan belum diisi.").first.click()
    expect(page.get_by_label("Isian kerangka lain")).to_be_focused()


def test_whatever_is_tapped_on_a_phone_is_as_high_as_a_thumb(opened):
    page = opened("?langkah")
    low = """all => all.map((one) => [one.innerText, one.getBoundingClientRect().height])
      .filter(([, height]) => height > 0 && height < 43.5)"""
    rows = ".klik-kembali a, .klik-daftar a, .klik-tugas a, button, summary"
    assert page.locator(rows).evaluate_all(low) == []
    page.goto(page.url + "#bagian-gambar")
    page.get_by_text("lebih nyaman diisi di layar yang lebih besar").click()
    expect(page.get_by_role("link", name="Usulan sebagai Word")).to_be_visible()
    assert page.locator(rows).evaluate_all(low) == []


def test_a_table_of_sentences_is_read_without_scrolling_sideways_on_a_phone(opened):
    page = opened()
    words = "Tuliskan satu masalah pelayanan yang paling sering dikeluhkan pasien, disertai angkanya."
    shown_anew(
        page,
        "Object.assign(state.live.panels.tabel, { columns: ['Bagian', 'Waktu', 'Kegiatan', 'Isian'], "
        f"rows: [['Masalah', '25 menit', '{words}', 'Diagnosis Masalah: Masalah dan angkanya'], ['Penutup', '–', '', '–']] }})",
    )
    page.get_by_text("lebih nyaman diisi di layar yang lebih besar").click()
    region = page.get_by_role("region", name="Baris SPD")
    expect(region.get_by_text(words)).to_be_visible()
    assert region.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    assert (
        region.get_by_role("row").last.evaluate("row => row.innerText") == "Penutup"
    )  # what is not known takes no line
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(region.get_by_role("columnheader", name="Kegiatan")).to_be_visible()


def test_paper_says_whose_clinic_it_is_from_who_printed_it_and_when(opened):
    page = opened()
    page.clock.set_fixed_time("2026-07-04T10:00:00")
    shown_anew(page, "state.region = 'Kabupaten Contoh'")
    head = page.locator(".klik-kop-cetak")
    expect(head).to_be_hidden()
    page.clock.set_fixed_time("2026-07-05T10:00:00")
    page.pdf()
    page.emulate_media(media="print")
    expect(head).to_be_visible()
    expect(head).to_have_text("Klinik Inovasi Kabupaten Contoh · Dicetak 5 Juli 2026 oleh Siti Aminah, Dinas Kesehatan")


def test_on_paper_what_is_said_beside_is_not_larger_than_what_is_said(opened):
    page = opened("?langkah")
    page.emulate_media(media="print")
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    body = page.locator(".klik").first.evaluate(size)
    beside = page.locator(".klik small:visible, .klik table:visible, .klik .klik-redup:visible")
    assert max(beside.nth(at).evaluate(size) for at in range(beside.count())) < body
