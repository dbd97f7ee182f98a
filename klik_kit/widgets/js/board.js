// A class: the board with one row per unit, and the strip above a unit's forms. Both are updated in
// place: rows keep their elements, and a text is touched only where it changed.
import { WORDS } from "./words.js";
import { freshId, make } from "./dom.js";

/** Set a text where it is another one; an empty one hides its element. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
  if (element.hidden !== !text) element.hidden = !text;
}

/** A place for buttons that is drawn anew only where they changed, and not while one of them is asking. */
function buttonsOf(ends) {
  let wanted = [], shown = "[]";
  const place = make("div", { class: "klik-tindakan", onclick: () => setTimeout(draw) });
  const inside = { ...ends, async act(...what) {
    const answer = await ends.act(...what);
    setTimeout(() => {  // what was asked is gone by then
      draw();
      if (document.activeElement === document.body) place.querySelector("button")?.focus({ preventScroll: true });
    });
    return answer;
  } };
  function draw() {
    const text = JSON.stringify(wanted);
    if (text === shown || place.querySelector(".klik-tanya")) return;
    shown = text;
    const held = place.contains(document.activeElement);
    place.replaceChildren(...wanted.map((action) => ends.actionOf(action, inside)));
    if (held) place.querySelector("button")?.focus({ preventScroll: true });
  }
  return { place, show(actions) {
    wanted = actions;
    draw();
  } };
}

/** What is done now in a class, and what can be done about it: on a unit's pages, and for who leads it. */
export function stripOf(panel, ends) {
  const title = make("p", { class: "klik-kelas-judul" });
  const text = make("p", { class: "klik-kelas-arahan", role: "status" });
  const note = make("p", { class: "klik-kelas-kata", role: "status" });
  const buttons = buttonsOf({ ...ends, act: (name, args) => ends.act(name, args, true) });
  const element = make("section", { class: "klik-kelas", "aria-label": panel.label }, title, text, note, buttons.place);
  element.klikUpdate = (next) => {
    say(title, next.title);
    say(text, next.text);
    say(note, next.note);
    buttons.show(next.actions);
  };
  element.klikUpdate(panel);
  return element;
}

/** The board: its units in the order they come, which is that of their need. */
export function boardOf(panel, ends) {
  const rows = new Map();
  const summary = make("p", { class: "klik-papan-ringkas", role: "status" });
  const title = make(ends.under, { id: freshId("papan") });
  const list = make("ol", { class: "klik-papan-daftar", "aria-labelledby": title.id });
  const note = make("p", { class: "klik-redup" });
  const element = make("section", { class: "klik-papan" }, title, summary, list, note);
  element.klikUpdate = (next) => {
    say(title, next.title);
    say(summary, next.summary);
    say(note, next.note);
    const here = new Set(next.rows.map((row) => row.id));
    for (const [id, row] of rows) {
      if (here.has(id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    for (const row of next.rows) {
      if (!rows.has(row.id)) rows.set(row.id, unitRow(ends));
      rows.get(row.id).show(row);
    }
    arrange(list, next.rows.map((row) => rows.get(row.id).element));
  };
  element.klikUpdate(panel);
  return element;
}

/** Put elements into an order, moving as few as possible, and never the one somebody is busy in. */
function arrange(list, wanted) {
  const busy = wanted.find((element) => element.contains(document.activeElement));
  const place = new Map(wanted.map((element, at) => [element, at]));
  const standing = [...list.children].map((element) => place.get(element));
  const stay = new Set(longestRise(standing, busy ? place.get(busy) : null).map((at) => wanted[at]));
  let before = null;
  for (const element of wanted) {
    if (!stay.has(element) || element.parentNode !== list) list.insertBefore(element, before ? before.nextSibling : list.firstChild);
    before = element;
  }
}

/** The longest rising run within numbers that holds `kept`, where one is given; what is in it need not move. */
function longestRise(numbers, kept) {
  const at = numbers.indexOf(kept);
  const open = at < 0 ? numbers : numbers.filter((number, here) => (here < at ? number < kept : here > at ? number > kept : true));
  const ends = [], before = [];
  open.forEach((number, here) => {
    let low = 0, high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (open[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    before[here] = low ? ends[low - 1] : -1;
    ends[low] = here;
  });
  const found = [];
  for (let here = ends.at(-1) ?? -1; here >= 0; here = before[here]) found.unshift(open[here]);
  return found;
}

function unitRow(ends) {
  const part = (name, tag = "span") => make(tag, { class: `klik-papan-${name}` });
  const name = part("nama", "b"), where = part("tempat"), about = part("perihal", "small"), filled = part("terisi"), pause = part("diam"), score = part("skor"), call = part("minta", "b"), words = part("kata", "small");
  const bar = make("progress", { max: 1, "aria-hidden": "true" });
  const buttons = buttonsOf(ends);
  const element = make("li", {},
    make("div", {}, name, call, words), make("div", {}, where, about), make("div", {}, filled, bar),
    make("div", {}, pause), make("div", {}, make("small", {}, `${WORDS.selfScore} `), score), buttons.place);
  return { element, show(row) {
    say(name, row.name);
    say(where, row.where);
    say(about, row.about);
    say(filled, row.filled);
    say(pause, row.pause);
    say(score, row.score);
    say(call, row.call);
    say(words, row.words);
    const max = row.of || 1;
    if (bar.max !== max) bar.max = max;
    if (bar.value !== row.answered) bar.value = row.answered;
    const look = `klik-papan-baris klik-papan-${row.state}`;
    if (element.className !== look) element.className = look;
    buttons.show(row.actions);
  } };
}
