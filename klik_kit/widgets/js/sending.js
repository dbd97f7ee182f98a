// A file on its way: by HTTP where a server takes it, else in parts over the page's own wire, each answered before the next.
// What a page had on its wire when it went waits in the window, so that the page drawn in its place goes on with it.

const PART_BYTES = 262144;
const ANSWER_MS = 5000;
const PATIENCE_MS = 90000;
const MOST_ANEW = 5;
const LEFT = (globalThis.klikKiriman ??= new Map());

/**
 * @typedef {{record: string, place: string, name: string, parts: number[], number: string, date: string}} Told
 * @typedef {{progress: (percent: number) => void, done: (answer: object|null) => void}} Ends `done(null)`: broken off
 */

/** Send a file to the server; gives the way to stop it. */
export function sendByHttp(/** @type {Blob} */ body, /** @type {Told} */ told, /** @type {Ends} */ ends) {
  const request = new XMLHttpRequest();
  request.open("POST", `/bukti/${encodeURIComponent(told.record)}/${told.place}`);
  const headers = { "X-XSRFToken": /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "", "X-Nama": encodeURIComponent(told.name), "X-Nomor": encodeURIComponent(told.number), "X-Tanggal": encodeURIComponent(told.date), "Content-Type": "application/octet-stream" };
  if (told.parts.length) headers["X-Bagian"] = told.parts.join(",");
  for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
  request.upload.onprogress = (event) => event.lengthComputable && ends.progress(Math.round((event.loaded / event.total) * 100));
  request.onloadend = () => {
    let answer = null;
    try { answer = JSON.parse(request.responseText); } catch { /* broken off */ }
    ends.done(answer);
  };
  request.send(body);
  return { abort: () => request.abort() };
}

/** Take over what a page that went had on its way to a place: `{body, told}`, or nothing. */
export function takeLeft(record, place) {
  const where = `${record}/${place}`;
  const left = LEFT.get(where);
  LEFT.delete(where);
  return left;
}

/**
 * The wire of one page. A part that is not answered is sent again; a kernel that knows nothing of it
 * is sent everything again.
 * @param {(content: object, buffers?: ArrayBuffer[]) => void} post
 */
export function makeWire(post) {
  const open = new Map();
  const names = new WeakMap();

  function send(/** @type {Blob} */ body, /** @type {Told} */ told, /** @type {Ends} */ ends) {
    const upload = names.get(body) ?? Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    let count = 0;
    let anew = 0;
    let heardAt = Date.now();
    let timer = null;
    names.set(body, upload);

    function close() {
      clearTimeout(timer);
      open.delete(upload);
    }

    function end(answer) {
      close();
      if (answer) names.delete(body);
      ends.done(answer);
    }

    async function step(content, from, to) {
      count += 1;
      const id = `${upload}-${count}`;
      let buffers;
      try {
        if (to > from) buffers = [await body.slice(from, to).arrayBuffer()];
      } catch { return end(null); }  // the file is gone, or was changed meanwhile
      const again = () => {
        if (!open.has(upload)) return;
        if (Date.now() - heardAt > PATIENCE_MS) return end(null);
        post({ kind: "upload", upload, id, ...content }, buffers);
        timer = setTimeout(again, ANSWER_MS);
      };
      again();
    }

    function heard(answer) {
      if (answer.id !== `${upload}-${count}`) return;  // an answer to what was sent twice
      clearTimeout(timer);
      heardAt = Date.now();
      if (answer.lost && anew < MOST_ANEW) {
        anew += 1;
        begin();
      } else if (!answer.ok || answer.done) end(answer);
      else {
        ends.progress(Math.round((answer.at / body.size) * 100));
        if (answer.at < body.size) step({ step: "part", at: answer.at }, answer.at, Math.min(answer.at + PART_BYTES, body.size));
        else step({ step: "end", name: told.name, parts: told.parts, number: told.number, date: told.date });
      }
    }

    const begin = () => step({ step: "begin", record: told.record, place: told.place, size: body.size });
    open.set(upload, {
      heard,
      leave() {
        close();
        LEFT.set(`${told.record}/${told.place}`, { body, told });
      },
    });
    begin();
    return {
      abort() {
        post({ kind: "upload", upload, id: `${upload}-x`, step: "stop" });
        names.delete(body);
        end(null);
      },
    };
  }

  return {
    send,
    heard: (answer) => open.get(answer.upload)?.heard(answer),
    /** The page is gone; what is on its way is begun again by the page that is drawn in its place. */
    leave() { for (const one of [...open.values()]) one.leave(); },
  };
}
