// A date as people here write it. A phone shows its own calendar; elsewhere it is typed, because the
// calendar of a browser in English asks, and shows, the month before the day.
import { WORDS } from "./words.js";
import { make } from "./dom.js";

const MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
const SHORT_MONTHS = { ...Object.fromEntries(MONTHS.map((name, at) => [name.slice(0, 3).toLowerCase(), at + 1])), agt: 8 };

/** A typed date as ``2025-12-31``; null where it is none. */
export function readDate(text) {
  const typed = text.trim();
  const stored = /^(\d{4})-(\d\d)-(\d\d)$/.exec(typed);
  const figures = /^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})$/.exec(typed) ?? /^(\d\d)(\d\d)(\d{4})$/.exec(typed);
  const named = /^(\d{1,2})[-/. ]*([a-z]{3,9})[-/., ]*(\d{4})$/i.exec(typed);
  const [year, month, day] = stored ? [stored[1], stored[2], stored[3]] : figures ? [figures[3], figures[2], figures[1]]
    : named ? [named[3], monthOf(named[2]), named[1]] : [];
  const found = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return found.getUTCMonth() === Number(month) - 1 && found.getUTCDate() === Number(day) ? found.toISOString().slice(0, 10) : null;
}

function monthOf(word) {
  const number = SHORT_MONTHS[word.slice(0, 3).toLowerCase()];
  return number && (word.length === 3 || MONTHS[number - 1].toLowerCase() === word.toLowerCase()) ? number : Number.NaN;
}

/** A stored date in words, ``31 Desember 2025``; what is no date as it is. */
export function dateWords(value) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value ?? "");
  return found && MONTHS[found[2] - 1] ? `${Number(found[3])} ${MONTHS[found[2] - 1]} ${found[1]}` : value ?? "";
}

/** A day on the wall of who looks, in words. */
export const dayWords = (day) => `${day.getDate()} ${MONTHS[day.getMonth()]} ${day.getFullYear()}`;

/** The control of a date; reads what was typed as it is where that is no date, so that nothing typed is dropped. */
export function dateControl(id, changed) {
  const own = matchMedia("(pointer: coarse)").matches;
  const words = make("p", { class: "klik-hitung" });
  const input = make("input", own
    ? { type: "date", id, class: "klik-baris klik-date", oninput: () => told(true), onchange: () => told(true), onblur: () => changed(true) }
    : { type: "text", id, class: "klik-baris klik-date", inputmode: "text", placeholder: WORDS.dateSample, autocomplete: "off",
      oninput: () => told(false), onblur: () => settle() });

  const read = () => {
    const typed = input.value.trim();
    return typed ? readDate(typed) ?? typed : null;
  };
  const say = (value, late) => {
    const date = readDate(value ?? "");
    words.textContent = date ? dateWords(date) : value && late ? WORDS.dateUnread : "";
  };
  /** A date half typed waits until the field is left. */
  function told(now) {
    const value = read();
    say(value, false);
    if (value === null || readDate(value)) changed(now);
  }
  function settle() {
    const value = read();
    const date = readDate(value ?? "");
    if (date) input.value = typedDate(date);
    say(value, true);
    changed(true);
  }
  return {
    element: make("div", {}, input, words), described: input, read, input,
    write: (value) => { input.value = own ? value ?? "" : typedDate(value); say(value, true); },
    focus: () => input.focus(),
  };
}

const typedDate = (value) => readDate(value ?? "") && /^\d{4}-/.test(value) ? value.split("-").reverse().join("-") : value ?? "";
