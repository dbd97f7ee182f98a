// The agenda of a session with a clock per item: which one runs, and how much of its time is left.
import { WORDS } from "./words.js";
import { make } from "./dom.js";

const TICK_MS = 1000;

/** The agenda as a list; one button starts an item, which ends the one before it. */
export function agendaOf(panel, ends) {
  const list = make("ol", { class: "klik-acara" }, ...panel.items.map((item) => rowOf(item, ends)));
  const tick = () => {
    if (!list.isConnected) return false;
    for (const row of list.children) row.tick?.();
    return true;
  };
  if (panel.items.some((item) => item.started && !item.ended)) {
    const timer = setInterval(() => tick() || clearInterval(timer), TICK_MS);
    for (const row of list.children) row.tick?.();
  }
  return make("div", {}, panel.hint ? make("p", { class: "klik-redup" }, panel.hint) : null, list);
}

function rowOf(item, ends) {
  const runs = Boolean(item.started && !item.ended);
  const clock = make("span", { class: "klik-jam" }, item.ended ? WORDS.agendaDone(minutesBetween(item.started, Date.parse(item.ended)), item.minutes) : WORDS.agendaMinutes(item.minutes));
  const bar = runs ? make("progress", { max: item.minutes * 60, "aria-label": item.title }) : null;
  const button = item.act ? make("button", { type: "button", class: runs ? "klik-tombol" : "klik-tombol klik-sekunder", onclick: () => start() }, runs ? WORDS.agendaEnd : item.ended ? WORDS.agendaAgain : WORDS.agendaStart) : null;
  const row = make("li", { class: runs ? "klik-acara-kini" : item.ended ? "klik-acara-usai" : null },
    make("div", {}, make("b", {}, item.title), clock), item.hint && (runs || !item.ended) ? make("p", { class: "klik-redup klik-kecil" }, item.hint) : null, bar, button);
  async function start() {
    button.disabled = true;
    const answer = await ends.act(item.act.name, item.act.args);
    button.disabled = false;
    if (!answer.ok) ends.tell(answer.message ?? "", false);
  }
  if (runs) row.tick = () => {
    const gone = (Date.now() - Date.parse(item.started)) / 1000;
    const left = item.minutes * 60 - gone;
    bar.value = Math.min(gone, item.minutes * 60);
    clock.textContent = left >= 0 ? WORDS.agendaLeft(spoken(left)) : WORDS.agendaOver(spoken(-left));
    row.classList.toggle("klik-acara-lewat", left < 0);
  };
  return row;
}

const minutesBetween = (from, to) => Math.max(1, Math.round((to - Date.parse(from)) / 60000));

function spoken(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}.${String(whole % 60).padStart(2, "0")}`;
}
