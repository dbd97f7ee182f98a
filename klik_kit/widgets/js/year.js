// The year as a picture: each date a bar between January and December, today a line through all of them.
import { draw, make } from "./dom.js";
import { framed, lines, textLines } from "./svg.js";

/** Dates of a year; narrow screens put each name above its bar. The same is said in words below it. */
export function yearPicture(data) {
  if (!data.rows?.length) return null;
  const picture = matchMedia("(max-width: 760px)").matches ? yearOf(data, { width: 360, left: 4, head: 42, row: 44, above: 17 }) : yearOf(data, { width: 720, left: 240, head: 46, row: 40, above: 0 });
  const spoken = make("details", { class: "klik-lipat" }, make("summary", {}, "Baca sebagai daftar"),
    make("p", {}, data.today.text), make("dl", {}, ...data.rows.flatMap((row) => [make("dt", {}, row.name), make("dd", {}, row.text)])));
  const key = make("p", { class: "klik-redup klik-kecil" }, "Kotak bergaris putus: perkiraan, belum diumumkan. Kotak pudar: sudah lewat.");
  return make("div", {}, picture, key, spoken);
}

function yearOf(data, { width, left, head, row, above }) {
  const span = width - left - 8;
  const height = head + data.rows.length * row + 6;
  const at = (part) => left + part * span;
  const words = (text, x, y, attributes) => {
    const one = draw("text", { x, y, class: "klik-teks", ...attributes });
    one.textContent = text;
    return one;
  };
  const letters = Math.floor((above ? span : left) / 7.8);
  const named = (text, x, y) => {
    const parts = lines(text, letters).slice(0, 2);
    return textLines(parts, x, y - (above ? 17 : 8) * (parts.length - 1), { class: "klik-teks" });
  };
  const months = data.months.flatMap((month, nth) => [
    draw("line", { x1: at(nth / 12), y1: head - 8, x2: at(nth / 12), y2: height, class: "klik-ranting", "stroke-opacity": 0.35 }),
    above && nth % 2 ? null : words(month, at(nth / 12) + 3, head - 12)]);
  const bars = data.rows.flatMap((one, nth) => {
    const y = head + nth * row + above;
    const [start, wide] = [at(one.from), Math.max((one.to - one.from) * span, 9)];
    const box = { x: Math.min(start, width - 8 - wide), y: y + 4, width: wide, height: 16, rx: 3 };
    return [draw("rect", { ...box, class: "klik-isi", "fill-opacity": (one.expected ? 0.15 : 1) * (one.past ? 0.5 : 1) }),
      one.expected ? draw("rect", { ...box, class: "klik-bingkai", "stroke-width": 1.5, "stroke-dasharray": "4 2" }) : null,
      named(one.name, above ? left : 4, above ? y : y + 17)];
  });
  const now = at(data.today.at);
  const title = `${data.title}. ${data.today.text}. ${data.rows.length} kegiatan; rinciannya pada daftar di bawah gambar.`;
  return framed(title, width, height, ...months.filter(Boolean), ...bars.filter(Boolean),
    draw("line", { x1: now, y1: 18, x2: now, y2: height, class: "klik-tulang", "stroke-width": 2 }),
    words("Hari ini", now, 13, { class: "klik-teks-kuat", "text-anchor": data.today.at > 0.9 ? "end" : data.today.at < 0.1 ? "start" : "middle" }));
}
