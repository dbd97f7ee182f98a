// One section at a time, each with its address, behind a list of them all.
import { WORDS } from "./words.js";
import { make } from "./dom.js";

/**
 * Set sections behind a task list. Sections without a title stand before the list.
 * @param {{id: string, title: string, element: HTMLElement}[]} sections
 * @returns {{elements: HTMLElement[], show: (moved: boolean) => void, tags: Map<string, HTMLElement>}}
 */
export function makeSteps(sections) {
  const tags = new Map();
  const lead = sections.filter((section) => !section.title);
  const listed = sections.filter((section) => section.title);
  const rows = listed.map((section) => {
    const tag = make("span", { class: "klik-label" });
    tags.set(section.id, tag);
    return make("li", {}, make("a", { href: `#${section.id}` }, section.title), tag);
  });
  const tasks = make("div", { id: "klik-tugas" }, make("h2", {}, WORDS.tasks), make("ol", { class: "klik-tugas" }, ...rows));
  listed.forEach((section, at) => {
    const last = at === listed.length - 1;
    section.element.append(make("p", { class: "klik-tombol-deret klik-langkah" },
      make("a", { href: at ? `#${listed[at - 1].id}` : "#", class: "klik-tombol klik-sekunder" }, WORDS.back),
      make("a", { href: last ? "#" : `#${listed[at + 1].id}`, class: "klik-tombol" }, last ? WORDS.toList : WORDS.next)));
  });

  function show(moved) {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const at = listed.findIndex((section) => section.id === wanted);
    tasks.hidden = at >= 0;
    for (const { element } of lead) element.hidden = at >= 0;
    listed.forEach(({ element }, nth) => { element.hidden = nth !== at; });
    if (!moved) return;
    if (at >= 0) {
      const title = listed[at].element.querySelector("h2");
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    }
    scrollTo(0, 0);
  }

  show(false);
  return { elements: [...lead.map(({ element }) => element), tasks, ...listed.map(({ element }) => element)], show, tags };
}
