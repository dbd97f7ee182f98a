// What follows from the answers, drawn in its place: scores, lists, cards, actions, pictures.
import { WORDS } from "./words.js";
import { fileLink, freshId, linkTo, make } from "./dom.js";
import { controlOf, isGroup } from "./fields.js";
import { pictureOf } from "./pictures.js";
import { agendaOf } from "./timer.js";
import { boardOf, stripOf } from "./board.js";
import { copiesOf } from "./copying.js";

/**
 * Draw a panel into its place, unless it already says the same or the person is busy in it.
 * @param {HTMLElement} place
 * @param {object|undefined} panel
 * @param {{act: (name: string, args: object) => Promise<object>, jump: (to: string) => void, tell: (message: string, ok: boolean) => void}} ends
 */
export function drawPanel(place, panel, ends) {
  const text = JSON.stringify(panel ?? null);
  if (place.dataset.klikKini === text) return;
  const drawn = place.firstElementChild;
  if (drawn?.klikUpdate && panel && JSON.parse(place.dataset.klikKini)?.type === panel.type) {
    place.dataset.klikKini = text;
    drawn.klikUpdate(panel);
    return;
  }
  if (place.contains(document.activeElement) && place.querySelector(".klik-tanya")) return;
  place.dataset.klikKini = text;
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const sought = place.querySelector(".klik-cari")?.value;
  const under = place.closest(".klik-bagian")?.querySelector(":scope > h2") ? "h3" : "h2";
  const body = panel ? DRAWN[panel.type]?.(panel, { ...ends, under }) : null;
  place.replaceChildren(...(body ? [body] : []));
  const search = place.querySelector(".klik-cari");
  if (search && sought) {
    search.value = sought;
    search.dispatchEvent(new Event("input"));
  }
  if (!active) return;
  place.tabIndex = -1;
  ([...place.querySelectorAll(active.tagName)].find((one) => one.textContent === active.textContent) ?? place).focus({ preventScroll: true });
}

const FEW_ROWS = 12;
const FIRST_ROWS = 10;
const WORDY = 40;  // letters of a cell
const tone = (name) => `klik-nada-${name ?? "info"}`;
const titled = (panel, { under }, ...rest) => make("section", { class: `klik-panel klik-panel-${panel.type}` }, panel.title ? make(under, {}, panel.title) : null, ...rest);

