// Tombol salin: papan klip peramban, lalu cara lama, lalu teks yang sudah terpilih. Tanda Disalin bertahan di peramban ini.
(() => {
  const place = document.querySelector("main").dataset.kunci;
  const fields = [...document.querySelectorAll("[data-isian]")];
  const told = document.querySelector(".hitung");
  let done = new Set();
  try { done = new Set(JSON.parse(localStorage.getItem(place) ?? "[]")); } catch { /* peramban tanpa penyimpanan */ }

  function shown() {
    let count = 0;
    for (const field of fields) {
      const copied = done.has(field.dataset.isian);
      field.classList.toggle("sudah", copied);
      if (copied) count += 1;
    }
    told.textContent = `${count} dari ${fields.length} isian disalin`;
  }

  function mark(field) {
    done.add(field.dataset.isian);
    const said = field.querySelector(".kata");
    said.textContent = "Disalin";
    said.classList.remove("pilih");
    try { localStorage.setItem(place, JSON.stringify([...done])); } catch { /* tanda hanya selama halaman terbuka */ }
    shown();
  }

  async function copy(field) {
    const area = field.querySelector("textarea");
    try {
      await navigator.clipboard.writeText(area.value);
      return mark(field);
    } catch { /* cara lama */ }
    const before = document.activeElement;
    area.focus({ preventScroll: true });
    area.select();
    let copied = false;
    try { copied = document.execCommand("copy"); } catch { /* tidak diizinkan */ }
    if (copied) {
      mark(field);
      before.focus({ preventScroll: true });
      return undefined;
    }
    const said = field.querySelector(".kata");
    said.textContent = "Teks sudah dipilih. Tekan Ctrl+C untuk menyalin.";
    said.classList.add("pilih");
    return undefined;
  }

  for (const field of fields) {
    field.querySelector("button").addEventListener("click", () => copy(field));
    const area = field.querySelector("textarea");
    area.addEventListener("focus", () => area.select());
    area.addEventListener("copy", () => { if (area.selectionStart === 0 && area.selectionEnd === area.value.length) mark(field); });
    if (done.has(field.dataset.isian)) field.querySelector(".kata").textContent = "Disalin";
  }
  shown();
})();
