// A counter in the browser: answers the form's messages as the kernel does, and misbehaves when told to.
// What it stored and was sent outlives a reload, as a store does.

const KEPT = "uji-meja";

/** A model and the strings to pull on it. */
export function makeCounter(state, { lab }) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? '{"answers":{},"sent":[],"locked":{}}');
  const listeners = new Set();
  const link = lab ? undefined : Object.assign(new EventTarget(), { state: "up", suspected: 0, suspect() { link.suspected += 1; } });
  let news = [];
  let clock = 0;
  const silent = new Set();

  for (const [record, fields] of Object.entries(kept.answers)) Object.assign(state.records[record].answers, fields);
  const keep = () => sessionStorage.setItem(KEPT, JSON.stringify(kept));
  const at = () => `10.42.${String((clock += 1) % 60).padStart(2, "0")}`;
  const answerOf = (record, field) => state.records[record].answers[field] ?? { value: null, version: 0 };
  const store = (record, field, value, who) => {
    const answer = { value, version: answerOf(record, field).version + 1, who, at: at() };
    state.records[record].answers[field] = answer;
    (kept.answers[record] ??= {})[field] = answer;
    keep();
    return answer;
  };
  const taken = () => news.splice(0);

  function answered(message) {
    if (message.kind === "hello") return { kind: "state", id: message.id, state: structuredClone(state) };
    if (message.kind === "ping") return { kind: "pong", id: message.id, live: null, changes: taken() };
    if (message.kind === "act") {
      const done = self.acts[message.name]?.(message.args) ?? { ok: true, message: "Selesai." };
      return { kind: "acted", id: message.id, href: null, state: null, ...done };
    }
    const ids = { seq: message.seq, record: message.record, field: message.field };
    const refusal = self.refused[message.field];
    if (refusal) return { kind: "refused", ...ids, message: refusal };
    if (self.busy > 0) {
      self.busy -= 1;
      return { kind: "failed", ...ids, message: "Penyimpanan sedang sibuk." };
    }
    const standing = answerOf(message.record, message.field);
    if (standing.version !== message.base && standing.value !== message.value) return { kind: "conflict", ...ids, version: standing.version, value: standing.value, who: standing.who, at: standing.at };
    const answer = standing.value === message.value ? standing : store(message.record, message.field, message.value, "Siti Aminah");
    return { kind: "ack", ...ids, version: answer.version, at: answer.at ?? at(), live: structuredClone(self.live(state)), changes: taken() };
  }

  const self = {
    state, link, silent,
    refused: {}, busy: 0, acts: {}, loseAnswers: 0, deaf: false,
    live: (now) => now.live,
    /** Edits as they arrived, over reloads too. */
    get edits() { return kept.sent.filter((message) => message.kind === "edit"); },
    get sent() { return kept.sent; },
    value: (record, field) => answerOf(record, field).value,
    /** Somebody else saves; the page hears of it with the next answer. */
    other(record, field, value, told = true) {
      const answer = store(record, field, value, "Rina Wulandari");
      if (told) news.push({ record, field, ...answer });
    },
    say(message) { for (const listener of [...listeners]) listener(structuredClone(message)); },
    become(name) { link.state = name; link.dispatchEvent(new Event(name)); },
    model: {
      link,
      send(content) {
        if (self.deaf || (link && link.state !== "up")) return;
        const message = structuredClone(content);
        kept.sent.push(message);
        keep();
        const answer = answered(message);
        if (message.kind === "edit" && self.loseAnswers > 0) { self.loseAnswers -= 1; return; }
        setTimeout(() => self.say(answer), 15);
      },
      on: (name, listener) => listeners.add(listener),
      off: (name, listener) => listeners.delete(listener),
    },
  };
  return self;
}
