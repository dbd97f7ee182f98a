// Lembar salin: values that are carried into the portal by hand, each with its button, and which were copied already.
import { WORDS } from "./words.js";
import { copyText, fileLink, freshId, make } from "./dom.js";

const LINE_LETTERS = 90;
const MOST_LINES = 16;

/**
 * The groups of a copy panel: a heading, what is said of it, and its lines.
 * @param {{about: string, groups: Array<object>}} panel `about` names the sheet whose marks are kept
 * @param {{under: string}} ends
 */
export function copiesOf(panel, { under }) {
  const marks = marksOf(panel.about);
  const lines = panel.groups.flatMap((group) => group.lines.filter((line) => line.value));
  const told = make("p", { class: "klik-redup klik-salin-hitung", role: "status" });
  const count = () => { told.textContent = WORDS.copyCount(lines.filter((line) => marks.has(line)).length, lines.length); };
  const inner = panel.title && under === "h2" ? "h3" : "h4";
  const groups = panel.groups.map((group) => make("div", { class: "klik-salin-kelompok" },
    group.title ? make(inner, {}, group.title) : null,
    group.note ? make("p", { class: "klik-redup" }, group.note) : null,
    ...saidOf(group.said),
    ...group.lines.map((line) => lineOf(line, marks, count))));
  count();
  return [told, ...groups];
}

function lineOf(line, marks, count) {
  const head = make("span", { class: "klik-salin-nama", id: freshId("salin") }, line.label);
  const hint = line.hint ? make("p", { class: "klik-redup klik-kecil" }, line.hint, line.href ? " " : null, line.href ? fileLink(line.href, WORDS.openFile) : null) : null;
  if (!line.value) return make("div", { class: "klik-salin" }, make("div", { class: "klik-salin-atas" }, head), hint, ...saidOf(line.said));
  const said = make("span", { class: "klik-kata", role: "status" });
  const area = make("textarea", { readonly: true, class: "klik-salin-isi", spellcheck: "false", rows: rowsFor(line), "aria-labelledby": head.id, tabindex: line.long ? null : -1, value: line.value });
  const button = make("button", { type: "button", class: "klik-tombol klik-sekunder", "aria-describedby": head.id, onclick: copy }, WORDS.copyThis);
  const place = make("div", { class: "klik-salin" }, make("div", { class: "klik-salin-atas" }, head, said, button), area, make("p", { class: "klik-cetak" }, line.value), hint, ...saidOf(line.said));

  function mark() {
    marks.add(line);
    said.textContent = WORDS.copyDone;
    place.classList.add("klik-salin-sudah");
    count();
  }

  async function copy() {
    if (await copyText(line.value)) {
      mark();
      return;
    }
    area.focus({ preventScroll: true });
    area.select();
    said.textContent = WORDS.copySelected;
  }

  area.addEventListener("copy", () => { if (area.selectionStart === 0 && area.selectionEnd === area.value.length) mark(); });
  if (marks.has(line)) {
    said.textContent = WORDS.copyDone;
    place.classList.add("klik-salin-sudah");
  }
  return place;
}

function saidOf(said) {
  return (said ?? []).map((one) => make("p", { class: `klik-kecil klik-nada-${one.tone}` }, one.text));
}

function rowsFor(line) {
  const lines = line.value.split("\n");
  if (!line.long && lines.length === 1 && line.value.length <= LINE_LETTERS) return 1;
  return Math.min(MOST_LINES, Math.max(2, lines.reduce((sum, text) => sum + 1 + Math.floor(text.length / LINE_LETTERS), 0)));
}

/** Which lines of a sheet were copied as they stand now; kept in this browser, where it lets us. */
function marksOf(about) {
  const place = `klik-salin:${about}`;
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(place) ?? "{}"); } catch { /* no storage: marks last as long as the page */ }
  return {
    has: (line) => kept[line.id] === sumOf(line.value),
    add: (line) => {
      kept[line.id] = sumOf(line.value);
      try { localStorage.setItem(place, JSON.stringify(kept)); } catch { /* as above */ }
    },
  };
}

/** A short number for a text, so that a value that changed counts as not copied yet. */
function sumOf(text) {
  let sum = text.length;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) | 0;
  return sum;
}
