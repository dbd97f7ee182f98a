// Edits on their way: in memory and in the browser's storage until the store has answered.
// One edit of a field travels at a time; it is sent again unchanged until it is answered, so that
// an answer lost on the way never makes a conflict with oneself.

import { WORDS } from "./words.js";

const OUTBOX_PREFIX = "klik:";
const RESEND_MS = 4000;
const LATE_MS = 1500;
const MOST_LETTERS = 200000;

/** Keys of everything the outbox keeps in this browser. */
function storedKeys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(OUTBOX_PREFIX));
  } catch { return []; }
}

/** Forget what was not sent, of all accounts of this browser. */
export function clearOutbox() {
  for (const key of storedKeys()) {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }
}

/** How many edits wait in this browser. */
export function unsentCount() {
  let count = 0;
  for (const key of storedKeys()) {
    try { count += Object.keys(JSON.parse(localStorage.getItem(key))?.fields ?? {}).length; } catch { /* unreadable */ }
  }
  return count;
}

/**
 * @typedef {object} Entry one field's edits
 * @property {number} version what the page's text of this field is based on
 * @property {null|{seq: number, base: number, value: string|null, at: number, tries: number}} inflight sent, unanswered
 * @property {null|{base: number|null, value: string|null}} pending goes next; base null: upon what the answer says
 * @property {null|object} asked another's text stands there; nothing is sent until the person has chosen
 * @property {null|{value: string|null, message: string}} refused not saved and never sent again, kept for the person
 */

/**
 * The outbox of one page. Calls `told(event)` with {kind: "saved"|"conflict"|"refused"|"state"|"memory", …}.
 * @param {{send: (content: object) => void, told: (event: object) => void}} ends
 */
