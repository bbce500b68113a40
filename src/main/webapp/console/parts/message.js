import { h, visible } from "./dom.js";
import { clock, number, plural } from "./format.js";
import { code, markdown } from "./markdown.js";

const FOLDED_LINES = 14;
const FOLDED_CHARACTERS = 1600;

/** One message of a conversation, as a person reads it. */
export function message(of) {
  const parts = content(of);
  return h("article", { class: "message " + of.role, id: "turn-" + of.turn, tabindex: "-1", "aria-label": `Turn ${of.turn}, ${of.role}` },
    h("header", null,
      h("a", { class: "turn", href: `#turn=${of.turn}`, "data-turn": of.turn, title: "Link to this turn" }, of.turn),
      h("span", { class: "role " + of.role }, of.role),
      of.author ? h("span", { class: "author", dir: "auto" }, visible(of.author)) : null,
      clock(of.created_at)),
    h("div", { class: "body" }, parts));
}

function content(of) {
  const blocks = blocksOf(of);
  if (blocks) return blocks.map(block => blockOf(block, of.role));
  return [text(typeof of.content === "string" ? of.content : JSON.stringify(of.content), of.role)];
}

// an array of content blocks, as it was stored, or as the rows of a Claude Code transcript have it
function blocksOf(of) {
  if (Array.isArray(of.content)) return of.content;
  const blocks = ofRows(of.metadata?.rows ?? [of.metadata?.row]);
  return blocks.length > 0 ? blocks : null;
}

// an answer may be spread over several rows, of which some say once more what one before has said
function ofRows(rows) {
  const said = new Set();
  return rows.flatMap(row => {
    const content = row?.message?.content;
    const fresh = (Array.isArray(content) ? content : []).filter(block => !said.has(JSON.stringify(block)));
    fresh.forEach(block => said.add(JSON.stringify(block)));
    return fresh;
  });
}

function blockOf(block, role) {
  switch (block?.type) {
    case "text":
      return text(block.text ?? "", role);
    case "thinking":
      return fold("Thinking", words(block.thinking), h("div", { class: "markdown" }, markdown(block.thinking ?? "")), "thinking");
    case "tool_use":
      return fold(block.name ?? "tool", summary(block.input), input(block.input), "call");
    case "tool_result":
      return fold(block.is_error ? "Failed" : "Result", words(resultText(block)), plain(resultText(block)), block.is_error ? "output bad" : "output");
    case "image":
    case "audio":
      return h("p", { class: "aside" }, `${block.type} · ${block.mimeType ?? block.source?.media_type ?? "unknown type"}`);
    case "resource_link":
      return h("p", { class: "aside", dir: "auto" }, "Link to ", h("code", null, visible(block.uri ?? "")));
    default:
      return fold(String(block?.type ?? "block"), "", code(JSON.stringify(block, null, 2), "json"), "call");
  }
}

function text(of, role) {
  if (role === "tool" || /^\s*[[{]/.test(of) && isJson(of)) return long(of, plain(pretty(of)));
  return h("div", { class: "markdown" }, markdown(of));
}

function long(of, element) {
  const lines = of.split("\n", FOLDED_LINES + 1).length;
  return lines > FOLDED_LINES || of.length > FOLDED_CHARACTERS ? fold("Output", words(of), element, "output") : element;
}

/** Something that most readers pass over: one line until it is opened. */
function fold(name, hint, element, kind) {
  return h("details", { class: "fold " + kind }, h("summary", null, h("span", { class: "name", dir: "auto" }, visible(name)), " ",
    h("span", { class: "hint", dir: "auto" }, visible(hint))), element);
}

function input(of) {
  const keys = Object.keys(of ?? {});
  const only = keys.find(key => typeof of[key] === "string" && of[key].includes("\n"));
  if (!only) return code(JSON.stringify(of, null, 2), "json");
  // a script or a file is not read well as one long line of JSON
  return h("dl", { class: "input" }, keys.map(key => [h("dt", null, key),
    h("dd", null, typeof of[key] === "string" ? code(of[key]) : code(JSON.stringify(of[key], null, 2)))]));
}

function summary(of) {
  const first = Object.entries(of ?? {}).find(([, value]) => typeof value === "string");
  return first ? line(first[1]) : Object.keys(of ?? {}).join(", ");
}

const line = of => of.replace(/\s+/g, " ").trim().slice(0, 160);
const words = of => (of ?? "").length > 160 ? `${line(of).slice(0, 110)} … ${plural(of.length, "character")}` : line(of ?? "");

function resultText(block) {
  if (typeof block.content === "string") return block.content;
  return (block.content ?? []).map(one => one.text ?? `[${one.type}]`).join("\n");
}

export const plain = of => h("pre", { class: "plain", dir: "auto", tabindex: "0" }, visible(of));

function isJson(of) {
  try {
    JSON.parse(of);
    return true;
  } catch {
    return false;
  }
}

export function pretty(of) {
  // numbers beyond what JavaScript keeps are left as they are written
  if (of.length > 300_000 || !isJson(of) || /\d{16,}|\d\.\d{16,}/.test(of)) return of;
  return JSON.stringify(JSON.parse(of), null, 2);
}

/** What metadata says, as a list; what is large is folded. */
export function facts(of) {
  const entries = Object.entries(of ?? {});
  if (entries.length === 0) return null;
  const small = entries.filter(([, value]) => typeof value !== "object" || value === null);
  const large = entries.filter(([, value]) => typeof value === "object" && value !== null);
  return h("div", { class: "facts" },
    small.length ? h("dl", null, small.map(([name, value]) => h("div", null, h("dt", null, name),
      h("dd", { dir: "auto" }, visible(typeof value === "number" ? number(value) : String(value)))))) : null,
    large.map(([name, value]) => fold(name, words(JSON.stringify(value)), code(JSON.stringify(value, null, 2), "json"), "call")));
}
