// The page in JupyterLab: its links stay in the notebook, and its files come over the kernel's own wire.
import { renderForm } from "./form.js";
import { toTop } from "./dom.js";

const PAGE = /^\/isi\/[a-z_]+(\/[^/#?]+)?(#\w+)?$/;
const FILE = /^\/(bukti|unduh)\//;
const MOST_EMPTY = 9;

/** Draw a page into an output area; a link to another page shows that page in its place. */
export function renderInLab({ model, el }) {
  const kept = `klik:${location.pathname}`;
  let page = renderForm({ model, el, go });
  let gone = 0;
  let here = "";  // the address of the page that stands here; empty: the notebook's own

  /** An entry of the browser's history knows its page, so that going back leads there and not out of Lab. */
  const entry = () => ({ ...history.state, klik: here });

  async function go(href) {
    if (FILE.test(href)) {
      model.send({ kind: "file", href });
      return;
    }
    if (!PAGE.test(href) || !(await page.settled())) return;
    const [path, part] = href.split("#");
    turn(path);
    history.pushState(entry(), "", part ? `#${part}` : location.pathname + location.search);
  }

  function turn(path) {
    page.end();
    here = path;
    sessionStorage.setItem(kept, path);
    gone += 1;
    model.send({ kind: "go", href: path, id: `g${gone}` });
  }

  /** Back or forward: to the page of that entry, once all that was typed here is saved. */
  async function moved() {
    const to = history.state?.klik;
    if (to === undefined) history.replaceState(entry(), "");  // a new entry: a part of the page that stands here
    else if (to !== here) {
      if (await page.settled()) turn(to);
      else history.pushState(entry(), "", location.pathname + location.search);
    }
  }

  /** What was still on its way for the page before must not reach the next one: it is drawn when the kernel has turned. */
  function turned() {
    page = renderForm({ model, el, go });
    toTop(el);
  }

  function clicked(event) {
    const link = event.target.closest?.("a[href]");
    const href = link?.getAttribute("href") ?? "";
    if (!PAGE.test(href) && !FILE.test(href)) return;
    event.preventDefault();
    event.stopPropagation();
    go(href);
  }

  /** The kernel has turned to another page; or it sent a file, which goes to the downloads and is never shown in the page. */
  function receive(content, buffers) {
    if (content?.id === `g${gone}`) turned();
    if (content?.kind !== "file") return;
    if (!buffers?.length) {
      page.tell(content.message ?? "", false);
      return;
    }
    const address = URL.createObjectURL(new Blob([buffers[0]], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = content.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  /** JupyterLab adds empty entries whenever it is loaded again; from above them, Back would need a press for each. */
  function land(steps) {
    if (life.signal.aborted) return;
    if (steps && history.state?.klik === undefined) {
      addEventListener("popstate", () => land(steps - 1), { once: true });
      history.back();
    } else {
      history.replaceState(entry(), "");
      addEventListener("popstate", moved, { signal: life.signal });
    }
  }

  const life = new AbortController();
  el.addEventListener("click", clicked, true);
  model.on("msg:custom", receive);
  const before = sessionStorage.getItem(kept);
  if (before && PAGE.test(before)) turn(before);
  const again = before && performance.getEntriesByType("navigation")[0]?.type === "reload";
  land(again ? MOST_EMPTY : 0);
  return () => {
    life.abort();
    el.removeEventListener("click", clicked, true);
    model.off("msg:custom", receive);
    page.end();
  };
}
