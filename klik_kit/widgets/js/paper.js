// What a page says on paper only: whose clinic it is from, who printed it, and on which day.
import { WORDS } from "./words.js";
import { dayWords } from "./dates.js";
import { make } from "./dom.js";

/** The line above a printed page; its day is that of the printing, however long the page was open. */
export function paperHead(region, { name, unit }) {
  if (!region) return null;
  const head = make("p", { class: "klik-cetak klik-kop-cetak" });
  const tell = () => { head.textContent = WORDS.printed(region, name, unit, dayWords(new Date())); };
  tell();
  addEventListener("beforeprint", function printing() {
    if (head.isConnected) tell();
    else removeEventListener("beforeprint", printing);
  });
  return head;
}
