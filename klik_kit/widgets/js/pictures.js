// Pictures drawn from the answers; each says the same in words below it.
import { WORDS } from "./words.js";
import { draw, freshId, make } from "./dom.js";
import { countsPicture, radarPicture, spreadPicture } from "./spread.js";
import { STAGE_PICTURES } from "./stages.js";
import { framed, lines, textLines } from "./svg.js";
import { yearPicture } from "./year.js";

/** A picture by its name, as an element. */
export function pictureOf(name, data) {
  const known = { usg: usgPicture, whys: whysPicture, fishbone: fishbonePicture, impact: impactPicture, qr: qrPicture, radar: radarPicture, spread: spreadPicture, counts: countsPicture, year: yearPicture, ...STAGE_PICTURES };
  const drawn = known[name]?.(data);
  return drawn ?? make("p", { class: "klik-redup" }, WORDS.noPicture);
}

/** A QR code, dark on white whatever the theme, with its address in letters below. */
function qrPicture(data) {
  const size = data.rows?.length;
  if (!size) return null;
  const cells = data.rows.flatMap((row, y) => [...row].map((cell, x) => (cell === "1" ? `M${x + 4} ${y + 4}h1v1h-1z` : "")));
  const picture = framed(data.text, size + 8, size + 8, draw("rect", { x: 0, y: 0, width: size + 8, height: size + 8, fill: "#fff" }), draw("path", { d: cells.join(""), fill: "#000" }));
  picture.classList.add("klik-gambar-kecil");
  return make("div", {}, picture, make("p", {}, `${WORDS.scan} ${data.text}`));
}

function usgPicture(data) {
  if (!data.rows?.length) return null;
  const items = data.rows.map((row) => make("li", { class: "klik-usg" },
    make("span", { class: "klik-usg-peringkat" }, row.rank === null ? "–" : `${row.rank}`),
    make("span", { class: "klik-usg-nama" }, row.label, row.tie ? make("em", {}, ` (${WORDS.tie})`) : null),
    bar(row.total), make("b", {}, row.total === null ? "–" : `${row.total}`)));
  return make("ol", { class: "klik-usg-daftar" }, ...items);
}

function bar(total) {
  const width = total === null ? 0 : Math.round((total / 15) * 100);
  return draw("svg", { class: "klik-batang", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { width: 100, height: 8, class: "klik-isi-redup" }), draw("rect", { width, height: 8, class: "klik-isi" }));
}

function whysPicture(data) {
  if (!data.steps?.length) return null;
  const steps = [data.problem, ...data.steps, data.root].filter(Boolean);
  return make("ol", { class: "klik-rantai" }, ...steps.map((text, at) => make("li", {}, make("small", {}, at === 0 ? "Masalah" : data.root && at === steps.length - 1 ? "Akar masalah" : `Mengapa ${at}`), make("span", {}, text))));
}

function fishbonePicture(data) {
  const branches = (data.branches ?? []).filter((branch) => branch.causes.length);
  if (!branches.length) return null;
  const narrow = branches.length > 6 || matchMedia("(max-width: 760px)").matches;  // four columns would be too small to read
  const picture = narrow ? standingBone(data.problem, branches) : lyingBone(data.problem, branches);
  const spoken = make("details", { class: "klik-lipat" }, make("summary", {}, "Baca sebagai daftar"),
    make("dl", {}, ...branches.flatMap((branch) => [make("dt", {}, branch.label), ...branch.causes.map((cause) => make("dd", {}, cause))])));
  return make("div", {}, picture, spoken);
}

function lyingBone(problem, branches) {
  const width = 720, head = 150, slant = 34, line = 17;
  const column = (width - head - 20) / Math.ceil(branches.length / 2);
  const letters = Math.floor((column - slant - 14) / 7.2);
  const told = branches.map((branch) => branch.causes.map((cause) => lines(cause, letters)));
  const tall = (causes) => causes.reduce((sum, cause) => sum + cause.length * line + 9, 0);
  const half = 36 + Math.max(...told.map(tall));
  const middle = half + 12;
  const end = width - head - 14;
  const parts = [draw("line", { x1: 6, y1: middle, x2: end, y2: middle, class: "klik-tulang" }),
    draw("path", { d: `M${end} ${middle - 9} l14 9 l-14 9 z`, class: "klik-isi" }),
    draw("rect", { x: width - head, y: middle - 46, width: head - 2, height: 92, class: "klik-kepala-ikan" }),
    textLines(lines(problem || "Masalah", 16), width - head + 10, middle - 14, { class: "klik-teks-kuat" })];
  branches.forEach((branch, at) => {
    const up = at % 2 === 0;
    const left = 6 + Math.floor(at / 2) * column;
    const top = up ? middle - half : middle + 14;
    const [tip, foot] = [left + column - slant - 4, left + column - 4];
    parts.push(draw("line", { x1: tip, y1: up ? top : middle + half, x2: foot, y2: middle, class: "klik-tulang" }),
      textLines(lines(branch.label, letters).slice(0, 1), left, top + 14, { class: "klik-teks-kuat" }));
    let y = top + 36;
    for (const cause of told[at]) {
      parts.push(textLines(cause, left, y, { class: "klik-teks" }));
      y += cause.length * line + 9;
    }
  });
  return framed(`Diagram tulang ikan: ${problem || "masalah"}`, width, middle * 2, ...parts);
}

