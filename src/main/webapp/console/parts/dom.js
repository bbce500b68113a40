// Elements without a single string of HTML: whatever a text holds, it stays a text.

const SVG = "http://www.w3.org/2000/svg";

/** An element; `properties` are attributes, or listeners when their names begin with "on". */
export function h(name, properties, ...children) {
  return filled(document.createElement(name), properties, children);
}

export function svg(name, properties, ...children) {
  return filled(document.createElementNS(SVG, name), properties, children);
}

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

// C0 and C1 controls but tab and line feed, and what turns the direction of a text around for what follows it
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const NAMES = { 0x1b: "ESC", 0x0d: "CR", 0x200b: "ZWSP", 0x200e: "LRM", 0x200f: "RLM", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF",
  0x202d: "LRO", 0x202e: "RLO", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM" };

/** A text as nodes, with the characters that nobody would see shown by their names. */
export function visible(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(CONTROLS)) {
    if (match.index > from) nodes.push(text.slice(from, match.index));
    const code = match[0].codePointAt(0);
    const name = NAMES[code] ?? "U+" + code.toString(16).toUpperCase().padStart(4, "0");
    nodes.push(h("span", { class: "control", title: "U+" + code.toString(16).toUpperCase().padStart(4, "0") }, name));
    from = match.index + match[0].length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

/** Says something to those who listen instead of looking. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}