const DRAWN = {
  meter: (panel) => make("div", { class: "klik-meter" },
    make("p", {}, make("span", {}, panel.label), make("b", {}, panel.value ?? "–"), make("span", {}, `dari ${panel.most}`)),
    make("progress", { max: Number(String(panel.most).replace(",", ".")), "aria-label": panel.label, value: Number(String(panel.value ?? 0).replace(",", ".")) }),
    panel.note ? make("p", { class: "klik-redup" }, panel.note) : null),
  text: (panel, ends) => titled(panel, ends, make("p", { class: tone(panel.tone) }, panel.text)),
  list: (panel, ends) => panel.items.length || panel.empty ? titled(panel, ends, ...(panel.items.length ? rowsOf(panel, ends) : [make("p", { class: "klik-redup" }, panel.empty)])) : null,
  cards: (panel, ends) => titled(panel, ends, panel.cards.length ? make("div", { class: "klik-kartu-deret" }, ...panel.cards.map((card) => cardOf(card, ends))) : make("p", { class: "klik-redup" }, panel.empty),
    panel.actions?.length ? make("div", { class: "klik-tindakan" }, ...panel.actions.map((action) => actionOf(action, ends))) : null),
  actions: (panel, ends) => panel.actions.length || panel.title ? titled(panel, ends, make("div", { class: "klik-tindakan" }, ...panel.actions.map((action) => actionOf(action, ends)))) : null,
  timer: (panel, ends) => titled(panel, ends, agendaOf(panel, ends)),
  picture: (panel, ends) => titled(panel, ends, pictureOf(panel.name, panel.data)),
  table: (panel, ends) => titled(panel, ends, make("div", { class: "klik-tabel", tabindex: 0, role: "region", "aria-label": panel.title ?? panel.columns[0] }, make("table", { class: isWordy(panel) ? "klik-tabel-kata" : null },
    make("thead", {}, make("tr", {}, ...panel.columns.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...panel.rows.map((row) => make("tr", {}, ...row.map((cell, at) => make("td", { "data-kolom": panel.columns[at], class: cell === WORDS.blank ? "klik-kosong" : null }, cell))))))), panel.note ? make("p", { class: "klik-redup" }, panel.note) : null),
  links: (panel, ends) => titled(panel, ends, make("ul", { class: "klik-daftar" }, ...panel.links.map((link) => make("li", {}, (link.download ? fileLink : linkTo)(link.href, link.label))))),
  copy: (panel, ends) => titled(panel, ends, ...copiesOf(panel, ends)),
  board: (panel, ends) => boardOf(panel, { ...ends, actionOf }),
  strip: (panel, ends) => stripOf(panel, { ...ends, actionOf }),
};

/** Whether a table has more words in its columns than a phone has room for: there each row becomes a block. */
const isWordy = ({ columns, rows }) => columns.length > 3 && rows.some((row) => row.some((cell) => String(cell ?? "").length > WORDY));

/** The rows of a list; a long one can be searched and begins with its first rows. */
function rowsOf(panel, ends) {
  const rows = panel.items.map((item) => make("li", { class: tone(item.tone) },
    make("div", {}, linked(item, ends), item.note ? make("small", {}, item.note) : null,
      item.link && /^https?:/i.test(item.link.href) ? make("small", {}, make("a", { href: item.link.href, target: "_blank", rel: "noopener noreferrer", "aria-label": `${item.link.label}: ${item.link.about}` }, item.link.label)) : null),
    item.tag ? make("span", { class: "klik-label" }, item.tag) : null));
  const list = make("ul", { class: "klik-daftar" }, ...rows);
  if (rows.length <= FEW_ROWS) return [list];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const id = freshId("cari");
  const told = make("p", { class: "klik-redup klik-kecil", role: "status" });
  const all = make("button", { type: "button", class: "klik-tombol klik-sekunder", onclick: () => { most = rows.length; sift(); list.querySelectorAll("a")[FIRST_ROWS]?.focus(); } }, WORDS.showAll(rows.length));
  const search = make("input", { type: "search", id, class: "klik-baris klik-cari", autocomplete: "off", oninput: () => sift() });
  let most = FIRST_ROWS;
  function sift() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.filter((row, at) => words.every((word) => texts[at].includes(word)));
    const shown = new Set(words.length ? found : found.slice(0, most));
    for (const row of rows) row.hidden = !shown.has(row);
    told.textContent = words.length ? WORDS.foundRows(found.length, rows.length) : "";
    all.hidden = words.length > 0 || most >= rows.length;
  }
  sift();
  return [make("label", { for: id, class: "klik-kecil" }, WORDS.search), search, told, list, all];
}

function linked(item, ends) {
  if (item.act) return make("button", { type: "button", class: "klik-tautan klik-tautan-baris", onclick: async () => {
    const answer = await ends.act(item.act.name, item.act.args);
    if (answer.ok) ends.jump(item.jump);
    else ends.tell(answer.message ?? "", false);
  } }, item.text);
  if (item.href) return make("a", { href: item.href }, item.text);
  if (item.jump) return make("a", { href: "#", onclick: (event) => { event.preventDefault(); ends.jump(item.jump); } }, item.text);
  return make("span", {}, item.text);
}

