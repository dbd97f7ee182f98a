// The documents of an indicator or the files of a session: files and photos with a progress bar, links, taking back.
import { WORDS } from "./words.js";
import { fileLink, freshId, make } from "./dom.js";
import { dateControl, dateWords } from "./dates.js";
import { takeLeft } from "./sending.js";

const PHOTO_SIDE = 2000;
const PHOTO_QUALITY = 0.8;

/** A size as people read it. */
export function sizeWords(bytes) {
  return bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1).replace(".0", "").replace(".", ",")} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
}

/** A phone's photo made small enough for a bad link; as it is where the browser cannot. */
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, PHOTO_SIDE / Math.max(picture.width, picture.height));
    const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", PHOTO_QUALITY))) ?? file;
  } catch { return file; }
}

/**
 * The place of an indicator's documents; `draw(items, locked)` shows them anew.
 * @param {object} item the evidence item of the page's state
 * @param {{act: Function, send: ((body: Blob, told: object, ends: object) => {abort: () => void}) | null, limit: number, refresh: () => void}} ends
 */
export function evidencePlace(item, ends) {
  const list = make("ul", { class: "klik-bukti-daftar" });
  const said = make("p", { class: "klik-kata", role: "status" });
  const bar = make("progress", { max: 100, value: 0, hidden: true, "aria-label": WORDS.evidence });
  const limit = sizeWords(ends.limit);
  const kinds = item.accept.map((kind) => kind.toUpperCase()).join(", ");
  const pick = make("input", { type: "file", class: "klik-pilih-berkas", id: freshId("berkas"), accept: item.accept.map((kind) => `.${kind}`).join(","), onchange: () => chosen([...pick.files], false) });
  const shoot = make("input", { type: "file", class: "klik-pilih-berkas", id: freshId("foto"), accept: "image/*", multiple: item.accept.includes("pdf"), onchange: () => chosen([...shoot.files], true) });
  const number = make("input", { type: "text", class: "klik-baris", id: freshId("nomor"), autocomplete: "off" });
  const signedId = freshId("tanggal");
  const signed = dateControl(signedId, () => undefined);
  const letter = item.letter ? make("div", { class: "klik-surat" },
    make("div", {}, make("label", { for: number.id }, WORDS.letterNumber), number),
    make("div", {}, make("label", { for: signedId }, WORDS.letterDate), signed.element), make("p", { class: "klik-petunjuk" }, WORDS.letterHint)) : null;
  const cancel = make("button", { type: "button", class: "klik-tombol klik-sekunder", hidden: true, onclick: () => { cancelled = true; sending?.abort(); } }, WORDS.cancel);
  const again = make("button", { type: "button", class: "klik-tombol klik-sekunder", hidden: true, onclick: () => send(...last) }, WORDS.again);
  const link = item.links === false ? { button: null, form: null } : linkForm();
  const takesPhotos = item.accept.some((kind) => ["pdf", "jpg", "jpeg", "png"].includes(kind));
  const adding = make("details", { class: "klik-bukti-tambah klik-lipat" }, make("summary", {}, item.add ?? WORDS.addEvidence), letter,
    make("p", { class: "klik-petunjuk" }, WORDS.limit(kinds, limit)),
    make("p", { class: "klik-tombol-deret" },
      make("span", { class: "klik-berkas" }, pick, make("label", { for: pick.id, class: "klik-tombol klik-sekunder" }, WORDS.addFile)),
      takesPhotos ? make("span", { class: "klik-berkas" }, shoot, make("label", { for: shoot.id, class: "klik-tombol klik-sekunder" }, WORDS.photos)) : null, link.button),
    takesPhotos ? make("p", { class: "klik-petunjuk" }, WORDS.photosHint) : null, link.form);
  const element = make("div", { class: "klik-bukti" }, make("h4", {}, item.title ?? WORDS.evidence), item.hint ? make("p", { class: "klik-petunjuk" }, item.hint) : null, formats(item), list,
    ends.send ? adding : make("p", { class: "klik-redup" }, WORDS.noServer), bar, said, make("p", { class: "klik-tombol-deret" }, cancel, again));
  let sending = null;
  let cancelled = false;
  let last = [];

  /** Drafts of the documents the row wants, in Word. */
  function formats({ formats = [] }) {
    if (!formats.length) return null;
    const rows = formats.map((one) => make("li", {}, fileLink(one.href, one.label), " ", make("span", { class: "klik-redup klik-kecil" }, one.hint)));
    return make("details", { class: "klik-format klik-lipat" }, make("summary", {}, WORDS.formats), make("ul", { class: "klik-daftar" }, ...rows), make("p", { class: "klik-petunjuk" }, WORDS.formatsHint));
  }

  function linkForm() {
    const address = make("input", { type: "url", class: "klik-baris", id: freshId("tautan"), inputmode: "url", placeholder: "https://" });
    const title = make("input", { type: "text", class: "klik-baris", id: freshId("judul") });
    const button = make("button", { type: "button", class: "klik-tombol klik-sekunder", onclick: () => { form.hidden = !form.hidden; if (!form.hidden) address.focus(); } }, WORDS.addLink);
    const form = make("form", { class: "klik-tanya", hidden: true, novalidate: true, onsubmit: async (event) => {
      event.preventDefault();
      said.textContent = WORDS.working;
      const answer = await ends.act("evidence_link", { record: item.record, indicator: item.indicator, title: title.value, link: address.value, number: number.value, date: signed.read() ?? "" });
      said.textContent = answer.message ?? "";
      if (answer.ok) { form.hidden = true; address.value = title.value = ""; }
    } }, make("label", { for: title.id }, WORDS.titleField), title, make("label", { for: address.id }, WORDS.linkField), make("p", { class: "klik-petunjuk" }, WORDS.linkHint), address,
    make("p", { class: "klik-tombol-deret" }, make("button", { type: "submit", class: "klik-tombol" }, WORDS.addLink)));
    return { button, form };
  }

  async function chosen(files, photos) {
    pick.value = shoot.value = "";
    if (!files.length) return;
    said.textContent = WORDS.working;
    const pictures = photos ? await Promise.all(files.map(smaller)) : files;
    const size = pictures.reduce((sum, file) => sum + file.size, 0);
    if (size > ends.limit) { said.textContent = WORDS.fileTooBig(limit); return; }
    const name = photos ? `Foto ${new Date().toISOString().slice(0, 10)}.jpg` : files[0].name;
    send(new Blob(pictures), name, photos && pictures.length > 1 ? pictures.map((file) => file.size) : []);
  }

  function send(body, name, parts, told = { number: number.value.trim(), date: signed.read() ?? "" }) {
    last = [body, name, parts];
    cancelled = false;
    again.hidden = true;
    cancel.hidden = bar.hidden = false;
    bar.value = 0;
    sending = ends.send(body, { record: item.record, place: item.indicator, name, parts, ...told }, {
      progress(percent) {
        bar.value = percent;
        said.textContent = WORDS.uploading(percent);
      },
      done(answer) {
        sending = null;
        cancel.hidden = bar.hidden = true;
        said.textContent = answer?.message ?? (cancelled ? WORDS.uploadCancelled : WORDS.uploadFailed);
        again.hidden = Boolean(answer);
        if (answer?.ok) { number.value = ""; signed.write(null); ends.refresh(); }
      },
    });
  }

  function drawItems(items, locked) {
    adding.hidden = locked;
    const text = JSON.stringify(items);
    if (list.dataset.kini === text) return;
    list.dataset.kini = text;
    list.replaceChildren(...(items.length ? items.map(itemOf) : [make("li", { class: "klik-belum" }, item.empty ?? WORDS.noEvidence)]));
  }

  function itemOf(one) {
    const told = [one.number, one.date && dateWords(one.date), one.size ? sizeWords(one.size) : null, one.state].filter(Boolean).join(" · ");
    const button = one.may_remove ? make("button", { type: "button", class: "klik-tautan", "aria-label": `${WORDS.withdraw}: ${one.title}`, onclick: async () => {
      if (!confirm(item.withdraw ?? WORDS.withdrawSure)) return;
      const answer = await ends.act("evidence_remove", { id: one.id });
      said.textContent = answer.message ?? "";
    } }, WORDS.withdraw) : null;
    const name = one.href ? fileLink(one.href, one.title) : /^https?:/i.test(one.link ?? "") ? make("a", { href: one.link, target: "_blank", rel: "noopener noreferrer" }, one.title) : make("span", {}, one.title);
    return make("li", {}, name, make("small", {}, told), ...one.flags.map((flag) => make("p", { class: "klik-nada-warning" }, flag)), button);
  }

  const left = ends.send && takeLeft(item.record, item.indicator);
  if (left) send(left.body, left.told.name, left.told.parts, left.told);
  return { element, item, draw: drawItems, always: Boolean(item.always), busy: () => sending !== null };
}
