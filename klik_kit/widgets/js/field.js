// One question on the page: its control, what is said about it, and what becomes of what is typed.
import { WORDS } from "./words.js";
import { copyText, freshId, make } from "./dom.js";
import { controlOf, isGroup } from "./fields.js";
import { dateWords } from "./dates.js";

const PAUSE_MS = 500;

/**
 * Draw a question. `page` gives the outbox, what is stored (`valueOf`, `storedOf`, `lockOf`), and is told of
 * typing (`typing`, `changed`) and of a settled conflict (`settle`).
 * @param {object} item a field item of the page's state
 * @param {object} page
 */
export function makeField(item, page) {
  const { record, name } = item;
  const ids = { control: freshId(name), hint: freshId("petunjuk"), said: freshId("pesan") };
  const own = make("div", {});
  const checked = make("div", {});
  const told = make("div", { class: "klik-pesan", id: ids.said }, own, checked);
  const aside = make("div", { class: "klik-samping" });
  const box = make("div", { class: "klik-beda", hidden: true, role: "group" });
  const lamp = make("p", { class: "klik-keadaan" });
  /** The answer as paper shows it. */
  const printed = make("p", { class: "klik-cetak" });
  let timer = null;
  let drawnMessages = "";
  /** What the control gives for the text it was given: looking at a field changes nothing. */
  let shown = null;
  /** The text itself, which a control may show otherwise. */
  let stands = null;

  const control = controlOf(item, ids, (now) => {
    clearTimeout(timer);
    if (now) push();
    else {
      timer = setTimeout(push, PAUSE_MS);
      page.typing(ids.control, true);
    }
    page.changed();
  });

  function write(value) {
    stands = value;
    control.write(value);
    shown = control.read();
    print(value);
    say(value !== null && shown === null ? WORDS.storedOdd(value) : "", "info");
  }

  function say(text, tone, ...more) {
    own.replaceChildren(...(text ? [make("p", { class: `klik-nada-${tone}` }, text), ...more] : []));
  }

  function push() {
    clearTimeout(timer);
    timer = null;
    page.typing(ids.control, false);
    const value = control.read();
    if (value === shown) return;
    shown = stands = value;
    print(value);
    say("", "");
    lamp.textContent = WORDS.saving;
    page.outbox.put(record, name, value);
    const mine = box.querySelector("[data-milik-saya]");
    if (mine) mine.textContent = wordsOf(value);
  }

  const labelled = (value) => item.options?.find((option) => option.value === value)?.label ?? value;
  const wordsOf = (value) => value === null ? WORDS.empty : item.type === "date" ? dateWords(value)
    : item.type === "select_multiple" ? value.split("; ").map(labelled).join("; ") : labelled(value);

  function print(value) {
    printed.textContent = value === null ? WORDS.blank : item.type === "level" ? `${WORDS.level(value)}: ${wordsOf(value)}` : wordsOf(value);
  }

  function ask({ theirs, version, who }) {
    const mine = () => page.outbox.waiting(record, name)?.value ?? null;
    const choice = (label, value, send, primary) => make("button", { type: "button", class: primary ? "klik-tombol" : "klik-tombol klik-sekunder", onclick: () => {
      if (timer) push();
      page.settle(item, { theirs, version, who }, value(), send);
      control.focus();
    } }, label);
    box.setAttribute("aria-label", WORDS.conflict(who));
    box.replaceChildren(make("p", { role: "alert" }, WORDS.conflict(who)),
      make("div", { class: "klik-beda-dua" },
        make("div", {}, make("b", {}, WORDS.mine), make("blockquote", { "data-milik-saya": true }, wordsOf(mine()))),
        make("div", {}, make("b", {}, WORDS.theirs(who)), make("blockquote", {}, wordsOf(theirs)))),
      make("p", { class: "klik-tombol-deret" }, choice(WORDS.keepMine, mine, true, true), choice(WORDS.keepTheirs(who), () => theirs, false, false),
        item.type === "textarea" ? choice(WORDS.merge, () => [theirs, mine()].filter(Boolean).join("\n\n"), true, false) : null));
    box.hidden = false;
    lamp.textContent = "";
  }

  function refuse({ value, message }) {
    lamp.textContent = "";
    const stored = page.storedOf(record, name);
    if (value === null || value === stored) {
      say(message, "error");
      return;
    }
    const copy = make("button", { type: "button", class: "klik-tautan", onclick: async () => { if (await copyText(value)) copy.textContent = WORDS.copied; } }, WORDS.copy);
    const back = make("button", { type: "button", class: "klik-tautan", onclick: () => { page.outbox.forget(record, name); write(page.storedOf(record, name)); page.changed(); } }, WORDS.useStored);
    const kept = control.read() === value ? [] : [make("p", { class: "klik-redup" }, WORDS.refusedKept), make("blockquote", {}, wordsOf(value))];
    say(message, "error", ...kept, make("p", { class: "klik-tombol-deret" }, copy, back));
  }

  const described = [item.hint ? ids.hint : null, ids.said].filter(Boolean).join(" ");
  const label = [item.label, item.required || ["level", "scale"].includes(item.type) ? null : make("span", { class: "klik-redup klik-kecil" }, ` ${WORDS.optional}`)];
  const inside = [item.hint ? make("p", { class: "klik-petunjuk", id: ids.hint }, item.hint) : null, told, control.element, printed, lamp, box, aside];
  const element = isGroup(item)
    ? make("fieldset", { class: "klik-isian", "aria-describedby": described }, make("legend", {}, ...label), ...inside)
    : make("div", { class: "klik-isian" }, make("label", { for: ids.control }, ...label), ...inside);
  control.described?.setAttribute("aria-describedby", described);

  const one = {
    element, item, push,
    get stands() { return stands; },
    key: `${record}/${name}`,
    focus: () => control.focus(),
    now: () => control.read(),
    /** Nothing typed, asked or refused stands here: a newer text may be shown. */
    clean: () => !timer && box.hidden && control.read() === shown && !page.outbox.refused(record, name),
    show(value, change) {
      box.hidden = true;
      box.replaceChildren();
      write(value);
      if (change) say(WORDS.changedBy(change.who, change.at), "info");
    },
    lock() {
      const locked = Boolean(page.lockOf(record));
      for (const input of element.querySelectorAll("input, textarea, select, button")) input.disabled = locked && !box.contains(input) && !own.contains(input);
    },
    relevance() {
      if (!item.relevant) return;
      const value = page.valueNow(item.relevant.record ?? record, item.relevant.field);
      element.hidden = value === null || (item.relevant.values.length > 0 && !item.relevant.values.includes(value));
    },
    late() { if (lamp.textContent === WORDS.saving) lamp.textContent = WORDS.unsaved; },
    saved(at) { if (lamp.textContent && box.hidden) lamp.textContent = WORDS.saved(at); },
    ask, refuse,
    messages(found, said) {
      const text = JSON.stringify([found, said]);
      if (text === drawnMessages) return;
      drawnMessages = text;
      checked.replaceChildren(...(found ?? []).map((message) => make("p", { class: `klik-nada-${message.tone}` }, message.text)));
      aside.replaceChildren(...(said ?? []).map((note) => make("div", { class: "klik-catatan" }, make("b", {}, WORDS.note(note.who, note.at)), make("p", {}, note.text))));
    },
  };

  write(page.valueOf(record, name));
  const refused = page.outbox.refused(record, name);
  if (refused) refuse(refused);
  const asked = page.outbox.asked(record, name);
  if (asked) ask(asked);
  one.lock();
  return one;
}
