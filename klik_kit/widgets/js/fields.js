// One small function per type of field. Each gives {element, read, write, focus}; `changed(now)` is
// called on every change, now = true where the value is settled at once (a choice, leaving the field).
import { WORDS } from "./words.js";
import { countWords, freshId, make } from "./dom.js";
import { dateControl } from "./dates.js";
import { seekControl } from "./seek.js";

const FEW = 7;
const MANY = 20;
const OTHER = "\u0000lainnya";

/** The control of a field item. */
export function controlOf(item, ids, changed) {
  if (item.type === "textarea") return areaControl(item, ids, changed);
  if (item.type === "date") return dateControl(ids.control, changed);
  if (item.type === "text") return wordsControl(ids, changed);
  if (item.type === "select_one_or_other") return item.options.length ? otherControl(item, ids, changed) : areaControl(item, ids, changed);
  if (item.type.startsWith("select_") && item.options.length > MANY) return seekControl(item, ids, changed);
  if (item.type === "select_multiple") return checksControl(item, ids, changed);
  if (item.type === "level" || item.type === "scale") return radiosControl(item, ids, changed);
  if (item.type === "select_one") return item.options.length <= FEW ? radiosControl(item, ids, changed) : listControl(item, ids, changed);
  return lineControl(item, ids, changed);
}

/** Whether a field is a group of controls, which needs fieldset and legend. */
export function isGroup(item) {
  if (item.type === "select_multiple") return item.options.length <= MANY;
  return ["level", "scale"].includes(item.type) || (item.type === "select_one" && item.options.length <= FEW);
}

function lineControl(item, ids, changed) {
  const kinds = { integer: ["text", "numeric"], decimal: ["text", "decimal"], link: ["url", "url"], coordinates: ["text", "text"] };
  const [type, mode] = kinds[item.type] ?? ["text", null];
  const input = make("input", { type, inputmode: mode, id: ids.control, class: `klik-baris klik-${item.type}`, autocomplete: "off", oninput: () => changed(false), onchange: () => changed(true), onblur: () => changed(true) });
  const read = () => {
    const text = input.value.trim();
    return text ? (item.type === "decimal" ? text.replace(",", ".") : text) : null;
  };
  const write = (value) => { input.value = item.type === "decimal" ? (value ?? "").replace(".", ",") : value ?? ""; };
  return { element: input, read, write, described: input, focus: () => input.focus() };
}

