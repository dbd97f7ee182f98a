// What all pictures are drawn with: text in lines, and a frame with a name.
import { draw, freshId } from "./dom.js";

/** A text broken into at most three lines of some letters; what does not fit ends in an ellipsis. */
export function lines(text, width) {
  const found = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && (line + " " + word).length > width) { found.push(line); line = word; }
    else line = line ? `${line} ${word}` : word;
  }
  if (line) found.push(line);
  return found.slice(0, 3).map((one, at, all) => (at === 2 && found.length > all.length ? `${one}…` : one.length > width + 6 ? `${one.slice(0, width + 5)}…` : one));
}

/** Lines of text, one below the other. */
export function textLines(parts, x, y, attributes) {
  return draw("text", { x, y, ...attributes }, ...parts.map((part, at) => {
    const span = draw("tspan", { x, dy: at ? 17 : 0 });
    span.textContent = part;
    return span;
  }));
}

/** A picture with its name for those who do not see it. */
export function framed(title, width, height, ...children) {
  const id = freshId("gambar");
  const name = draw("title", { id });
  name.textContent = title;
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, class: "klik-gambar", role: "img", "aria-labelledby": id }, name, ...children);
}
