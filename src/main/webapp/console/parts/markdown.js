import { h, visible } from "./dom.js";

// The part of Markdown that people and models write most, as elements. What it does not know stays the text that it is: no HTML is
// taken over, and links go to the web or nowhere.

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const LONGEST = 200_000;

export function markdown(text) {
  if (text.length > LONGEST) return [h("pre", { class: "plain", dir: "auto" }, visible(text))];
  return blocks(text.split(/\r?\n/));
}

function blocks(lines) {
  const out = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    const fence = FENCE.exec(line);
    if (line.trim() === "") {
      at++;
    } else if (fence) {
      const close = new RegExp(`^ {0,3}${fence[1][0] === "`" ? "`" : "~"}{${fence[1].length},}\\s*$`);
      let end = at + 1;
      while (end < lines.length && !close.test(lines[end])) end++;
      out.push(code(lines.slice(at + 1, end).join("\n"), fence[2]));
      at = end + 1;
    } else if (/^ {0,3}#{1,6}\s+\S/.test(line)) {
      const [, marks, words] = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
      out.push(h("p", { class: "heading h" + marks.length, dir: "auto" }, inline(words)));
      at++;
    } else if (/^ {0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) {
      out.push(h("hr"));
      at++;
    } else if (/^ {0,3}>/.test(line)) {
      let end = at;
      while (end < lines.length && /^ {0,3}>/.test(lines[end])) end++;
      out.push(h("blockquote", null, blocks(lines.slice(at, end).map(l => l.replace(/^ {0,3}> ?/, "")))));
      at = end;
    } else if (ITEM.test(line)) {
      at = list(lines, at, out);
    } else if (isTable(lines, at)) {
      at = table(lines, at, out);
    } else {
      let end = at + 1;
      while (end < lines.length && lines[end].trim() !== "" && !FENCE.test(lines[end]) && !ITEM.test(lines[end])
          && !/^ {0,3}(#{1,6}\s|>)/.test(lines[end])) end++;
      out.push(h("p", { dir: "auto" }, inline(lines.slice(at, end).join("\n"))));
      at = end;
    }
  }
  return out;
}

export function code(text, language = "") {
  return h("pre", { class: "code", "data-language": language || null, tabindex: "0" }, h("code", null, visible(text)));
}

function list(lines, at, out) {
  const [, indent, mark] = ITEM.exec(lines[at]);
  const ordered = /\d/.test(mark);
  const element = h(ordered ? "ol" : "ul", ordered && parseInt(mark, 10) !== 1 ? { start: String(parseInt(mark, 10)) } : null);
  while (at < lines.length) {
    const item = ITEM.exec(lines[at]);
    if (!item || item[1].length !== indent.length || /\d/.test(item[2]) !== ordered) break;
    const inside = [item[3]];
    const depth = item[0].length - item[3].length;
    at++;
    while (at < lines.length && (/^\s+\S/.test(lines[at]) && lines[at].search(/\S/) > indent.length
        || lines[at].trim() === "" && at + 1 < lines.length && lines[at + 1].search(/\S/) > indent.length)) {
      inside.push(lines[at].slice(Math.min(depth, Math.max(0, lines[at].search(/\S/)))));
      at++;
    }
    const task = /^\[([ xX])\]\s+(.*)$/.exec(inside[0]);
    if (task) inside[0] = (task[1] === " " ? "☐ " : "☑ ") + task[2];
    const parts = blocks(inside);
    const tight = parts.length === 1 && parts[0].tagName === "P";
    element.append(h("li", { dir: "auto" }, tight ? [...parts[0].childNodes] : parts));
  }
  out.push(element);
  return at;
}

const cells = line => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map(cell => cell.trim().replace(/\\\|/g, "|"));

function isTable(lines, at) {
  return lines[at].includes("|") && at + 1 < lines.length && /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1])
    && lines[at + 1].includes("-");
}

function table(lines, at, out) {
  const head = cells(lines[at]);
  const rows = [];
  for (at += 2; at < lines.length && lines[at].includes("|"); at++) rows.push(cells(lines[at]));
  out.push(h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", null,
    h("thead", null, h("tr", null, head.map(cell => h("th", { scope: "col", dir: "auto" }, inline(cell))))),
    h("tbody", null, rows.map(row => h("tr", null, row.map(cell => h("td", { dir: "auto" }, inline(cell)))))))));
  return at;
}

const INLINE = /(`+)([\s\S]*?[^`])\1(?!`)|\*\*([^\s*](?:[\s\S]*?[^\s*])?)\*\*|(?<![\w*])[*_]([^\s*_](?:[^*_]*[^\s*_])?)[*_](?!\w)|~~([^~]+)~~|\[([^\]\n]{1,500})\]\(([^()\s]{1,2000})\)|(https?:\/\/[^\s<>"'`]{1,2000}[^\s<>"'`.,;:!?)\]])/g;

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(visible(text.slice(from, match.index)));
    const [whole, , codeText, strong, emphasis, struck, words, target, bare] = match;
    if (codeText !== undefined) nodes.push(h("code", null, visible(codeText)));
    else if (strong !== undefined) nodes.push(h("strong", null, inline(strong)));
    else if (emphasis !== undefined) nodes.push(h("em", null, inline(emphasis)));
    else if (struck !== undefined) nodes.push(h("del", null, inline(struck)));
    else nodes.push(link(words ?? bare, target ?? bare, whole));
    from = match.index + whole.length;
  }
  nodes.push(visible(text.slice(from)));
  return nodes;
}

function link(words, target, whole) {
  if (!/^(https?:\/\/|mailto:)/i.test(target)) return h("span", null, visible(whole));
  return h("a", { href: target, rel: "noopener noreferrer nofollow", target: "_blank", title: target }, visible(words));
}
