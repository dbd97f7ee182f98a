// The page: draws the state its counter gives, and keeps every edit until it is answered.
import { WORDS } from "./words.js";
import { paperHead } from "./paper.js";
import { make } from "./dom.js";
import { makeOutbox } from "./outbox.js";
import { makeField } from "./field.js";
import { makeRepeat } from "./repeats.js";
import { makeSteps } from "./steps.js";
import { drawPanel } from "./panels.js";
import { evidencePlace } from "./evidence.js";
import { makeWire, sendByHttp } from "./sending.js";

const PING_MS = 2500;  // what others write is here within three seconds
const HURRIED_PING_MS = 2000;
const SILENCE_MS = 4000;
const HELLO_MS = 2500;
const ACT_MS = 20000;
const DRAIN_MS = 12000;

/**
 * Draw a page of forms into `el`, and keep it in touch with its kernel through `model`.
 * @returns {{end: () => void, settled: () => Promise<boolean>, tell: (message: string, ok: boolean) => void}}
 */
export function renderForm({ model, el, go = (href) => location.assign(href) }) {
  const status = make("p", { class: "klik-status", role: "status" });
  const result = make("p", { class: "klik-hasil", role: "status" });
  const notice = make("div", { class: "klik-pita", role: "alert", hidden: true });
  const body = make("div", { class: "klik-isi-halaman" }, make("p", { class: "klik-redup" }, WORDS.loading));
  el.replaceChildren(make("div", { class: "klik" }, notice, body, result, status));

  let state = null;
  let owner = null;
  let lastSaved = "";
  let asked = 0;
  let pinged = null;
  let lastPing = 0;
  let pace = PING_MS;
  let queue = { unsent: 0, asks: 0, stuck: false };
  let steps = null;
  const waitingActs = new Map();
  const typing = new Set();
  const fields = new Set();
  const panels = [];
  const proofs = [];
  let busy = [];  // the places whose file is on its way while the page is drawn anew
  const repeats = [];
  const summaries = [];

  const wire = makeWire((content, buffers) => model.send(content, undefined, buffers));
  const up = () => !model.link || model.link.state === "up";
  const outbox = makeOutbox({ send: (content) => model.send(content), told: heardOutbox });
  const fieldsAt = (record, name) => [...fields].filter((one) => one.item.record === record && one.item.name === name);

  const page = {
    outbox,
    lockOf: (record) => state.records[record]?.locked ?? null,
    storedOf: (record, name) => state.records[record]?.answers[name]?.value ?? null,
    valueOf(record, name) {
      const waits = outbox.waiting(record, name);
      return waits ? waits.value : page.storedOf(record, name);
    },
    valueNow(record, name) {
      const drawn = fieldsAt(record, name).find((one) => !one.element.hidden);
      return drawn ? drawn.now() : page.valueOf(record, name);
    },
    /** Keystrokes that are not in the outbox yet are not saved either. */
    typing(id, still) {
      if (still === typing.has(id)) return;
      if (still) typing.add(id);
      else typing.delete(id);
      showStatus();
    },
    changed() {
      result.textContent = "";
      for (const one of fields) one.relevance();
    },
    settle(item, { theirs, version, who }, value, send) {
      outbox.settle(item.record, item.name, version, send ? value : undefined);
      keepAnswer({ record: item.record, field: item.name, value: theirs, version, who, at: "" });
      for (const one of fieldsAt(item.record, item.name)) one.show(value);
      page.changed();
    },
    draw(item) {
      const one = makeField(item, page);
      fields.add(one);
      one.relevance();
      return one;
    },
    drop: (one) => fields.delete(one),
    set(record, name, value) { outbox.put(record, name, value); },
  };

  // what comes in

  function receive(content) {
    if (!content || typeof content !== "object") return;
    pinged = null;
    if (outbox.heard(content) || content.kind === "pong") applyNews(content);
    else if (content.kind === "state") takeState(content.state);
    else if (content.kind === "acted") {
      if (content.state) takeState(content.state);
      waitingActs.get(content.id)?.(content);
    } else if (content.kind === "uploaded") wire.heard(content);
    else if (!state && content.message) announce(content.message, "warning");
  }

  function takeState(next) {
    if (owner && next.account.id !== owner) {
      outbox.down();
      body.replaceChildren();
      announce(WORDS.otherAccount, "warning", make("p", {}, make("a", { href: location.pathname + location.search, class: "klik-tombol" }, WORDS.reload)));
      return;
    }
    const before = state;
    if (!before) announce("", "");
    state = next;
    if (!owner && next.sections.length) {
      owner = next.account.id;
      outbox.open(owner, next.page);
    }
    if (!before || shapeOf(before) !== shapeOf(next)) redraw();
    for (const [record, kept] of Object.entries(next.records)) {
      for (const [field, answer] of Object.entries(kept.answers)) showAnswer({ record, field, ...answer }, false);
    }
    for (const one of fields) {
      if (!state.records[one.item.record]?.answers[one.item.name] && one.clean() && one.now() !== null && !outbox.waiting(one.item.record, one.item.name)) one.show(null);
    }
    for (const repeat of repeats) repeat.refresh();
    applyLive(next.live);
    if (up() && next.sections.length) outbox.up();
  }

  const shapeOf = (of) => JSON.stringify([of.page, of.region, of.sections, of.title, of.subtitle, of.banner, of.back, of.nav, Object.values(of.records).map((kept) => kept.locked)]);

  function keepAnswer({ record, field, value, version, who, at }) {
    const kept = state?.records[record];
    if (kept) kept.answers[field] = { value, version, who, at };
  }

  /** Show what stands in the store, unless the person is busy there: then the save that follows meets it and asks. */
  function showAnswer(change, told) {
    const ones = fieldsAt(change.record, change.field);
    if (outbox.waiting(change.record, change.field) || !ones.every((one) => one.clean())) return;
    outbox.learn(change.record, change.field, change.version);
    for (const one of ones) if (told || one.stands !== change.value) one.show(change.value, told ? change : null);
  }

  function applyNews(content) {
    for (const change of content.changes ?? []) {
      keepAnswer(change);
      showAnswer(change, true);
    }
    if (content.changes?.length) {
      for (const repeat of repeats) repeat.refresh();
      page.changed();
    }
    if (content.live) applyLive(content.live);
  }

  function heardOutbox(event) {
    if (event.kind === "memory") announce(WORDS.noMemory, "warning");
    if (event.kind === "state") {
      queue = event;
      showStatus();
    }
    const ones = event.record ? fieldsAt(event.record, event.field) : [];
    if (event.kind === "saved") {
      lastSaved = event.at;
      keepAnswer({ ...event, who: state?.account.name });
      for (const one of ones) {
        if (one.clean() && one.stands !== event.value && !outbox.waiting(event.record, event.field)) one.show(event.value);
        one.saved(event.at);
      }
    }
    for (const one of ones) {
      if (event.kind === "conflict") one.ask(outbox.asked(event.record, event.field));
      if (event.kind === "refused") one.refuse(outbox.refused(event.record, event.field));
    }
  }

  function showStatus() {
    const { unsent, asks, stuck } = queue;
    const busy = typing.size > 0 || unsent > asks;
    status.textContent = waitingActs.size && up() ? WORDS.working : busy ? (up() && !stuck ? WORDS.saving : WORDS.unsaved) : asks ? WORDS.asks : lastSaved ? WORDS.saved(lastSaved) : "";
    if (busy && (!up() || stuck)) for (const one of fields) one.late();
    status.classList.toggle("klik-status-tunggu", busy || asks > 0 || waitingActs.size > 0);
  }

  function announce(text, tone, ...more) {
    notice.replaceChildren(...(text ? [make("p", {}, text), ...more] : []));
    notice.className = `klik-pita klik-nada-${tone ?? "info"}`;
    notice.hidden = !text;
  }

  // what goes out

  /** Ask the kernel to do something, after everything typed before it was saved; what is urgent waits for nothing. */
  async function act(name, args, urgent = false) {
    result.textContent = "";
    flushAll();
    const no = (message) => ({ ok: false, message });
    if (!up()) return no(WORDS.linkFirst);
    const drained = urgent ? "sent" : await outbox.drained(DRAIN_MS);
    if (drained !== "sent") return no(drained === "asks" ? WORDS.chooseFirst : WORDS.sendFirst);
    asked += 1;
    const id = `a${asked}-${Date.now()}`;
    return new Promise((done) => {
      const end = (answer) => {
        clearTimeout(timer);
        waitingActs.delete(id);
        showStatus();
        done(answer);
      };
      const timer = setTimeout(() => end(no(WORDS.noAnswer)), ACT_MS);
      waitingActs.set(id, end);
      showStatus();
      model.send({ kind: "act", id, name, args });
    });
  }

  /** Say what came of an act whose place on the page is gone. */
  function tell(message, ok) {
    result.textContent = message;
    result.classList.toggle("klik-hasil-gagal", !ok);
  }

  function hello() {
    asked += 1;
    model.send({ kind: "hello", id: `h${asked}` });
  }

  function ping() {
    if (document.visibilityState !== "visible" || !up() || !state) return;
    if (pinged && waitingActs.size) pinged = Date.now();  // a kernel at work answers nothing else; the act has its own limit
    if (pinged && Date.now() - pinged > SILENCE_MS) {
      pinged = null;
      model.link?.suspect();
    } else if (!pinged && Date.now() - lastPing > (outbox.unsent() ? Math.min(HURRIED_PING_MS, pace) : pace)) {
      lastPing = pinged = Date.now();
      model.send({ kind: "ping", id: "p" });
    }
  }

  // drawing

  /** Draw everything anew; what was typed, the place on the page and the cursor stay. */
  function redraw() {
    flushAll();
    const active = document.activeElement;
    const held = [...fields].find((one) => one.element.contains(active));
    const place = held && { key: held.key, nth: fieldsAt(held.item.record, held.item.name).indexOf(held), input: inputsOf(held).indexOf(active), start: active.selectionStart, end: active.selectionEnd };
    const top = scrollY;
    drawPage();
    const again = place && [...fields].filter((one) => one.key === place.key)[place.nth];
    const input = again && inputsOf(again)[place.input];
    if (input) {
      input.focus({ preventScroll: true });
      try { input.setSelectionRange(place.start, place.end); } catch { /* no text */ }
    }
    scrollTo(0, top);
  }

  const inputsOf = (one) => [...one.element.querySelectorAll("input, textarea, select, button")];

  function drawPage() {
    fields.clear();
    busy = proofs.filter(([, proof]) => proof.busy());
    for (const list of [panels, proofs, repeats, summaries]) list.length = 0;
    const sections = state.sections.map(drawSection);
    steps = state.steps ? makeSteps(sections) : null;
    const strip = make("div", { class: "klik-tempat klik-tempat-kelas" });
    panels.push(["kelas", strip]);
    body.replaceChildren(heading(), strip, ...(steps ? [steps.element] : columns(sections)));
    document.title = `${state.title} · ${document.title.split(" · ").at(-1)}`;
  }

  function heading() {
    const { nav, back, title, subtitle, banner, region, account } = state;
    return make("header", { class: "klik-kepala" },
      paperHead(region, account),
      make("nav", { class: "klik-nav", "aria-label": "Utama" }, ...nav.map((link) => make("a", { href: link.href, "aria-current": link.current ? "page" : null }, link.label))),
      back ? make("p", { class: "klik-kembali" }, make("a", { href: back.href }, back.label)) : null,
      make("h1", {}, title), subtitle ? make("p", { class: "klik-subjudul" }, subtitle) : null,
      banner ? make("p", { class: `klik-panel klik-nada-${banner.tone}` }, banner.text) : null);
  }

  function drawSection(section) {
    const items = section.items.map(drawItem);
    const inside = section.large && matchMedia("(max-width: 700px)").matches ? [make("details", { class: "klik-lipat" }, make("summary", {}, WORDS.large), ...items)] : items;
    const summary = make("div", { class: "klik-ringkasan", hidden: true });
    const element = make("section", { class: "klik-bagian", id: section.id }, section.title ? make("h2", {}, section.title) : null, section.hint ? make("p", { class: "klik-petunjuk" }, section.hint) : null, ...inside, summary);
    summaries.push({ element, summary, text: "" });
    return { id: section.id, title: section.title, element };
  }

  /** A wide screen puts the sections that are beside the matter into a column of their own, above and below. */
  function columns(drawn) {
    const aside = state.sections.map((section) => Boolean(section.aside));
    const first = aside.indexOf(false);
    if (first < 0 || !aside.includes(true)) return drawn.map(({ element }) => element);
    const column = (name, taken) => make("div", { class: name }, ...drawn.filter((_, at) => taken(at)).map(({ element }) => element));
    return [make("div", { class: "klik-dua-kolom" }, column("klik-kolom-tepi", (at) => at < first),
      column("klik-kolom", (at) => !aside[at]), column("klik-kolom-tepi", (at) => at > first && aside[at]))];
  }

  function drawItem(item) {
    if (item.kind === "field") return page.draw(item).element;
    if (item.kind === "panel") {
      const place = make("div", { class: "klik-tempat" });
      panels.push([item.id, place]);
      return place;
    }
    if (item.kind === "repeat") {
      const repeat = makeRepeat(item, page);
      repeats.push(repeat);
      return repeat.element;
    }
    const send = model.link ? sendByHttp : state.upload_limit ? wire.send : null;
    const going = busy.find(([, one]) => one.item.record === item.record && one.item.indicator === item.indicator)?.[1];
    const proof = going ?? evidencePlace(item, { act, send, limit: state.upload_limit ?? Number(el.dataset.batas), refresh: hello });
    proofs.push([item.indicator, proof]);
    return proof.element;
  }

  function jump(to) {
    const found = [...fields].filter((one) => one.key === to);
    const one = found.find((each) => !each.element.hidden) ?? found[0];
    if (one) {
      const section = one.element.closest(".klik-bagian");
      if (steps && location.hash !== `#${section.id}`) {
        history.pushState(history.state, "", `#${section.id}`);
        steps.show(true);
      }
      one.element.closest("details")?.setAttribute("open", "");
      one.element.scrollIntoView({ block: "center" });
      one.focus();
    } else if (state.sections.some((section) => section.id === to)) location.hash = to;
  }

  function applyLive(live) {
    if (!live || !state) return;
    pace = live.pace ?? PING_MS;
    for (const one of fields) {
      one.messages(live.messages?.[one.key], live.notes?.[one.key]);
      one.relevance();
    }
    for (const [id, place] of panels) drawPanel(place, live.panels?.[id], { act, jump, tell, go });
    const locked = Object.values(state.records).some((kept) => kept.locked);
    for (const [indicator, proof] of proofs) {
      const own = state.records[proof.item.record];  // an indicator's documents belong to none of the page's own records
      proof.draw(live.evidence?.[indicator] ?? [], !proof.always && (own ? Boolean(own.locked) : locked));
    }
    for (const one of summaries) summarise(one, live.messages ?? {});
    for (const [id, tag] of steps?.tags ?? []) {
      const { done, of } = live.progress?.[id] ?? { done: 0, of: 0 };
      tag.textContent = of ? WORDS.progress(done, of) : "";
      tag.classList.toggle("klik-nada-success", of > 0 && done >= of);
    }
  }

  /** At a section's end, so that nothing moves under a writing hand: what has to be put right in it. */
  function summarise(one, messages) {
    const found = [...fields].filter(({ element }) => !element.hidden && one.element.contains(element))
      .flatMap(({ key }) => (messages[key] ?? []).filter(({ tone }) => tone === "error").map(({ text }) => [key, text]));
    const text = JSON.stringify(found);
    if (one.text === text) return;
    one.text = text;
    one.summary.hidden = !found.length;
    one.summary.replaceChildren(make("h3", {}, WORDS.problems), make("ul", {}, ...found.map(([key, said]) =>
      make("li", {}, make("a", { href: "#", onclick: (event) => { event.preventDefault(); jump(key); } }, said)))));
  }

  // the link

  function linkChanged() {
    const to = model.link.state;
    if (to === "up") {
      announce("", "");
      hello();
    } else {
      outbox.down();
      pinged = null;
      for (const end of [...waitingActs.values()]) end({ ok: false, message: WORDS.linkLost });
      if (to === "out") announce(WORDS.out, "warning", make("p", {}, make("a", { href: `/masuk?lanjut=${encodeURIComponent(location.pathname)}`, class: "klik-tombol" }, WORDS.enter)));
      else announce(to === "rest" ? WORDS.rest : WORDS.down(lastSaved), "warning");
    }
    showStatus();
  }

  const sendsFile = () => proofs.some(([, proof]) => proof.busy());
  const flushAll = () => { for (const one of fields) one.push(); };
  const leaving = (event) => {
    flushAll();
    if (event.type !== "beforeunload" || !(outbox.unsent() || sendsFile())) return;
    event.preventDefault();
    event.returnValue = "";
  };
  const hidden = () => document.visibilityState === "hidden" && flushAll();
  const hashed = () => {
    result.textContent = "";
    steps?.show(true);
  };
  model.on("msg:custom", receive);
  addEventListener("beforeunload", leaving);
  addEventListener("pagehide", leaving);
  addEventListener("hashchange", hashed);
  document.addEventListener("visibilitychange", hidden);
  if (model.link) for (const name of ["up", "down", "rest", "out"]) model.link.addEventListener(name, linkChanged);
  const timers = [setInterval(ping, 500), setInterval(() => { if (!state && up()) hello(); }, HELLO_MS)];
  if (up()) hello();
  function end() {
    flushAll();
    wire.leave();
    outbox.close();
    model.off("msg:custom", receive);
    for (const timer of timers) clearInterval(timer);
    removeEventListener("beforeunload", leaving);
    removeEventListener("pagehide", leaving);
    removeEventListener("hashchange", hashed);
    document.removeEventListener("visibilitychange", hidden);
  }

  /** Wait until everything typed is answered; says why where it is not. */
  async function settled() {
    flushAll();
    const drained = await outbox.drained(DRAIN_MS);
    if (drained !== "sent") tell(drained === "asks" ? WORDS.chooseFirst : WORDS.sendFirst, false);
    else if (sendsFile()) tell(WORDS.uploadFirst, false);
    return drained === "sent" && !sendsFile();
  }

  return { end, settled, tell };
}
