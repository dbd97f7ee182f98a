// Pictures of the clinic's stages: the year of a plan, before and after, and evidence by its state.
import { framed, lines, textLines } from "./svg.js";
import { draw, make } from "./dom.js";

export const STAGE_PICTURES = { planTimeline: planTimelinePicture, beforeAfter: beforeAfterPicture, evidenceHeat: evidenceHeatPicture };

const spokenList = (items) => make("details", { class: "klik-lipat" }, make("summary", {}, "Baca sebagai daftar"), make("ol", {}, ...items.map((text) => make("li", {}, text))));

function firstLine(text, width) {
  const [first, ...more] = lines(text, width);
  return more.length ? `${first}…` : first;
}

/** Steps as bars over the months, with the year's dates as standing lines; a diamond is the day a document can be ready. */
function planTimelinePicture(data) {
  if (!data.bars?.length) return null;
  const narrow = matchMedia("(max-width: 760px)").matches;
  const width = narrow ? 380 : 720, left = 8, right = narrow ? 18 : 24, rowTall = narrow ? 54 : 42;
  const x = (at) => left + (at / 1000) * (width - left - right);
  const top = 34 + data.marks.length * 18;
  const bottom = top + data.bars.length * rowTall + 6;
  const parts = [];
  if (data.band) parts.push(draw("rect", { x: x(data.band.from), y: top, width: Math.max(2, x(data.band.to) - x(data.band.from)), height: bottom - top, class: "klik-isi-redup" }), textLines([data.band.label], x(data.band.from) + 4, bottom - 6, { class: "klik-teks klik-di-atas" }));
  const fewer = narrow && data.ticks.length > 6 ? 2 : 1;
  data.ticks.forEach((tick, nth) => {
    parts.push(draw("line", { x1: x(tick.at), y1: bottom, x2: x(tick.at), y2: bottom + 6, class: "klik-ranting" }));
    if (nth % fewer === 0 && tick.at < 960) parts.push(textLines([tick.label], x(tick.at), bottom + 21, { class: "klik-teks klik-di-atas" }));
  });
  parts.push(draw("line", { x1: left, y1: bottom, x2: width - right, y2: bottom, class: "klik-ranting" }));
  data.marks.forEach((mark, nth) => {
    const y = 16 + nth * 18, end = mark.at > 550;
    parts.push(draw("line", { x1: x(mark.at), y1: y + 4, x2: x(mark.at), y2: bottom, class: "klik-garis-tanggal" }),
      textLines([`${mark.label} ${mark.day}`], x(mark.at) + (end ? 4 : -4), y, { class: "klik-teks-kuat klik-di-atas", "text-anchor": end ? "end" : "start" }));
  });
  parts.push(draw("line", { x1: x(data.today.at), y1: top - 14, x2: x(data.today.at), y2: bottom, class: "klik-tulang" }),
    textLines(["hari ini"], x(data.today.at) + (data.today.at > 550 ? -5 : 5), top - 4, { class: "klik-teks klik-di-atas", "text-anchor": data.today.at > 550 ? "end" : "start" }));
  data.bars.forEach((bar, nth) => {
    const y = top + 8 + nth * rowTall;
    const end = bar.from > 550;
    const place = end ? Math.max(x(bar.to), x(bar.from) + 8) : x(bar.from);
    parts.push(textLines([firstLine(`${nth + 1}. ${bar.label}`, narrow ? 40 : 60)], place, y + 10, { class: "klik-teks klik-di-atas", "text-anchor": end ? "end" : "start" }),
      draw("rect", { x: x(bar.from), y: y + 16, width: Math.max(8, x(bar.to) - x(bar.from)), height: 12, rx: 2, class: `klik-isi-${bar.tone}` }));
    if (bar.ready !== null) parts.push(draw("path", { d: `M${x(bar.ready)} ${y + 13} l8 9 l-8 9 l-8 -9 z`, class: `klik-wajik klik-isi-${bar.tone}` }));
  });
  const spoken = [...data.bars.map((bar) => [`${bar.label}: ${bar.span}`, bar.document].filter(Boolean).join(". ")), ...data.marks.map((mark) => `${mark.label}: ${mark.day}`)];
  return make("div", {}, framed(`Garis waktu ${data.bars.length} langkah dan ${data.marks.length} tanggal daerah`, width, bottom + 28, ...parts),
    make("p", { class: "klik-redup klik-kecil" }, "Batang: mulai sampai selesai. Wajik: hari dokumen paling cepat siap. Warna jingga: tidak cukup waktu; hijau: selesai."), spokenList(spoken));
}

/** Two bars for each measure, and what changed in words. */
function beforeAfterPicture(data) {
  if (!data.rows?.length) return null;
  const bar = (length, tone) => draw("svg", { class: "klik-batang", viewBox: "0 0 1000 80", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { width: 1000, height: 80, class: "klik-isi-redup" }), draw("rect", { width: length ?? 0, height: 80, class: `klik-isi-${tone}` }));
  return make("ol", { class: "klik-banding" }, ...data.rows.map((row) => make("li", {}, make("p", {}, make("b", {}, row.label), " ", make("span", { class: `klik-label klik-nada-${row.tone}` }, row.change)),
    ...data.names.map((name, at) => make("p", { class: "klik-banding-baris" }, make("span", {}, name), bar(row.lengths[at], at ? row.tone : "lama"), make("b", {}, row.texts[at]))))));
}

/** Indicators down, states across; a filled cell has its colour and its word. */
function evidenceHeatPicture(data) {
  if (!data.rows?.length) return null;
  return make("div", { class: "klik-tabel", tabindex: 0, role: "region", "aria-label": data.title }, make("table", { class: "klik-peta klik-tabel-kata" },
    make("thead", {}, make("tr", {}, ...data.columns.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...data.rows.map((row) => make("tr", {}, make("th", { scope: "row" }, row.label),
      ...row.cells.map((cell, at) => make("td", { class: cell.tone ? `klik-peta-${cell.tone}` : null, "data-kolom": data.columns[at + 1] }, cell.text)))))));
}
