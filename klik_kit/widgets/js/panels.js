// What follows from the answers, drawn in its place: scores, lists, cards, actions, pictures.
import { WORDS } from "./words.js";
import { freshId, make } from "./dom.js";
import { controlOf, isGroup } from "./fields.js";
import { pictureOf } from "./pictures.js";

/**
 * Draw a panel into its place, unless it already says the same or the person is busy in it.
 * @param {HTMLElement} place
 * @param {object|undefined} panel
 * @param {{act: (name: string, args: object) => Promise<object>, jump: (to: string) => void, tell: (message: string, ok: boolean) => void}} ends
 */
export function drawPanel(place, panel, ends) {
  const text = JSON.stringify(panel ?? null);
  if (place.dataset.klikKini === text) return;
  if (place.contains(document.activeElement) && place.querySelector(".klik-tanya")) return;
  place.dataset.klikKini = text;
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const body = panel ? DRAWN[panel.type]?.(panel, ends) : null;
  place.replaceChildren(...(body ? [body] : []));
  if (!active) return;
  place.tabIndex = -1;
  ([...place.querySelectorAll(active.tagName)].find((one) => one.textContent === active.textContent) ?? place).focus({ preventScroll: true });
}

const tone = (name) => `klik-nada-${name ?? "info"}`;
const titled = (panel, ...rest) => make("section", { class: `klik-panel klik-panel-${panel.type}` }, panel.title ? make("h2", {}, panel.title) : null, ...rest);

const DRAWN = {
  meter: (panel) => make("div", { class: "klik-meter" },
    make("p", {}, make("span", {}, panel.label), make("b", {}, panel.value ?? "–"), make("span", {}, `dari ${panel.most}`)),
    make("progress", { max: Number(String(panel.most).replace(",", ".")), "aria-label": panel.label, value: Number(String(panel.value ?? 0).replace(",", ".")) }),
    panel.note ? make("p", { class: "klik-redup" }, panel.note) : null),
  text: (panel) => titled(panel, make("p", { class: tone(panel.tone) }, panel.text)),
  list: (panel, ends) => panel.items.length || panel.empty ? titled(panel, panel.items.length
    ? make("ul", { class: "klik-daftar" }, ...panel.items.map((item) => make("li", { class: tone(item.tone) }, linked(item, ends), item.tag ? make("span", { class: "klik-label" }, item.tag) : null)))
    : make("p", { class: "klik-redup" }, panel.empty)) : null,
  cards: (panel, ends) => titled(panel, panel.cards.length ? make("div", { class: "klik-kartu-deret" }, ...panel.cards.map((card) => cardOf(card, ends))) : make("p", { class: "klik-redup" }, panel.empty)),
  actions: (panel, ends) => panel.actions.length || panel.title ? titled(panel, make("div", { class: "klik-tindakan" }, ...panel.actions.map((action) => actionOf(action, ends)))) : null,
  picture: (panel) => titled(panel, pictureOf(panel.name, panel.data)),
  table: (panel) => titled(panel, make("div", { class: "klik-tabel", tabindex: 0, role: "region", "aria-label": panel.title ?? panel.columns[0] }, make("table", {},
    make("thead", {}, make("tr", {}, ...panel.columns.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...panel.rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))))), panel.note ? make("p", { class: "klik-redup" }, panel.note) : null),
  links: (panel) => titled(panel, make("ul", { class: "klik-daftar" }, ...panel.links.map((link) => make("li", {}, make("a", { href: link.href, download: link.download ? "" : null }, link.label))))),
};

function linked(item, ends) {
  if (item.href) return make("a", { href: item.href }, item.text);
  if (item.jump) return make("a", { href: "#", onclick: (event) => { event.preventDefault(); ends.jump(item.jump); } }, item.text);
  return make("span", {}, item.text);
}

function cardOf(card, ends) {
  const { done, of } = card.progress ?? {};
  return make("article", { class: "klik-kartu" },
    make("h3", {}, card.title), card.text ? make("p", { class: "klik-redup" }, card.text) : null,
    card.tags?.length ? make("p", { class: "klik-label-deret" }, ...card.tags.map((tag) => make("span", { class: `klik-label ${tone(tag.tone)}` }, tag.text))) : null,
    ...(card.lines ?? []).map((line) => make("p", {}, line)),
    card.progress ? make("progress", { max: of || 1, "aria-label": WORDS.progress(done, of), value: done }) : null,
    card.links?.length ? make("p", { class: "klik-kartu-tautan" }, ...card.links.map((link) => make("a", { href: link.href, download: link.download ? "" : null, class: link.primary ? "klik-tombol" : "klik-tombol klik-sekunder" }, link.label))) : null,
    ...(card.actions ?? []).map((action) => actionOf(action, ends)));
}

/** A button that asks what it needs, does it, and says what came of it. */
export function actionOf(action, ends) {
  const said = make("p", { class: "klik-kata", role: "status" });
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
    if (answer.ok && answer.href) location.assign(answer.href);
  }

  function open() {
    const controls = (action.ask ?? []).map((item) => {
      const ids = { control: freshId(item.name), hint: freshId("petunjuk") };
      const control = controlOf(item, ids, () => undefined);
      control.described?.setAttribute("aria-describedby", ids.hint);
      const inside = [item.hint ? make("p", { class: "klik-petunjuk", id: ids.hint }, item.hint) : null, control.element];
      const whole = isGroup(item) ? make("fieldset", { class: "klik-isian" }, make("legend", {}, item.label), ...inside) : make("div", { class: "klik-isian" }, make("label", { for: ids.control }, item.label), ...inside);
      return { item, control, whole };
    });
    const form = make("form", { class: "klik-tanya", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      const values = Object.fromEntries(controls.map(({ item, control }) => [item.name, control.read()]));
      run({ ...action.args, ...values });
    } }, action.confirm ? make("p", {}, action.confirm) : null, ...controls.map(({ whole }) => whole),
    make("p", { class: "klik-tombol-deret" }, make("button", { type: "submit", class: "klik-tombol" }, controls.length ? action.label : WORDS.sure),
      make("button", { type: "button", class: "klik-tombol klik-sekunder", onclick: () => { form.remove(); button.hidden = false; said.textContent = ""; button.focus(); } }, WORDS.cancel)));
    button.hidden = true;
    place.prepend(form);
    (controls[0]?.control ?? { focus: () => form.querySelector("button").focus() }).focus();
  }

  return place;
}