function cardOf(card, ends) {
  const { done, of } = card.progress ?? {};
  return make("article", { class: "klik-kartu" },
    make(ends.under === "h3" ? "h4" : "h3", {}, card.title), card.text ? make("p", { class: "klik-redup" }, card.text) : null,
    card.tags?.length ? make("p", { class: "klik-label-deret" }, ...card.tags.map((tag) => make("span", { class: `klik-label ${tone(tag.tone)}` }, tag.text))) : null,
    ...(card.lines ?? []).map((line) => make("p", {}, line)),
    card.progress ? make("progress", { max: of || 1, "aria-label": WORDS.progress(done, of), value: done }) : null,
    card.links?.length ? make("p", { class: "klik-kartu-tautan" }, ...card.links.map((link) => (link.download ? fileLink : linkTo)(link.href, link.label, link.primary ? "klik-tombol" : "klik-tombol klik-sekunder"))) : null,
    ...(card.actions ?? []).map((action) => actionOf(action, ends)));
}

/** A button that asks what it needs, does it, and says what came of it. */
export function actionOf(action, ends) {
  const said = make("p", { class: "klik-kata", role: "status" });
  if (action.current) return make("p", { class: "klik-dipakai" }, make("b", {}, action.label), ` ${WORDS.inUse}`);
  const button = make("button", { type: "button", class: action.primary ? "klik-tombol" : "klik-tombol klik-sekunder", onclick: () => (action.ask?.length || action.confirm ? open() : run(action.args)) }, action.label);
  const place = make("div", { class: "klik-tindak" }, button, said);

  async function run(args) {
    const buttons = [...place.querySelectorAll("button")];
    for (const one of buttons) one.disabled = true;
    said.textContent = WORDS.working;
    const answer = await ends.act(action.name, args);
    for (const one of buttons) one.disabled = false;
    if (!place.isConnected) ends.tell(answer.message ?? "", answer.ok);
    said.textContent = answer.message ?? "";
    said.classList.toggle("klik-nada-error", !answer.ok);
    if (answer.ok) place.querySelector(".klik-tanya")?.remove();
    if (answer.ok) button.hidden = false;
    if (answer.ok && answer.href) ends.go(answer.href);
  }

  function open() {
    const { checks } = action;
    const controls = (action.ask ?? []).map((item) => {
      const ids = { control: freshId(item.name), hint: freshId("petunjuk") };
      const control = controlOf(item, ids, () => undefined);
      control.described?.setAttribute("aria-describedby", ids.hint);
      const inside = [item.hint ? make("p", { class: "klik-petunjuk", id: ids.hint }, item.hint) : null, control.element];
      const whole = isGroup(item) ? make("fieldset", { class: "klik-isian" }, make("legend", {}, item.label), ...inside) : make("div", { class: "klik-isian" }, make("label", { for: ids.control }, item.label), ...inside);
      return { item, control, whole };
    });
    for (const { item, control } of controls) if (item.value) control.write(item.value);
    for (const one of controls) if (one.item.fills) filling(one, controls.find(({ item }) => item.name === one.item.fills).control);
    const form = make("form", { class: "klik-tanya", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      const values = Object.fromEntries(controls.map(({ item, control }) => [item.name, control.read()]));
      run({ ...action.args, ...values });
    } }, checks?.length ? make("ul", { class: "klik-periksa" }, ...checks.map((text) => make("li", {}, text))) : null,
    action.confirm ? make("p", {}, action.confirm) : null, ...controls.map(({ whole }) => whole),
    make("p", { class: "klik-tombol-deret" }, make("button", { type: "submit", class: "klik-tombol" }, controls.length ? action.label : WORDS.sure),
      make("button", { type: "button", class: "klik-tombol klik-sekunder", onclick: () => { form.remove(); button.hidden = false; said.textContent = ""; button.focus(); } }, WORDS.cancel)));
    button.hidden = true;
    place.prepend(form);
    (controls[0]?.control ?? { focus: () => form.querySelector("button").focus() }).focus();
  }

  return place;
}

/** Choosing from a list puts the option's text into another control, below what was typed there. */
function filling({ item, control, whole }, target) {
  let [filled, before] = [null, null];
  whole.addEventListener("change", () => {
    const text = item.options.find((option) => option.value === control.read())?.text;
    if (!text) return;
    const typed = target.read();
    if (typed !== filled) before = typed;
    target.write(before ? `${before}\n${text}` : text);
    filled = target.read();
  });
}