function standingBone(problem, branches) {
  const parts = [];
  let y = 74;
  parts.push(draw("rect", { x: 8, y: 8, width: 344, height: 52, class: "klik-kepala-ikan" }), textLines(lines(problem || "Masalah", 42).slice(0, 2), 18, 30, { class: "klik-teks-kuat" }));
  for (const branch of branches) {
    parts.push(draw("line", { x1: 20, y1: y + 10, x2: 44, y2: y + 10, class: "klik-tulang" }), textLines([branch.label], 50, y + 15, { class: "klik-teks-kuat" }));
    y += 36;
    for (const cause of branch.causes) {
      const shown = lines(cause, 38).slice(0, 2);
      parts.push(draw("line", { x1: 44, y1: y - 5, x2: 54, y2: y - 5, class: "klik-ranting" }), textLines(shown, 60, y, { class: "klik-teks" }));
      y += 12 + shown.length * 17;
    }
    y += 8;
  }
  parts.push(draw("line", { x1: 20, y1: 60, x2: 20, y2: y - 10, class: "klik-tulang" }));
  return framed(`Diagram tulang ikan: ${problem || "masalah"}`, 360, y + 4, ...parts);
}

function impactPicture(data) {
  const ideas = (data.ideas ?? []).filter((idea) => idea.impact && idea.effort);
  if (!ideas.length) return null;
  const [left, top, size] = [10, 26, 320];
  const cell = size / 5;
  const stacks = new Map();
  ideas.forEach((idea, at) => {
    const place = `${idea.effort},${idea.impact}`;
    stacks.set(place, [...(stacks.get(place) ?? []), at + 1]);
  });
  const points = [...stacks].flatMap(([place, numbers]) => {
    const [effort, impact] = place.split(",").map(Number);
    const x = left + (effort - 0.5) * cell, y = top + size - (impact - 0.5) * cell;
    const around = numbers.length > 4 ? [numbers.join(" ")] : numbers;  // as many as fit beside each other in one cell
    return around.map((number, nth) => {
      const [across, down] = around.length === 1 ? [0, 0] : [(nth % 2) * 26 - 13, Math.floor(nth / 2) * 26 - (around.length > 2 ? 13 : 0)];
      const wide = Math.max(22, String(number).length * 8 + 10);
      return draw("g", {}, draw("rect", { x: x + across - Math.min(wide, cell) / 2, y: y + down - 11, width: Math.min(wide, cell), height: 22, rx: 11, class: "klik-isi" }),
        textLines([String(number)], x + across, y + down + 5, { class: "klik-nomor", "text-anchor": "middle" }));
    });
  });
  const half = size / 2;
  const picture = framed(`${WORDS.impact} dan ${WORDS.effort.toLowerCase()} ${ideas.length} gagasan`, left * 2 + size, top + size + 26,
    draw("rect", { x: left, y: top, width: size, height: size, class: "klik-bingkai" }), draw("rect", { x: left, y: top, width: half, height: half, class: "klik-isi-redup" }),
    draw("line", { x1: left + half, y1: top, x2: left + half, y2: top + size, class: "klik-ranting" }), draw("line", { x1: left, y1: top + half, x2: left + size, y2: top + half, class: "klik-ranting" }),
    textLines([`↑ ${WORDS.impact} besar: kerjakan lebih dulu`], left, 17, { class: "klik-teks" }),
    textLines([`${WORDS.effort} besar →`], left + size, top + size + 19, { class: "klik-teks", "text-anchor": "end" }), ...points);
  picture.classList.add("klik-gambar-kecil");
  return make("div", {}, picture, make("ol", {}, ...ideas.map((idea) => make("li", {}, `${idea.label} (${WORDS.impact.toLowerCase()} ${idea.impact}, ${WORDS.effort.toLowerCase()} ${idea.effort})`))));
}
