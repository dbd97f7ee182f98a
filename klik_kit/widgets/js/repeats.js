// Rows that can be added, removed and brought back; a row is its number, a removed one has no answers.
import { WORDS } from "./words.js";
import { make } from "./dom.js";

/**
 * Draw the rows of a repeat. `page` draws a row's fields (`draw`, `drop`) and gives `valueOf`, `lockOf` and `set`.
 * @param {object} item a repeat item of the page's state
 * @param {object} page
 */
export function makeRepeat(item, page) {
  const list = make("div", { class: "klik-baris-deret" });
  const undo = make("p", { class: "klik-kata", role: "status" });
  const rows = new Map();
  const nameOf = (number, column) => `${item.name}.${number}.${column}`;
  const valueAt = (number, column) => page.valueOf(item.record, nameOf(number, column.name));
  const filled = (number) => item.columns.some((column) => valueAt(number, column) !== null);
  const locked = () => Boolean(page.lockOf(item.record));
  const add = make("button", { type: "button", class: "klik-tombol klik-sekunder", onclick: () => {
    for (let number = 1; number <= item.most; number += 1) {
      if (rows.has(number)) continue;
      addRow(number)[0].focus();
      break;
    }
    sync();
  } }, item.add);

  const sync = () => {
    add.hidden = rows.size >= item.most || locked();
    for (const { remove } of rows.values()) remove.hidden = locked();
  };

  function addRow(number) {
    const fields = item.columns.map((column) => page.draw({
      ...column, record: item.record, name: nameOf(number, column.name),
      relevant: column.relevant ? { ...column.relevant, field: nameOf(number, column.relevant.field) } : null,
    }));
    const remove = make("button", { type: "button", class: "klik-tautan", "aria-label": `${WORDS.remove}: ${WORDS.row(item.label, number)}`, onclick: () => takeAway(number) }, WORDS.remove);
    const row = make("fieldset", { class: "klik-kartu", "data-nomor": number }, make("legend", {}, WORDS.row(item.label, number)), ...fields.map((one) => one.element), remove);
    rows.set(number, { row, remove, fields });
    list.insertBefore(row, [...list.children].find((other) => Number(other.dataset.nomor) > number) ?? null);
    return fields;
  }

  function takeAway(number) {
    const { row, fields } = rows.get(number);
    for (const one of fields) one.push();
    const kept = item.columns.map((column) => [nameOf(number, column.name), valueAt(number, column)]).filter(([, value]) => value !== null);
    for (const [name] of kept) page.set(item.record, name, null);
    for (const one of fields) page.drop(one);
    row.remove();
    rows.delete(number);
    sync();
    undo.replaceChildren(WORDS.removed, " ", make("button", { type: "button", class: "klik-tautan", onclick: () => {
      for (const [name, value] of kept) page.set(item.record, name, value);
      if (!rows.has(number)) addRow(number)[0].focus();
      undo.replaceChildren();
      sync();
    } }, WORDS.undo));
    undo.querySelector("button").focus();
  }

  /** Rows that hold something now are shown; none is taken away under a person's hands. */
  function refresh() {
    for (let number = 1; number <= item.most; number += 1) if (!rows.has(number) && filled(number)) addRow(number);
    sync();
  }

  refresh();
  if (!rows.size && !locked()) addRow(1);
  sync();
  return { element: make("div", { class: "klik-ulang" }, item.hint ? make("p", { class: "klik-petunjuk" }, item.hint) : null, list, add, undo), refresh };
}