export function makeOutbox({ send, told }) {
  /** @type {Map<string, Entry>} */
  const fields = new Map();
  const tab = String(Math.floor(Math.random() * 1e12));
  let key = null;
  // Two views of one widget hear each other's answers, so that no two outboxes start at the same number.
  let seq = Date.now() * 1000 + Math.floor(Math.random() * 1000);
  let memoryTold = false;
  let isUp = false;
  let wait = RESEND_MS;
  let drains = [];

  const placeOf = (record, field) => `${record}\n${field}`;
  const isOpen = (entry) => Boolean(entry.inflight || entry.pending);

  function entryOf(record, field) {
    const place = placeOf(record, field);
    if (!fields.has(place)) fields.set(place, { record, field, version: 0, inflight: null, pending: null, asked: null, refused: null });
    return fields.get(place);
  }

  function keep() {
    if (!key) return;
    const open = {};
    for (const [place, { inflight, pending, refused }] of fields) {
      const short = refused && (refused.value ?? "").length <= MOST_LETTERS ? refused : null;
      if (inflight || pending || short) open[place] = { inflight, pending, refused: short };
    }
    try {
      if (Object.keys(open).length) localStorage.setItem(key, JSON.stringify({ seq, fields: open }));
      else localStorage.removeItem(key);
    } catch {
      if (!memoryTold) told({ kind: "memory" });
      memoryTold = true;
    }
  }

  function post(entry) {
    entry.inflight.at = Date.now();
    const { seq: number, base, value } = entry.inflight;
    send({ kind: "edit", seq: number, record: entry.record, field: entry.field, base, value });
  }

  function advance(entry) {
    if (entry.inflight || !entry.pending || entry.asked) return;
    seq += 1;
    entry.inflight = { seq, base: entry.pending.base ?? entry.version, value: entry.pending.value, at: 0, tries: 0 };
    entry.pending = null;
    keep();
    if (isUp) post(entry);
  }

  function report() {
    const open = [...fields.values()].filter(isOpen);
    const asks = open.filter((entry) => entry.asked).length;
    told({ kind: "state", unsent: open.length, asks, stuck: isUp && open.some(({ inflight }) => inflight && (inflight.tries > 0 || (inflight.at > 0 && Date.now() - inflight.at > LATE_MS))) });
    if (open.length > asks) return;
    for (const done of drains) done(asks ? "asks" : "sent");
    drains = [];
  }

  const timer = setInterval(() => {
    if (!isUp) return;
    let waits = false;
    for (const entry of fields.values()) {
      if (!entry.inflight) continue;
      waits = true;
      if (Date.now() - entry.inflight.at <= wait) continue;
      entry.inflight.tries += 1;
      post(entry);
    }
    if (waits) report();
  }, 500);

  function refuse(entry, value, message) {
    entry.pending = null;
    entry.refused = { value, message };
    keep();
    told({ kind: "refused", record: entry.record, field: entry.field, mine: value, message });
  }

  return {
    /** Take up what an earlier visit of this account left behind. */
    open(account, page) {
      if (key) return;
      const stem = `${OUTBOX_PREFIX}${account}:${page}:`;
      key = stem + tab;
      const found = storedKeys().filter((name) => name.startsWith(stem));
      for (const left of found) {
        try {
          const kept = JSON.parse(localStorage.getItem(left));
          seq = Math.max(seq, kept.seq ?? 0);
          for (const [place, open] of Object.entries(kept.fields ?? {})) {
            const entry = entryOf(...place.split("\n"));
            if (!isOpen(entry)) Object.assign(entry, { inflight: open.inflight, pending: open.pending, refused: open.refused ?? null });
          }
        } catch { /* unreadable: nothing to take up */ }
      }
      keep();
      if (!memoryTold) for (const left of found) try { localStorage.removeItem(left); } catch { /* it stays, and is asked about */ }
      report();
    },

    /** The version of the text that the page now shows; a field with something unsent keeps the one it was typed upon. */
    learn(record, field, version) {
      const entry = entryOf(record, field);
      if (!isOpen(entry)) entry.version = version;
    },

    /** The newest value not yet answered: {value} or null. */
    waiting(record, field) {
      const entry = fields.get(placeOf(record, field));
      return entry?.pending ?? (entry?.inflight ? { value: entry.inflight.value } : null);
    },

    /** The conflict a person has yet to settle, and the refusal that stands at a field; null where there is none. */
    asked: (record, field) => fields.get(placeOf(record, field))?.asked ?? null,
    refused: (record, field) => fields.get(placeOf(record, field))?.refused ?? null,

    /** Put an edit in; one that is too long is refused at once. */
    put(record, field, value) {
      const entry = entryOf(record, field);
      if (value !== null && value.length > MOST_LETTERS) {
        refuse(entry, value, WORDS.tooLong);
        report();
        return;
      }
      entry.refused = null;
      entry.pending = { value, base: entry.pending ? entry.pending.base : entry.inflight ? null : entry.version };
      keep();
      advance(entry);
      report();
    },

    /** Forget a refused text. */
    forget(record, field) {
      entryOf(record, field).refused = null;
      keep();
    },

    /** Settle a conflict: with `value` the person's choice is sent upon the version that stands, without it nothing is. */
    settle(record, field, version, value) {
      const entry = entryOf(record, field);
      Object.assign(entry, { version, asked: null, inflight: null, pending: value === undefined ? null : { value, base: version } });
      keep();
      advance(entry);
      report();
    },

    /** The link came up: everything open is sent at once. */
    up() {
      isUp = true;
      for (const entry of fields.values()) {
        if (entry.inflight) {
          entry.inflight.tries = 0;
          post(entry);
        } else advance(entry);
      }
      report();
    },

    down() { isUp = false; },

    /** An answer of the kernel; gives whether it was one to an edit. */
    heard(answer) {
      if (!["ack", "conflict", "refused", "failed"].includes(answer.kind) || answer.seq === undefined) return false;
      const entry = [...fields.values()].find((one) => one.inflight?.seq === answer.seq);
      if (!entry || (answer.record ?? entry.record) !== entry.record || (answer.field ?? entry.field) !== entry.field) return true;
      const sent = entry.inflight;
      if (answer.kind === "failed") {
        sent.tries += 1;
        wait = Math.min(wait * 1.5, 20000);
        report();
        return true;
      }
      wait = RESEND_MS;
      entry.inflight = null;
      const { record, field } = entry;
      if (answer.kind === "ack") {
        entry.version = answer.version;
        if (entry.pending) entry.pending.base = answer.version;
        keep();
        told({ kind: "saved", record, field, value: sent.value, version: answer.version, at: answer.at });
        advance(entry);
      } else if (answer.kind === "conflict") {
        entry.pending = { value: (entry.pending ?? sent).value, base: sent.base };  // asked again after a reload, never an overwriting
        entry.asked = { theirs: answer.value, version: answer.version, who: answer.who };
        keep();
        told({ kind: "conflict", record, field });
      } else if (entry.pending) {
        entry.pending.base = sent.base;
        advance(entry);
      } else refuse(entry, sent.value, answer.message);
      report();
      return true;
    },

    /** Wait until all is sent: "sent", "asks" where only a person's choice is missing, "late" after `limit` milliseconds. */
    drained(limit) {
      return new Promise((done) => {
        drains.push(done);
        setTimeout(() => done("late"), limit);
        report();
      });
    },

    unsent() { return [...fields.values()].some(isOpen); },

    /** The page is gone; what was not sent waits in the browser. */
    close() { clearInterval(timer); },
  };
}
