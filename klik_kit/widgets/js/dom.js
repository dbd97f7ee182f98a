// Making elements: text only ever goes in as text.

/**
 * An element with attributes and children; strings become text nodes, null is left out.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `on…` are listeners, `class` the class, booleans set or leave out
 * @param {...(Node|string|null|undefined)} children
 */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  dress(element, attributes);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** The same for SVG. */
export function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  dress(element, attributes);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A link to another page. */
export const linkTo = (href, label, kind) => make("a", { href, class: kind }, label);

/** A link to a file, in a tab that closes when the file comes; where it cannot come that tab says why, and this page stays. */
export const fileLink = (href, label, kind) => make("a", { href, target: "_blank", rel: "noopener", class: kind }, label);

function dress(element, attributes) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

let klikIds = 0;

/** An id that no other element of the page has. */
export function freshId(stem) {
  klikIds += 1;
  return `klik-${stem.replace(/[^\w-]/g, "-")}-${klikIds}`;
}

/** Words of a text, split at white space as the rubric counts them. */
export function countWords(text) {
  return text.trim() ? text.trim().split(/\s+/).length : 0;
}

/** Put a text on the clipboard; gives whether that worked. Plain http has no `navigator.clipboard`. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* the old way */ }
  const area = make("textarea", { value: text, "aria-hidden": "true", style: "position: fixed; opacity: 0" });
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}

/** Show a page from its top; a notebook scrolls by itself, not with the window. */
export function toTop(element) {
  scrollTo(0, 0);
  element.closest(".jp-WindowedPanel-outer, .jp-Notebook")?.scrollTo(0, 0);
}
