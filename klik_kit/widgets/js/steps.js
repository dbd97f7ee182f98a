// One section at a time, each with its address, behind a list of them all; a wide screen keeps the list beside it.
import { WORDS } from "./words.js";
import { make, toTop } from "./dom.js";

/**
 * Set sections behind a task list. Sections without a title stand before the list.
 * @param {{id: string, title: string, element: HTMLElement}[]} sections
 * @returns {{element: HTMLElement, show: (moved: boolean) => void, tags: Map<string, HTMLElement>}}
 */
export function makeSteps(sections) {
  const tags = new Map();
  const links = [];
  const lead = sections.filter((section) => !section.title);
  const listed = sections.filter((section) => section.title);
  const rows = listed.map((section) => {
    const tag = make("span", { class: "klik-label" });
    tags.set(section.id, tag);
    const link = make("a", { href: `#${section.id}` }, section.title);
    links.push(link);
    return make("li", {}, link, tag);
  });
  const tasks = make("div", { id: "klik-tugas" }, make("h2", {}, WORDS.tasks), make("ol", { class: "klik-tugas" }, ...rows));
  listed.forEach((section, at) => {
    const last = at === listed.length - 1;
    section.element.append(make("p", { class: "klik-tombol-deret klik-langkah" },
      make("a", { href: at ? `#${listed[at - 1].id}` : "#", class: "klik-tombol klik-sekunder" }, WORDS.back),
      make("a", { href: last ? "#" : `#${listed[at + 1].id}`, class: "klik-tombol" }, last ? WORDS.toList : WORDS.next)));
  });

  const side = make("div", { class: "klik-tepi" }, ...lead.map(({ element }) => element), tasks);
  const whole = make("div", { class: "klik-berlangkah" }, side, make("div", { class: "klik-utama" }, ...listed.map(({ element }) => element)));
  for (const { element } of lead) element.classList.add("klik-depan");

  function show(moved) {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const at = listed.findIndex((section) => section.id === wanted);
    whole.classList.toggle("klik-di-bagian", at >= 0);
    listed.forEach(({ element }, nth) => {
      element.hidden = nth !== at;
      if (nth === at) links[nth].setAttribute("aria-current", "step");
      else links[nth].removeAttribute("aria-current");
    });
    if (!moved) return;
    if (at >= 0) {
      const title = listed[at].element.querySelector("h2");
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    }
    toTop(whole);
  }

  show(false);
  return { element: whole, show, tags };
}
