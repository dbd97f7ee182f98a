// Pictures drawn from the answers; each says the same in words below it.
import { WORDS } from "./words.js";
import { draw, freshId, make } from "./dom.js";

/** A picture by its name, as an element. */
export function pictureOf(name, data) {
  const drawn = { usg: usgPicture, whys: whysPicture, fishbone: fishbonePicture, impact: impactPicture }[name]?.(data);
  return drawn ?? make("p", { class: "klik-redup" }, WORDS.noPicture);
}

function lines(text, width) {
  const found = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && (line + " " + word).length > width) { found.push(line); line = word; }
    else line = line ? `${line} ${word}` : word;
  }
  if (line) found.push(line);
  return found.slice(0, 3).map((one, at, all) => (at === 2 && found.length > all.length ? `${one}…` : one.length > width + 6 ? `${one.slice(0, width + 5)}…` : one));
}

function textLines(parts, x, y, attributes) {
  return draw("text", { x, y, ...attributes }, ...parts.map((part, at) => {
    const span = draw("tspan", { x, dy: at ? 17 : 0 });
    span.textContent = part;
    return span;
  }));
}

function framed(title, width, height, ...children) {
  const id = freshId("gambar");
  const name = draw("title", { id });
  name.textContent = title;
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, class: "klik-gambar", role: "img", "aria-labelledby": id }, name, ...children);
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
  const narrow = matchMedia("(max-width: 700px)").matches;
  const picture = narrow ? standingBone(data.problem, branches) : lyingBone(data.problem, branches);
  const spoken = make("details", { class: "klik-lipat" }, make("summary", {}, "Baca sebagai daftar"),
    make("dl", {}, ...branches.flatMap((branch) => [make("dt", {}, branch.label), ...branch.causes.map((cause) => make("dd", {}, cause))])));
  return make("div", {}, picture, spoken);
}

function lyingBone(problem, branches) {
  const pairs = Math.ceil(branches.length / 2);
  const most = Math.max(...branches.map((branch) => branch.causes.length));
  const half = 60 + most * 42;
  const step = 250, width = pairs * step + 210, middle = half + 20;
  const parts = [draw("line", { x1: 20, y1: middle, x2: width - 190, y2: middle, class: "klik-tulang" }),
    draw("path", { d: `M${width - 190} ${middle - 9} l18 9 l-18 9 z`, class: "klik-isi" }),
    draw("rect", { x: width - 170, y: middle - 42, width: 165, height: 84, class: "klik-kepala-ikan" }),
    textLines(lines(problem || "Masalah", 20), width - 160, middle - 14, { class: "klik-teks-kuat" })];
  branches.forEach((branch, at) => {
    const up = at % 2 === 0;
    const x = 60 + Math.floor(at / 2) * step + 160;
    const end = up ? 24 : middle * 2 - 24;
    parts.push(draw("line", { x1: x - 60, y1: end, x2: x, y2: middle, class: "klik-tulang" }),
      textLines([branch.label], x - 190, end + (up ? -6 : 16), { class: "klik-teks-kuat" }));
    branch.causes.forEach((cause, row) => {
      const y = up ? 52 + row * 42 : middle + 34 + row * 42;
      parts.push(textLines(lines(cause, 24).slice(0, 2), x - 235, y, { class: "klik-teks" }));
    });
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
  const size = 340, from = 34;
  const at = (value) => from + ((value - 1) / 4) * (size - 2 * from);
  const taken = new Map();
  const points = ideas.map((idea, number) => {
    const place = `${idea.effort},${idea.impact}`;
    const nth = taken.get(place) ?? 0;
    taken.set(place, nth + 1);
    const x = at(idea.effort) + nth * 22, y = size - at(idea.impact);
    return draw("g", {}, draw("circle", { cx: x, cy: y, r: 11, class: "klik-isi" }), textLines([`${number + 1}`], x, y + 5, { class: "klik-nomor", "text-anchor": "middle" }));
  });
  const picture = framed(`Dampak dan upaya ${ideas.length} gagasan`, size, size,
    draw("rect", { x: 8, y: 8, width: size - 16, height: size - 16, class: "klik-bingkai" }), draw("rect", { x: 8, y: 8, width: size / 2 - 8, height: size / 2 - 8, class: "klik-isi-redup" }),
    draw("line", { x1: size / 2, y1: 8, x2: size / 2, y2: size - 8, class: "klik-ranting" }), draw("line", { x1: 8, y1: size / 2, x2: size - 8, y2: size / 2, class: "klik-ranting" }),
    textLines(["Kerjakan lebih dulu"], 16, 26, { class: "klik-teks" }), textLines([`${WORDS.effort} besar →`], size - 14, size - 16, { class: "klik-teks", "text-anchor": "end" }), ...points);
  return make("div", {}, picture, make("ol", {}, ...ideas.map((idea) => make("li", {}, `${idea.label} (${WORDS.impact.toLowerCase()} ${idea.impact}, ${WORDS.effort.toLowerCase()} ${idea.effort})`))));
}
