// The forms' page: speaks to its kernel over one websocket, and never gives it up.
// Kernels, sockets and servers are disposable: a lost one is replaced behind the form's back, and
// the form's outbox sends again what was not answered.
import { renderForm } from "./form.js";
import { clearOutbox, unsentCount } from "./outbox.js";
import { WORDS } from "./words.js";

const HANDSHAKE_MS = 400;
const CONNECT_MS = 6000;
const RETRY_MS = 2000;
const PROBE_MS = 5000;
const REVIVE_MOST_MS = 30000;
const CLOSED_REST = 4410;
const WAKING = ["pointerdown", "keydown", "input"];

/** A short random text; works on plain http, where crypto.randomUUID does not exist. */
function randomText() {
  const bytes = new Uint8Array(12);
  crypto.getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** fetch with a time limit. */
async function fetched(address, options) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PROBE_MS);
  try {
    return await fetch(address, { credentials: "same-origin", cache: "no-store", ...options, signal: control.signal });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The connection to a kernel's widget, whichever kernel serves the page now. Events: "up", "down",
 * "rest" (nobody used the page), "out" (the login ended). `state` is the last of them.
 */
class KernelLink extends EventTarget {
  constructor(kernel, model, receive) {
    super();
    this.kernel = kernel;
    this.model = model;
    this.receive = receive;
    this.state = "down";
    this.session = randomText();
    this.socket = null;
    this.count = 0;
    this.ended = false;
    this.awake = false;
    this.notBefore = 0;
    this.patience = RETRY_MS;
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
    setInterval(() => this.hurry(), RETRY_MS);
    this.connect();
  }

  become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event(state));
  }

  /** Try again now, unless a connection stands or is being made. */
  hurry() {
    if (!this.ended && !this.socket && !this.busy) this.connect();
  }

  /** The form heard nothing for too long: the socket may be dead without knowing it. */
  suspect() {
    this.drop();
    this.hurry();
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    clearInterval(this.shaking);
    clearTimeout(this.limit);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
      try { socket.close(); } catch { /* it was never open */ }
    }
    if (this.state === "up") this.become("down");
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/kernels/${this.kernel}/channels?session_id=${this.session}`);
    this.socket = socket;
    this.limit = setTimeout(() => this.socket === socket && this.state !== "up" && this.lost(), CONNECT_MS);
    socket.onopen = () => {
      const shake = () => this.post({ kind: "ping", id: "sambung" });
      shake();
      this.shaking = setInterval(shake, HANDSHAKE_MS);
    };
    socket.onmessage = (event) => this.heard(event);
    socket.onclose = (event) => event.code === CLOSED_REST ? this.rest() : this.lost();
  }

  heard(event) {
    let message;
    try { message = JSON.parse(event.data); } catch { return; }
    if (message.header?.msg_type !== "comm_msg" || message.content?.comm_id !== this.model) return;
    const data = message.content.data;
    if (data?.method !== "custom") return;
    if (this.state !== "up") {
      clearInterval(this.shaking);
      clearTimeout(this.limit);
      this.patience = RETRY_MS;
      this.awake = false;
      this.become("up");
    }
    if (data.content.id !== "sambung") this.receive(data.content);
  }

  /** The socket is gone: find out what else is. */
  async lost() {
    this.drop();
    this.become("down");
    if (this.busy || this.ended) return;
    this.busy = true;
    try {
      const answer = await fetched(`/halaman/${this.kernel}/keadaan`);
      if (answer.status === 401) this.out();
      else if (answer.status === 410 && !this.awake) this.rest();
      else if ((answer.status === 404 || answer.status === 410) && this.mayRevive()) await this.revive();
    } catch { /* no network or no server: the timer tries again */ } finally {
      this.busy = false;
    }
  }

  /** Let some time pass before the next new kernel, more each time, until one has answered. */
  mayRevive() {
    if (Date.now() < this.notBefore) return false;
    this.notBefore = Date.now() + this.patience;
    this.patience = Math.min(this.patience * 2, REVIVE_MOST_MS);
    return true;
  }

  /** Let the server start this page anew, and go on with the new kernel; the page itself stays. */
  async revive() {
    const answer = await fetched(location.pathname + location.search, { redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.out();
    if (answer.status === 503 && answer.headers.has("Retry-After")) {
      this.notBefore = Date.now() + 1000 * Number(answer.headers.get("Retry-After"));
      this.patience = RETRY_MS;
    }
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("klik");
    if (!page?.dataset.kernel) return;
    this.kernel = page.dataset.kernel;
    this.model = page.dataset.model;
    this.busy = false;
    this.connect();
  }

  out() {
    this.ended = true;
    this.become("out");
  }

  /** The server let the page rest because nobody used it: it goes on when the person does, not by itself. */
  rest() {
    this.drop();
    this.ended = true;
    this.become("rest");
    const wake = () => {
      for (const kind of WAKING) removeEventListener(kind, wake, true);
      this.ended = false;
      this.awake = true;
      this.notBefore = 0;
      this.become("down");
      this.lost();
    };
    for (const kind of WAKING) addEventListener(kind, wake, { capture: true });
  }

  /** Send one message to the widget; what is sent while the link is down is not kept here. */
  post(content) {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.count += 1;
    this.socket.send(JSON.stringify({
      header: { msg_id: `${this.session}-${this.count}`, msg_type: "comm_msg", session: this.session, username: "", date: new Date().toISOString(), version: "5.3" },
      parent_header: {}, metadata: {}, channel: "shell", buffers: [],
      content: { comm_id: this.model, data: { method: "custom", content } },
    }));
  }
}

/** Start the page in the element that the server filled in. */
export function startPage(root) {
  const listeners = new Set();
  const link = new KernelLink(root.dataset.kernel, root.dataset.model, (content) => {
    for (const listener of listeners) listener(content);
  });
  const model = {
    link,
    send: (content) => link.post(content),
    on: (name, listener) => name === "msg:custom" && listeners.add(listener),
    off: (name, listener) => listeners.delete(listener),
    get: () => undefined,
  };
  addEventListener("pagehide", (event) => {
    if (event.persisted) return;
    const body = new FormData();
    body.set("_xsrf", /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "");
    navigator.sendBeacon(`/halaman/${link.kernel}/tutup`, body);
  });
  renderForm({ model, el: root });
}

/** The page of leaving: say what was not sent yet, and empty what the browser keeps. */
function startLeaving(form) {
  const left = unsentCount();
  if (left) {
    document.getElementById("klik-sisa").textContent =
      `Masih ada ${left} isian yang belum terkirim. Kembali ke beranda untuk mengirimnya; bila keluar sekarang, isian itu dihapus dari peramban ini.`;
  }
  form.addEventListener("submit", () => clearOutbox());
}

/** The page of waiting for one's turn: ask for the place now and then, and open the form when it comes. */
function startWaiting(root) {
  const place = document.getElementById("klik-tempat");
  const ask = async () => {
    let wait = RETRY_MS;
    try {
      const answer = await fetched(root.dataset.ask, { redirect: "manual" });
      if (answer.status === 401 || answer.type === "opaqueredirect") return location.reload();
      if (answer.ok) {
        const turn = await answer.json();
        if (turn.now) return location.reload();
        place.textContent = WORDS.turn(turn.place, turn.full);
        wait = 1000 * turn.seconds;
      }
    } catch {
      place.textContent = WORDS.turnUnknown;
    }
    setTimeout(ask, wait);
  };
  setTimeout(ask, 1000 * Number(root.dataset.seconds));
}

const klikWaiting = document.getElementById("klik-giliran");
if (klikWaiting) startWaiting(klikWaiting);
const klikLeaving = document.getElementById("klik-keluar");
if (klikLeaving) startLeaving(klikLeaving);
const klikRoot = document.getElementById("klik");
if (klikRoot?.dataset.model) {
  document.getElementById("klik-tunggu")?.remove();
  startPage(klikRoot);
}