/** Let an area be as high as its text; again when its section is opened or the phone is turned. */
function growing(area, least, most) {
  const grow = () => {
    if (!area.clientWidth) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(Math.max(area.scrollHeight + 4, least), most)}px`;
  };
  let width = 0;
  new ResizeObserver(() => {
    if (area.clientWidth !== width) grow();
    width = area.clientWidth;
  }).observe(area);
  return grow;
}

/** One line of text that grows rather than hide its end. Enter makes no second one; line breaks that came otherwise stay. */
function wordsControl(ids, changed) {
  const area = make("textarea", { id: ids.control, rows: 1, class: "klik-baris klik-text", autocomplete: "off", autocapitalize: "sentences", enterkeyhint: "done",
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      area.form?.requestSubmit();
    },
    oninput: () => { grow(); changed(false); },
    onblur: () => changed(true) });
  const grow = growing(area, 44, 620);
  return { element: area, described: area, read: () => (area.value.trim() ? area.value : null), write: (value) => { area.value = value ?? ""; grow(); }, focus: () => area.focus() };
}

function areaControl(item, ids, changed) {
  const count = make("p", { class: "klik-hitung", id: freshId("hitung") });
  const counted = item.min_words || item.max_words;
  const tally = () => {
    if (!counted) return;
    const words = countWords(area.value);
    count.textContent = WORDS.words(words, item.min_words, item.max_words);
    count.classList.toggle("klik-lewat", Boolean(item.max_words && words > item.max_words));
    count.classList.toggle("klik-cukup", Boolean(words && (!item.min_words || words >= item.min_words) && (!item.max_words || words <= item.max_words)));
  };
  const area = make("textarea", { id: ids.control, rows: 3, class: "klik-baris", autocomplete: "off", oninput: () => { tally(); grow(); changed(false); }, onblur: () => changed(true) });
  const grow = growing(area, 96, 620);
  return {
    element: make("div", {}, area, counted ? count : null), described: area,
    read: () => (area.value.trim() ? area.value : null),
    write: (value) => { area.value = value ?? ""; tally(); grow(); },
    focus: () => area.focus(),
  };
}

/** A list, and a text of one's own for what it lacks. */
function otherControl(item, ids, changed) {
  const own = areaControl({ ...item, type: "textarea" }, { ...ids, control: freshId("lainnya") }, changed);
  own.described.setAttribute("aria-label", WORDS.otherText(item.label));
  const list = listControl(item, ids, () => {
    sync();
    changed(true);
    if (!own.element.hidden) own.focus();
  });
  const last = make("option", {}, WORDS.other);
  last.value = OTHER;
  list.element.append(last);
  const sync = () => { own.element.hidden = list.element.value !== OTHER; };
  sync();
  return {
    element: make("div", {}, list.element, own.element), described: list.element,
    read: () => (list.element.value === OTHER ? own.read() : list.read()),
    write: (value) => {
      const listed = value === null || item.options.some((option) => option.value === value);
      list.write(listed ? value : OTHER);
      own.write(listed ? null : value);
      sync();
    },
    focus: () => list.focus(),
  };
}

function listControl(item, ids, changed) {
  const select = make("select", { id: ids.control, class: "klik-baris", onchange: () => changed(true) }, make("option", { value: "" }, WORDS.choose));
  const groups = new Map();
  for (const option of item.options) {
    const made = make("option", { value: option.value }, option.label);
    made.value = option.value;
    if (option.group) {
      if (!groups.has(option.group)) {
        groups.set(option.group, make("optgroup", { label: option.group }));
        select.append(groups.get(option.group));
      }
      groups.get(option.group).append(made);
    } else select.append(made);
  }
  return { element: select, described: select, read: () => select.value || null, write: (value) => { select.value = value ?? ""; }, focus: () => select.focus() };
}

function radiosControl(item, ids, changed) {
  const name = freshId(item.name);
  const inputs = item.options.map((option) => {
    const id = freshId(option.value);
    const input = make("input", { type: "radio", name, id, onchange: () => { sync(); changed(true); } });
    input.value = option.value;
    const label = make("label", { for: id }, item.type === "level" ? make("b", {}, WORDS.level(option.value)) : null, make("span", {}, option.label), option.hint ? make("small", {}, option.hint) : null);
    return { input, row: make("div", { class: "klik-pilihan" }, input, label) };
  });
  const clear = make("button", { type: "button", class: "klik-tautan", onclick: () => {
    for (const { input } of inputs) input.checked = false;
    sync();
    changed(true);
    inputs[0]?.input.focus();
  } }, WORDS.clear);
  const sync = () => {
    clear.hidden = item.required && item.type === "select_one" ? true : !inputs.some(({ input }) => input.checked);
    for (const { input, row } of inputs) row.classList.toggle("klik-terpilih", input.checked);
  };
  const element = make("div", { class: `klik-pilihan-${item.type === "scale" ? "angka" : "daftar"}` }, ...inputs.map(({ row }) => row));
  sync();
  return {
    element: make("div", {}, element, clear), described: null,
    read: () => inputs.find(({ input }) => input.checked)?.input.value ?? null,
    write: (value) => { for (const { input } of inputs) input.checked = input.value === value; sync(); },
    focus: () => (inputs.find(({ input }) => input.checked) ?? inputs[0])?.input.focus(),
  };
}

function checksControl(item, ids, changed) {
  const inputs = item.options.map((option) => {
    const id = freshId(option.value);
    const input = make("input", { type: "checkbox", id, onchange: () => changed(true) });
    input.value = option.value;
    return { input, row: make("div", { class: "klik-pilihan" }, input, make("label", { for: id }, make("span", {}, option.label))) };
  });
  return {
    element: make("div", { class: "klik-pilihan-daftar" }, ...inputs.map(({ row }) => row)), described: null,
    read: () => inputs.filter(({ input }) => input.checked).map(({ input }) => input.value).join("; ") || null,
    write: (value) => { const picked = new Set((value ?? "").split("; ")); for (const { input } of inputs) input.checked = picked.has(input.value); },
    focus: () => inputs[0]?.input.focus(),
  };
}
