// Edits on their way: in memory and in the browser's storage until the store has answered.
// One edit of a field travels at a time; it is sent again unchanged until it is answered, so that
// an answer lost on the way never makes a conflict with oneself.

const OUTBOX_PREFIX = "klik:";
const RESEND_MS = 4000;
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
 * The outbox of one page. Calls `told(event)` with {kind: "saved"|"conflict"|"refused"|"state", …}.
 * @param {{send: (content: object) => void, told: (event: object) => void}} ends
 */
export function makeOutbox({ send, told }) {
  /** @type {Map<string, {record: string, field: string, version: number, inflight: null|{seq: number, base: number, value: string|null, at: number}, pending: null|{value: string|null}, stopped: boolean}>} */
  const fields = new Map();
  let key = null;
  let seq = 0;
  let memoryOnly = false;
  let isUp = false;
  let wait = RESEND_MS;

  const placeOf = (record, field) => `${record}\n${field}`;

  function entryOf(record, field) {
    const place = placeOf(record, field);
    if (!fields.has(place)) fields.set(place, { record, field, version: 0, inflight: null, pending: null, stopped: false });
    return fields.get(place);
  }

  function keep() {
    if (!key || memoryOnly) return;
    const open = {};
    for (const [place, entry] of fields) {
      if (entry.inflight || entry.pending) open[place] = { inflight: entry.inflight, pending: entry.pending };
    }
    try {
      if (Object.keys(open).length) localStorage.setItem(key, JSON.stringify({ seq, fields: open }));
      else localStorage.removeItem(key);
    } catch {
      memoryOnly = true;
      told({ kind: "memory" });
    }
  }

  function post(entry) {
    entry.inflight.at = Date.now();
    const { seq: number, base, value } = entry.inflight;
    send({ kind: "edit", seq: number, record: entry.record, field: entry.field, base, value });
  }

  function advance(entry) {
    if (!entry.inflight && entry.pending && !entry.stopped) {
      seq += 1;
      entry.inflight = { seq, base: entry.pending.base ?? entry.version, value: entry.pending.value, at: 0 };
      entry.pending = null;
      keep();
      if (isUp) post(entry);
    }
  }

  function report() {
    told({ kind: "state", unsent: [...fields.values()].filter((entry) => entry.inflight || entry.pending).length });
  }

  setInterval(() => {
    if (!isUp) return;
    for (const entry of fields.values()) if (entry.inflight && Date.now() - entry.inflight.at > wait) post(entry);
  }, 1000);

  return {
    /** Take up what an earlier visit of this account left behind. */
    open(account, page) {
      if (key) return;
      const stem = `${OUTBOX_PREFIX}${account}:${page}:`;
      let tab = null;
      try {
        tab = sessionStorage.getItem("klik-tab");
        if (!tab) {
          tab = String(Math.floor(Math.random() * 1e12));
          sessionStorage.setItem("klik-tab", tab);
        }
      } catch { tab = "0"; }
      key = stem + tab;
      for (const left of storedKeys().filter((name) => name.startsWith(stem))) {
        try {
          const kept = JSON.parse(localStorage.getItem(left));
          seq = Math.max(seq, kept.seq ?? 0);
          for (const [place, open] of Object.entries(kept.fields ?? {})) {
            const [record, field] = place.split("\n");
            const entry = entryOf(record, field);
            if (!entry.inflight && !entry.pending) Object.assign(entry, { inflight: open.inflight, pending: open.pending });
          }
          if (left !== key) localStorage.removeItem(left);
        } catch { /* unreadable: nothing to take up */ }
      }
      keep();
      report();
    },

    /** The version that stands in the store, as the page learned it. */
    learn(record, field, version) {
      const entry = entryOf(record, field);
      if (version > entry.version) entry.version = version;
    },

    /** The newest value not yet answered: {value} or null. */
    waiting(record, field) {
      const entry = fields.get(placeOf(record, field));
      return entry?.pending ?? (entry?.inflight ? { value: entry.inflight.value } : null);
    },

    /** Put an edit in; gives false where it is too long to be kept. */
    put(record, field, value) {
      if (value !== null && value.length > MOST_LETTERS) return false;
      const entry = entryOf(record, field);
      entry.stopped = false;
      entry.pending = { value, base: entry.pending?.base };
      keep();
      advance(entry);
      report();
      return true;
    },

    /** Settle a conflict: with `value` the person's choice is sent upon the version that stands, without it nothing is. */
    settle(record, field, version, value) {
      const entry = entryOf(record, field);
      entry.version = version;
      entry.stopped = false;
      entry.inflight = null;
      entry.pending = value === undefined ? null : { value };
      keep();
      advance(entry);
      report();
    },

    /** The link came up: everything open is sent at once. */
    up() {
      isUp = true;
      for (const entry of fields.values()) {
        if (entry.inflight) post(entry);
        else advance(entry);
      }
    },

    down() { isUp = false; },

    /** An answer of the kernel; gives whether it was one to an edit. */
    heard(answer) {
      if (!["ack", "conflict", "refused", "failed"].includes(answer.kind) || answer.seq === undefined) return false;
      const entry = [...fields.values()].find((one) => one.inflight?.seq === answer.seq);
      if (!entry) return true;
      const sent = entry.inflight;
      if (answer.kind === "failed") {
        wait = Math.min(wait * 1.5, 20000);
        report();
        return true;
      }
      wait = RESEND_MS;
      entry.inflight = null;
      if (answer.kind === "ack") {
        entry.version = Math.max(entry.version, answer.version);
        advance(entry);
        keep();
        told({ kind: "saved", record: entry.record, field: entry.field, value: sent.value, at: answer.at });
      } else if (answer.kind === "conflict") {
        entry.stopped = true;
        const mine = entry.pending ? entry.pending.value : sent.value;
        entry.pending = { value: mine, base: sent.base };  // the same question again after a reload, never an overwriting
        keep();
        told({ kind: "conflict", record: entry.record, field: entry.field, mine, theirs: answer.value, version: answer.version, who: answer.who });
      } else {
        const mine = entry.pending ? entry.pending.value : sent.value;
        entry.pending = null;
        keep();
        told({ kind: "refused", record: entry.record, field: entry.field, mine, message: answer.message });
      }
      report();
      return true;
    },

    unsent() { return [...fields.values()].some((entry) => entry.inflight || entry.pending); },
  };
}
