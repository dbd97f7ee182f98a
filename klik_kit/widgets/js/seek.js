// A long list: typing narrows it, arrows or a finger choose. The ARIA combobox with a listbox, for one answer or several.
import { WORDS } from "./words.js";
import { freshId, make } from "./dom.js";

/** The control of a field item with many options; a `select_multiple` shows what is chosen above the list. */
export function seekControl(item, ids, changed) {
  const several = item.type === "select_multiple";
  const picked = new Set();
  let typed = "";
  let found = [];
  let active = null;

  const rows = item.options.map((option) => {
    const element = make("div", { role: "option", id: freshId("opsi"), class: "klik-cari-opsi", "aria-selected": "false", onclick: () => pick(row) },
      make("span", {}, option.label), option.hint ? make("small", {}, option.hint) : null);
    const row = { option, element, text: `${option.label} ${option.value} ${option.group ?? ""}`.toLowerCase() };
    return row;
  });
  const list = make("div", { role: "listbox", id: freshId("daftar"), class: "klik-cari-daftar", hidden: true, "aria-label": item.label, "aria-multiselectable": several ? "true" : null, onmousedown: (event) => event.preventDefault() }, ...grouped(rows));
  const input = make("input", { type: "text", role: "combobox", id: ids.control, class: "klik-baris", autocomplete: "off", spellcheck: "false", placeholder: WORDS.seek,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    oninput: () => { typed = input.value; open(); }, onclick: () => open(), onkeydown: keyed });
  const toggle = make("button", { type: "button", class: "klik-cari-buka", tabindex: -1, "aria-label": WORDS.seekOpen, onmousedown: (event) => event.preventDefault(), onclick: () => {
    if (list.hidden) open();
    else close();
    input.focus();
  } }, "▾");
  const all = make("button", { type: "button", class: "klik-tombol klik-sekunder", hidden: true, onclick: () => {
    for (const { option } of found) picked.add(option.value);
    settle();
  } });
  const said = make("p", { class: "klik-redup klik-kecil", role: "status" });
  const chosen = make("ul", { class: "klik-terpilih-daftar", "aria-label": WORDS.chosenOf(item.label) });
  const element = make("div", { class: "klik-cari-pilihan", onfocusout: (event) => { if (!element.contains(event.relatedTarget)) left(); } },
    several ? chosen : null, make("div", { class: "klik-cari-isi" }, input, toggle), said, list, all);

  const labelOf = (value) => item.options.find((option) => option.value === value)?.label ?? "";

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    sift();
    stand(typed ? found[0] : found.find(({ option }) => picked.has(option.value)));
  }

  function close() {
    list.hidden = all.hidden = true;
    input.setAttribute("aria-expanded", "false");
    typed = "";
    stand(null);
    show();
  }

  /** An emptied line is no answer any more; a half typed one gives way to what was chosen. */
  function left() {
    const emptied = !several && picked.size > 0 && !input.value.trim();
    if (emptied) picked.clear();
    close();
    if (emptied) changed(true);
  }

  function sift() {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter(({ text }) => words.every((word) => text.includes(word)));
    const shown = new Set(found);
    for (const row of rows) row.element.hidden = !shown.has(row);
    for (const group of list.querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
    all.hidden = !(several && words.length && found.length > 1);
    all.textContent = WORDS.pickAll(found.length);
    say();
  }

  function say() {
    const told = [typed.trim() && WORDS.foundRows(found.length, rows.length), several && picked.size && WORDS.picked(picked.size)];
    said.textContent = told.filter(Boolean).join(" · ");
  }

  function stand(row) {
    active?.element.classList.remove("klik-di-sini");
    active = row ?? null;
    if (active) {
      active.element.classList.add("klik-di-sini");
      active.element.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", active.element.id);
    } else input.removeAttribute("aria-activedescendant");
  }

  function keyed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) open();
      const at = found.indexOf(active);
      stand(found[at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length]);
    } else if (event.key === "Enter" && !list.hidden && active && !event.isComposing) {
      event.preventDefault();
      pick(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  }

  function pick({ option }) {
    if (several && picked.has(option.value)) picked.delete(option.value);
    else {
      if (!several) picked.clear();
      picked.add(option.value);
    }
    settle();
  }

  function settle() {
    if (several) {
      input.select();
      show();
    } else close();
    changed(true);
  }

  function show() {
    for (const { option, element: drawn } of rows) drawn.setAttribute("aria-selected", String(picked.has(option.value)));
    if (!several) input.value = labelOf([...picked][0]);
    else if (list.hidden) input.value = "";
    chosen.replaceChildren(...item.options.filter(({ value }) => picked.has(value)).map(({ value, label }) => make("li", {},
      make("button", { type: "button", class: "klik-keping", disabled: input.disabled, "aria-label": WORDS.unpick(label), onclick: () => {
        picked.delete(value);
        settle();
        input.focus();
      } }, label, make("span", { "aria-hidden": "true" }, " ×")))));
    say();
  }

  return {
    element, described: input,
    read: () => item.options.map(({ value }) => value).filter((value) => picked.has(value)).join("; ") || null,
    write(value) {
      const wanted = several ? (value ?? "").split("; ") : [value];
      picked.clear();
      for (const one of wanted) if (item.options.some((option) => option.value === one)) picked.add(one);
      show();
    },
    focus: () => input.focus(),
  };
}

/** Rows under the headings of their groups; those without one stand by themselves. */
function grouped(rows) {
  const groups = new Map();
  return rows.flatMap(({ option, element }) => {
    if (!option.group) return [element];
    const standing = groups.get(option.group);
    if (standing) {
      standing.append(element);
      return [];
    }
    const id = freshId("kelompok");
    const made = make("div", { role: "group", "aria-labelledby": id }, make("div", { id, class: "klik-cari-kelompok", role: "presentation" }, option.group), element);
    groups.set(option.group, made);
    return [made];
  });
}
