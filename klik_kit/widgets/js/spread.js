// Pictures of what many people said: a radar and strips with the spread, and counts as bars; each says the same in words.
import { draw, freshId, make } from "./dom.js";

const RADAR_WIDE = { width: 780, height: 440, middle: [390, 222], size: 150, named: true };
const RADAR_NARROW = { width: 360, height: 330, middle: [180, 168], size: 130, named: false };
const RINGS = 5;

/** The keys of readiness: the median as a line, the middle half and the whole range as bands. */
export function radarPicture(data) {
  const axes = data.axes ?? [];
  if (axes.length < 3) return null;
  const place = matchMedia("(max-width: 760px)").matches ? RADAR_NARROW : RADAR_WIDE;
  const at = (nth, value) => {
    const angle = (nth / axes.length) * 2 * Math.PI - Math.PI / 2;
    const far = (value / data.high) * place.size;
    return [place.middle[0] + far * Math.cos(angle), place.middle[1] + far * Math.sin(angle)];
  };
  const path = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
  const shown = axes.flatMap((axis, nth) => (axis.told ? [{ axis, nth }] : []));
  const edge = (name) => path(shown.map(({ axis, nth }) => at(nth, axis[name])));
  const band = (inner, outer, name) => draw("path", { d: edge(outer) + edge(inner), "fill-rule": "evenodd", class: name });
  const rings = Array.from({ length: RINGS }, (_, ring) => draw("path", { d: path(axes.map((_axis, nth) => at(nth, ring + 1))), class: "klik-bingkai" }));
  const spokes = axes.map((_axis, nth) => draw("line", { x1: place.middle[0], y1: place.middle[1], x2: at(nth, data.high)[0], y2: at(nth, data.high)[1], class: "klik-bingkai" }));
  const drawn = shown.length < 3 ? [] : [band("low", "high", "klik-pita-luar"), band("first", "third", "klik-pita-dalam"), draw("path", { d: edge("median"), class: "klik-garis-tengah" })];
  const points = shown.map(({ axis, nth }) => draw("circle", { cx: at(nth, axis.median)[0], cy: at(nth, axis.median)[1], r: 5, class: "klik-isi" }));
  const names = axes.map((axis, nth) => axisName(axis, nth, at(nth, data.high * 1.14), place, data.hidden));
  const scale = Array.from({ length: RINGS }, (_, ring) => spokenLine(String(ring + 1), place.middle[0] + 5, at(0, ring + 1)[1] + 5, { class: "klik-teks" }));
  return make("div", {}, spokenFrame(`Radar kesiapan: ${axes.map((axis) => `${axis.label}: ${axis.told ?? data.hidden}`).join("; ")}`, place.width, place.height, ...rings, ...spokes, ...drawn, ...points, ...scale, ...names),
    make("p", { class: "klik-kecil" }, "Garis: nilai tengah. Pita gelap: separuh jawaban di tengah. Pita terang: dari jawaban terendah sampai tertinggi."));
}

/** The name of an axis; on a phone its number, which the table below repeats. */
function axisName(axis, nth, [x, y], place, hidden) {
  if (!place.named) return spokenLine(String(nth + 1), x, y + 5, { "text-anchor": "middle", class: "klik-teks-kuat" });
  const aside = x - place.middle[0];
  const beside = Math.abs(aside) < 12 ? "middle" : aside > 0 ? "start" : "end";
  const words = [...wrapped(axis.label, beside === "middle" ? 40 : 23), axis.told ? `${axis.n} jawaban` : hidden];
  const top = beside === "middle" && y < place.middle[1] ? y - (words.length - 1) * 16 : y - (words.length - 2) * 8;
  return draw("g", {}, ...words.map((word, line) => spokenLine(word, x, top + line * 16, { "text-anchor": beside, class: line < words.length - 1 ? "klik-teks-kuat" : "klik-teks" })));
}

/** Problems put to a vote, the first first: a strip from the lowest to the highest, a box for the middle half, a tick for the median. */
export function spreadPicture(data) {
  if (!data.rows?.length) return null;
  const place = (value) => ((value - data.low) / (data.high - data.low)) * 100;
  const strip = (row) => draw("svg", { class: "klik-sebaran", viewBox: "0 0 100 16", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { x: 0, y: 7, width: 100, height: 2, class: "klik-isi-redup" }),
    draw("rect", { x: place(row.low), y: 6, width: Math.max(place(row.high) - place(row.low), 0.6), height: 4, class: "klik-pita-dalam" }),
    draw("rect", { x: place(row.first), y: 2, width: Math.max(place(row.third) - place(row.first), 0.6), height: 12, class: "klik-pita-dalam" }),
    draw("rect", { x: place(row.median) - 0.7, y: 0, width: 1.4, height: 16, class: "klik-isi" }));
  const items = data.rows.map((row) => make("li", { class: "klik-suara" },
    make("span", { class: "klik-usg-peringkat" }, String(row.rank)),
    make("div", {}, make("b", {}, row.label), row.tie ? make("em", {}, " (seri)") : null, strip(row),
      make("small", {}, `${row.told}. ${row.note}`))));
  return make("div", {}, make("p", {}, data.said), make("ol", { class: "klik-usg-daftar" }, ...items));
}

/** How many of each, as bars. */
export function countsPicture(data) {
  const most = Math.max(1, ...(data.rows ?? []).map((row) => row.n));
  if (!data.rows?.some((row) => row.n)) return null;
  const items = data.rows.map((row) => make("li", { class: "klik-hitungan" }, make("span", {}, row.label),
    draw("svg", { class: "klik-batang", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
      draw("rect", { width: 100, height: 8, class: "klik-isi-redup" }), draw("rect", { width: (row.n / most) * 100, height: 8, class: "klik-isi" })),
    make("b", {}, String(row.n))));
  return make("div", {}, data.said ? make("p", {}, data.said) : null, make("ul", { class: "klik-usg-daftar" }, ...items));
}

function wrapped(text, width) {
  const found = [""];
  for (const word of text.split(/\s+/)) {
    if (found.at(-1) && `${found.at(-1)} ${word}`.length > width) found.push(word);
    else found[found.length - 1] = `${found.at(-1)} ${word}`.trim();
  }
  return found.length > 4 ? [...found.slice(0, 3), `${found[3]}…`] : found;
}

function spokenLine(text, x, y, attributes) {
  const line = draw("text", { x, y, ...attributes });
  line.textContent = text;
  return line;
}

function spokenFrame(title, width, height, ...children) {
  const id = freshId("sebaran");
  const name = draw("title", { id });
  name.textContent = title;
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, class: "klik-gambar", role: "img", "aria-labelledby": id }, name, ...children);
}
