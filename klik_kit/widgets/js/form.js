// The page: draws the state its counter gives, and keeps every edit until it is answered.
import { WORDS } from "./words.js";
import { freshId, make } from "./dom.js";
import { makeOutbox } from "./outbox.js";
import { controlOf, isGroup } from "./fields.js";
import { drawPanel } from "./panels.js";
import { evidencePlace } from "./evidence.js";

const PAUSE_MS = 500;
const PING_MS = 5000;
const SILENCE_MS = 4000;
const HELLO_MS = 2500;

/** Draw a page of forms into `el`, and keep it in touch with its kernel through `model`. */
export function renderForm({ model, el }) {
  const root = make("div", { class: "klik" });
  const status = make("p", { class: "klik-status", role: "status" });
  const notice = make("div", { class: "klik-pita", role: "alert", hidden: true });
  const body = make("div", { class: "klik-isi-halaman" }, make("p", { class: "klik-redup" }, WORDS.loading));
  root.append(notice, body, status);
  el.replaceChildren(root);

  let state = null;
  let lastSaved = "";
  let asked = 0;
  let pinged = null;
  const waitingActs = new Map();
  /** field key -> everything about a drawn field */
  const drawn = new Map();
  const panels = new Map();
  const proofs = new Map();
  const notes = new Map();
  const sectionTasks = new Map();
  const keyOf = (record, name) => `${record}/${name}`;
  const up = () => !model.link || model.link.state === "up";

  const outbox = makeOutbox({ send: (content) => model.send(content), told: heardOutbox });

  // what comes in

  function receive(content) {
    if (!content || typeof content !== "object") return;
    pinged = null;
    if (outbox.heard(content)) {
      applyNews(content);
      return;
    }
    if (content.kind === "state") takeState(content.state);
    else if (content.kind === "pong") applyNews(content);
    else if (content.kind === "acted") {
      if (content.state) takeState(content.state);
      waitingActs.get(content.id)?.(content);
      waitingActs.delete(content.id);
    }
  }

  function takeState(next) {
    const first = state === null || state.page !== next.page;
    const before = state;
    state = next;
    outbox.open(next.account.id, next.page);
    for (const [record, kept] of Object.entries(next.records)) {
      for (const [field, answer] of Object.entries(kept.answers)) outbox.learn(record, field, answer.version);
    }
    if (first || shapeOf(before) !== shapeOf(next)) drawPage();
    else for (const one of drawn.values()) one.refresh();
    applyLive(next.live);
    if (up()) outbox.up();
  }

  const shapeOf = (of) => JSON.stringify([of.sections, of.title, of.subtitle, of.banner, of.nav, Object.values(of.records).map((kept) => kept.locked)]);

  function applyNews(content) {
    for (const change of content.changes ?? []) {
      outbox.learn(change.record, change.field, change.version);
      const kept = state?.records[change.record];
      if (!kept) continue;
      kept.answers[change.field] = { value: change.value, version: change.version, who: change.who, at: change.at };
      const one = drawn.get(keyOf(change.record, change.field));
      if (one) one.changedByOther(change);
      else repeatOf(change.record, change.field)?.();
    }
    if (content.live) applyLive(content.live);
  }

  function heardOutbox(event) {
    if (event.kind === "memory") announce(WORDS.noMemory, "warning");
    else if (event.kind === "state") showStatus(event.unsent);
    else {
      const one = drawn.get(keyOf(event.record, event.field));
      if (event.kind === "saved") {
        lastSaved = event.at;
        const kept = state?.records[event.record];
        if (kept) kept.answers[event.field] = { ...kept.answers[event.field], value: event.value };
        one?.saved(event);
      } else if (event.kind === "conflict") one?.conflict(event);
      else if (event.kind === "refused") one?.refused(event);
    }
  }

  /** Fields with keystrokes that are not in the outbox yet: they are not saved either. */
  const typing = new Set();
  let queued = 0;

  function showStatus(waiting) {
    queued = waiting;
    const unsent = waiting + typing.size;
    status.textContent = unsent ? (up() ? WORDS.saving : WORDS.unsaved) : lastSaved ? WORDS.saved(lastSaved) : "";
    status.classList.toggle("klik-status-tunggu", unsent > 0);
  }

  function announce(text, tone, ...more) {
    notice.replaceChildren(...(text ? [make("p", {}, text), ...more] : []));
    notice.className = `klik-pita klik-nada-${tone ?? "info"}`;
    notice.hidden = !text;
  }

  // what goes out

  function act(name, args) {
    asked += 1;
    const id = `a${asked}-${Date.now()}`;
    model.send({ kind: "act", id, name, args });
    return new Promise((done) => {
      waitingActs.set(id, done);
      setTimeout(() => {
        if (waitingActs.delete(id)) done({ ok: false, message: WORDS.unsaved });
      }, 20000);
    });
  }

  function hello() {
    asked += 1;
    model.send({ kind: "hello", id: `h${asked}` });
  }

  function ping() {
    if (document.visibilityState !== "visible" || !up() || !state) return;
    if (pinged && Date.now() - pinged > SILENCE_MS) {
      pinged = null;
      model.link?.suspect();
      return;
    }
    if (!pinged && Date.now() - lastPing > PING_MS) {
      lastPing = pinged = Date.now();
      model.send({ kind: "ping", id: "p" });
    } else if (!pinged && outbox.unsent() && Date.now() - lastPing > 2000) {
      lastPing = pinged = Date.now();
      model.send({ kind: "ping", id: "p" });
    }
  }
  let lastPing = 0;

  // drawing

  function drawPage() {
    for (const map of [drawn, panels, proofs, notes, sectionTasks]) map.clear();
    repeats.clear();
    const parts = [heading()];
    const sections = state.sections.map(drawSection);
    if (state.steps) parts.push(...steps(sections));
    else parts.push(...sections.map((section) => section.element));
    body.replaceChildren(...parts);
    document.title = `${state.title} · ${document.title.split(" · ").at(-1)}`;
  }

  function heading() {
    const nav = make("nav", { class: "klik-nav", "aria-label": "Utama" }, ...state.nav.map((link) => make("a", { href: link.href, "aria-current": link.current ? "page" : null }, link.label)));
    const banner = state.banner ? make("p", { class: `klik-panel klik-nada-${state.banner.tone}` }, state.banner.text) : null;
    return make("header", { class: "klik-kepala" }, nav, state.back ? make("p", { class: "klik-kembali" }, make("a", { href: state.back.href }, state.back.label)) : null,
      make("h1", {}, state.title), state.subtitle ? make("p", { class: "klik-subjudul" }, state.subtitle) : null, banner);
  }

  function steps(sections) {
    const list = make("ol", { class: "klik-tugas" }, ...sections.map((section) => {
      const tag = make("span", { class: "klik-label" });
      sectionTasks.set(section.id, tag);
      return make("li", {}, make("a", { href: `#${section.id}` }, section.title), tag);
    }));
    const tasks = make("div", { id: "klik-tugas" }, make("h2", {}, WORDS.tasks), list);
    const lead = sections.filter((section) => !section.title).map((section) => section.element);
    const listed = sections.filter((section) => section.title);
    for (const section of sections.filter((one) => !one.title)) list.querySelector(`a[href="#${CSS.escape(section.id)}"]`)?.parentElement.remove();
    listed.forEach((section, at) => {
      section.element.append(make("p", { class: "klik-tombol-deret klik-langkah" },
        make("a", { href: at ? `#${listed[at - 1].id}` : "#", class: "klik-tombol klik-sekunder" }, WORDS.back),
        at < listed.length - 1 ? make("a", { href: `#${listed[at + 1].id}`, class: "klik-tombol" }, WORDS.next) : make("a", { href: "#", class: "klik-tombol" }, WORDS.toList)));
    });
    const show = (event) => {
      const wanted = decodeURIComponent(location.hash.slice(1));
      const at = listed.findIndex((section) => section.id === wanted);
      tasks.hidden = at >= 0;
      for (const one of lead) one.hidden = at >= 0;
      listed.forEach((section, nth) => { section.element.hidden = nth !== at; });
      if (event && at >= 0) {
        const title = listed[at].element.querySelector("h2");
        title.tabIndex = -1;
        title.focus({ preventScroll: true });
      }
      if (event) scrollTo(0, 0);
    };
    goTo = show;
    show();
    return [...lead, tasks, ...listed.map((section) => section.element)];
  }
  let goTo = null;

  function jump(to) {
    const one = drawn.get(to);
    if (one) {
      const section = one.element.closest(".klik-bagian");
      if (section && state.steps && location.hash !== `#${section.id}`) { location.hash = section.id; goTo?.(true); }
      one.element.closest("details")?.setAttribute("open", "");
      requestAnimationFrame(() => { one.element.scrollIntoView({ block: "center" }); one.focus(); });
    } else if (state.sections.some((section) => section.id === to)) location.hash = to;
  }

  function drawSection(section) {
    const items = section.items.map(drawItem);
    const inside = section.large && matchMedia("(max-width: 700px)").matches ? [make("details", { class: "klik-lipat" }, make("summary", {}, WORDS.large), ...items)] : items;
    const element = make("section", { class: "klik-bagian", id: section.id }, section.title ? make("h2", {}, section.title) : null, section.hint ? make("p", { class: "klik-petunjuk" }, section.hint) : null, ...inside);
    return { id: section.id, title: section.title, element };
  }

  function drawItem(item) {
    if (item.kind === "panel") {
      const place = make("div", { class: "klik-tempat" });
      panels.set(item.id, [...(panels.get(item.id) ?? []), place]);
      return place;
    }
    if (item.kind === "repeat") return drawRepeat(item);
    if (item.kind === "evidence") {
      const proof = evidencePlace(item, { act, canUpload: Boolean(model.link), refresh: hello });
      proofs.set(item.indicator, proof);
      return proof.element;
    }
    return drawField(item).element;
  }

  const repeats = new Map();
  const repeatOf = (record, field) => repeats.get(`${record}/${field.split(".")[0]}`);
  const lockOf = (record) => state.records[record]?.locked ?? null;
  const valueOf = (record, name) => {
    const waits = outbox.waiting(record, name);
    return waits ? waits.value : state.records[record]?.answers[name]?.value ?? null;
  };

  function drawRepeat(item) {
    const list = make("div", { class: "klik-baris-deret" });
    const undo = make("p", { class: "klik-kata", role: "status" });
    const rowsShown = new Set();
    const label = item.label;
    const filled = (number) => item.columns.some((column) => valueOf(item.record, `${item.name}.${number}.${column.name}`) !== null);
    const addButton = make("button", { type: "button", class: "klik-tombol klik-sekunder", onclick: () => {
      for (let number = 1; number <= item.most; number += 1) {
        if (!rowsShown.has(number)) {
          addRow(number);
          drawn.get(keyOf(item.record, `${item.name}.${number}.${item.columns[0].name}`))?.focus();
          break;
        }
      }
      sync();
    } }, item.add);
    const sync = () => { addButton.hidden = rowsShown.size >= item.most || Boolean(lockOf(item.record)); };

    function addRow(number) {
      rowsShown.add(number);
      const fields = item.columns.map((column) => drawField({ ...column, record: item.record, name: `${item.name}.${number}.${column.name}`, relevant: column.relevant ? { ...column.relevant, field: `${item.name}.${number}.${column.relevant.field}` } : null }).element);
      const remove = make("button", { type: "button", class: "klik-tautan", hidden: Boolean(lockOf(item.record)), onclick: () => takeAway(number, row) }, WORDS.remove);
      const row = make("fieldset", { class: "klik-kartu", "data-nomor": number }, make("legend", {}, WORDS.row(label, number)), ...fields, remove);
      const after = [...list.children].find((other) => Number(other.dataset.nomor) > number);
      list.insertBefore(row, after ?? null);
    }

    function takeAway(number, row) {
      const kept = item.columns.map((column) => [`${item.name}.${number}.${column.name}`, valueOf(item.record, `${item.name}.${number}.${column.name}`)]);
      const set = (name, value) => { outbox.put(item.record, name, value); if (state.records[item.record]) state.records[item.record].answers[name] = { ...state.records[item.record].answers[name], value }; };
      for (const [name, value] of kept) if (value !== null) set(name, null);
      for (const [name] of kept) drawn.delete(keyOf(item.record, name));
      row.remove();
      rowsShown.delete(number);
      sync();
      undo.replaceChildren(WORDS.removed, " ", make("button", { type: "button", class: "klik-tautan", onclick: () => {
        for (const [name, value] of kept) if (value !== null) set(name, value);
        addRow(number);
        undo.replaceChildren();
        sync();
      } }, WORDS.undo));
      undo.querySelector("button").focus();
    }

    const refresh = () => {
      for (let number = 1; number <= item.most; number += 1) if (!rowsShown.has(number) && filled(number)) addRow(number);
      sync();
    };
    for (let number = 1; number <= item.most; number += 1) if (filled(number)) addRow(number);
    if (!rowsShown.size && !lockOf(item.record)) addRow(1);
    sync();
    repeats.set(`${item.record}/${item.name}`, refresh);
    return make("div", { class: "klik-ulang" }, item.hint ? make("p", { class: "klik-petunjuk" }, item.hint) : null, list, addButton, undo);
  }

  function drawField(item) {
    const key = keyOf(item.record, item.name);
    const ids = { control: freshId(item.name), hint: freshId("petunjuk"), said: freshId("pesan") };
    let timer = null;
    const told = make("div", { class: "klik-pesan", id: ids.said });
    const aside = make("div", { class: "klik-samping" });
    const box = make("div", { class: "klik-beda", hidden: true, role: "group" });
    const control = controlOf(item, ids, (now) => {
      clearTimeout(timer);
      if (now) push();
      else {
        timer = setTimeout(push, PAUSE_MS);
        if (!typing.has(key)) {
          typing.add(key);
          showStatus(queued);
        }
      }
      for (const other of drawn.values()) other.relevance();
    });
    let shown = valueOf(item.record, item.name);
    control.write(shown);

    function push() {
      clearTimeout(timer);
      timer = null;
      const typed = typing.delete(key);
      const value = control.read();
      if (value === shown) {
        if (typed) showStatus(queued);
        return;
      }
      if (!outbox.put(item.record, item.name, value)) { say(WORDS.tooLong, "error"); return; }
      shown = value;
      say("", "");
    }

    function say(text, tone) {
      own.replaceChildren(...(text ? [make("p", { class: `klik-nada-${tone}` }, text)] : []));
    }
    const own = make("div", {});
    const checked = make("div", {});
    told.append(own, checked);
    const described = [item.hint ? ids.hint : null, ids.said].filter(Boolean).join(" ");
    const label = [item.label, item.required ? null : make("span", { class: "klik-redup klik-kecil" }, ` ${WORDS.optional}`)];
    const hint = item.hint ? make("p", { class: "klik-petunjuk", id: ids.hint }, item.hint) : null;
    const element = isGroup(item)
      ? make("fieldset", { class: "klik-isian", "aria-describedby": described }, make("legend", {}, ...label), hint, told, control.element, box, aside)
      : make("div", { class: "klik-isian" }, make("label", { for: ids.control }, ...label), hint, told, control.element, box, aside);
    control.described?.setAttribute("aria-describedby", described);
    const lock = () => {
      const locked = Boolean(lockOf(item.record));
      for (const input of element.querySelectorAll("input, textarea, select, button")) input.disabled = locked && !box.contains(input);
    };

    const one = {
      element, item, focus: () => control.focus(), push,
      relevance() {
        if (!item.relevant) return;
        const other = drawn.get(keyOf(item.record, item.relevant.field));
        const value = other ? other.now() : valueOf(item.record, item.relevant.field);
        element.hidden = value === null || (item.relevant.values.length > 0 && !item.relevant.values.includes(value));
      },
      now: () => control.read(),
      refresh() {
        const value = valueOf(item.record, item.name);
        if (!timer && !control.own() && value !== shown && box.hidden) { shown = value; control.write(value); }
        lock();
      },
      saved() { if (box.hidden) say("", ""); },
      changedByOther(change) {
        const waits = outbox.waiting(item.record, item.name);
        if (waits || timer) return;  // the save that follows meets the conflict and asks
        if (control.own() && control.read() !== shown) return;
        shown = change.value;
        control.write(change.value);
        say(WORDS.changedBy(change.who, change.at), "info");
        for (const other of drawn.values()) other.relevance();
      },
      conflict(event) {
        const words = (value) => make("blockquote", {}, labelOf(item, value) ?? WORDS.empty);
        const end = (value, send) => {
          box.hidden = true;
          box.replaceChildren();
          shown = value;
          control.write(value);
          outbox.settle(item.record, item.name, event.version, send ? value : undefined);
          if (state.records[item.record]) state.records[item.record].answers[item.name] = { value, version: event.version, who: event.who, at: "" };
          control.focus();
        };
        box.setAttribute("aria-label", WORDS.conflict(event.who));
        box.replaceChildren(make("p", { role: "alert" }, WORDS.conflict(event.who)),
          make("div", { class: "klik-beda-dua" }, make("div", {}, make("b", {}, WORDS.mine), words(event.mine)), make("div", {}, make("b", {}, WORDS.theirs(event.who)), words(event.theirs))),
          make("p", { class: "klik-tombol-deret" },
            make("button", { type: "button", class: "klik-tombol", onclick: () => end(event.mine, true) }, WORDS.keepMine),
            make("button", { type: "button", class: "klik-tombol klik-sekunder", onclick: () => end(event.theirs, false) }, WORDS.keepTheirs(event.who)),
            item.type === "textarea" ? make("button", { type: "button", class: "klik-tombol klik-sekunder", onclick: () => end([event.theirs, event.mine].filter(Boolean).join("\n\n"), true) }, WORDS.merge) : null));
        box.hidden = false;
      },
      refused(event) {
        say(event.message, "error");
        const stored = state.records[item.record]?.answers[item.name]?.value ?? null;
        if (event.mine === null || event.mine === stored) return;
        own.append(make("p", { class: "klik-tombol-deret" },
          make("button", { type: "button", class: "klik-tautan", onclick: () => navigator.clipboard?.writeText(event.mine) }, WORDS.copy),
          make("button", { type: "button", class: "klik-tautan", onclick: () => { shown = stored; control.write(stored); say("", ""); } }, WORDS.useStored)));
      },
      messages(found, said) {
        checked.replaceChildren(...(found ?? []).map((message) => make("p", { class: `klik-nada-${message.tone}` }, message.text)));
        aside.replaceChildren(...(said ?? []).map((note) => make("div", { class: "klik-catatan" }, make("b", {}, WORDS.note(note.who, note.at)), make("p", {}, note.text))));
      },
    };
    drawn.set(item.type === "level" && drawn.has(key) ? `${key}#${ids.control}` : key, one);
    one.relevance();
    lock();
    return one;
  }

  const labelOf = (item, value) => (value === null ? null : item.options?.find((option) => option.value === value)?.label ?? value);

  function applyLive(live) {
    if (!live || !state) return;
    for (const [key, one] of drawn) {
      const plain = key.split("#")[0];
      one.messages(live.messages?.[plain], live.notes?.[plain]);
      one.relevance();
    }
    for (const [id, places] of panels) for (const place of places) drawPanel(place, live.panels?.[id], { act, jump });
    for (const [indicator, proof] of proofs) proof.draw(live.evidence?.[indicator] ?? [], !proof.always && Object.values(state.records).some((kept) => kept.locked));
    for (const [id, tag] of sectionTasks) {
      const counted = live.progress?.[id];
      tag.textContent = counted && counted.of ? WORDS.progress(counted.done, counted.of) : "";
      tag.classList.toggle("klik-nada-success", Boolean(counted && counted.of && counted.done >= counted.of));
    }
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
      if (to === "out") announce(WORDS.out, "warning", make("p", {}, make("a", { href: `/masuk?lanjut=${encodeURIComponent(location.pathname)}`, class: "klik-tombol" }, WORDS.enter)));
      else announce(WORDS.down(lastSaved), "warning");
    }
    showStatus(queued);
  }

  const flushAll = () => { for (const one of drawn.values()) one.push(); };
  const leaving = (event) => {
    flushAll();
    if (outbox.unsent() && event.type === "beforeunload") event.preventDefault();
  };
  model.on("msg:custom", receive);
  addEventListener("beforeunload", leaving);
  addEventListener("pagehide", leaving);
  const hidden = () => document.visibilityState === "hidden" && flushAll();
  document.addEventListener("visibilitychange", hidden);
  const hashed = () => goTo?.(true);
  addEventListener("hashchange", hashed);
  if (model.link) for (const name of ["up", "down", "out"]) model.link.addEventListener(name, linkChanged);
  const timers = [setInterval(ping, 500), setInterval(() => { if (!state && up()) hello(); }, HELLO_MS)];
  if (up()) {
    if (!model.link) outbox.up();
    hello();
  }
  return () => {
    flushAll();
    model.off("msg:custom", receive);
    for (const timer of timers) clearInterval(timer);
    removeEventListener("beforeunload", leaving);
    removeEventListener("pagehide", leaving);
    removeEventListener("hashchange", hashed);
    document.removeEventListener("visibilitychange", hidden);
  };
}
