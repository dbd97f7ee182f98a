// The page in JupyterLab: its links stay in the notebook, and its files come over the kernel's own wire.
import { renderForm } from "./form.js";

const PAGE = /^\/isi\/[a-z_]+(\/[^/#?]+)?(#\w+)?$/;
const FILE = /^\/(bukti|unduh)\//;

/** Draw a page into an output area; a link to another page shows that page in its place. */
export function renderInLab({ model, el }) {
  const kept = `klik:${location.pathname}`;
  let page = renderForm({ model, el, go });

  async function go(href) {
    if (FILE.test(href)) {
      model.send({ kind: "file", href });
      return;
    }
    if (!PAGE.test(href) || !(await page.settled())) return;
    const [path, part] = href.split("#");
    page.end();
    sessionStorage.setItem(kept, path);
    history.replaceState(null, "", part ? `#${part}` : location.pathname + location.search);
    model.send({ kind: "go", href: path });
    page = renderForm({ model, el, go });
    scrollIntoView();
  }

  function scrollIntoView() {
    el.closest(".jp-WindowedPanel-outer, .jp-Notebook")?.scrollTo(0, 0);
  }

  function clicked(event) {
    const link = event.target.closest?.("a[href]");
    const href = link?.getAttribute("href") ?? "";
    if (!PAGE.test(href) && !FILE.test(href)) return;
    event.preventDefault();
    event.stopPropagation();
    go(href);
  }

  /** A file that the kernel sent goes to the downloads; it is never shown in the page. */
  function receive(content, buffers) {
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

  el.addEventListener("click", clicked, true);
  model.on("msg:custom", receive);
  const before = sessionStorage.getItem(kept);
  if (before && PAGE.test(before)) go(before);
  return () => {
    el.removeEventListener("click", clicked, true);
    model.off("msg:custom", receive);
    page.end();
  };
}
