import { get, post, remove, segment } from "../parts/api.js";
import { announce, h, replace, visible } from "../parts/dom.js";
import { ago, number, time } from "../parts/format.js";
import { badge, choice, confirm, empty, failure, field, head, load } from "../parts/view.js";

const ROLES = [["reader", "Reader: finds and reads"], ["writer", "Writer: stores, changes, uses upstreams"], ["admin", "Administrator: tokens and audit, too"]];
const LIVES = [["", "Never"], ["30", "In 30 days"], ["90", "In 90 days"], ["365", "In a year"]];
const DAY_MS = 86_400_000;
const PAGE = 100;

/** Tokens of this tenant: who may come in, and since when. */
export function tokens({ main, signal }) {
  const place = h("div");
  const fresh = h("div", { role: "status" });
  const form = h("form", { class: "filters", onsubmit: async event => {
    event.preventDefault();
    const { name, role, life } = form.elements;
    try {
      const made = await post("tokens", { name: name.value.trim(), roles: [role.value],
        expires_at: life.value ? new Date(Date.now() + life.value * DAY_MS).toISOString() : null });
      replace(fresh, h("div", { class: "fresh" }, h("p", null, h("strong", null, "Copy it now: "), "it is shown this once, and only its hash is kept."),
        h("pre", { class: "code", tabindex: "0" }, h("code", null, made.token))));
      form.reset();
      show();
    } catch (error) {
      replace(fresh, failure(error));
    }
  } },
    field("Name", h("input", { name: "name", required: true, maxlength: "100", autocomplete: "off" })),
    field("May", choice("role", "writer", ROLES)), field("Ends", choice("life", "90", LIVES)),
    h("button", { type: "submit", class: "primary" }, "Make a token"));
  main.replaceChildren(head("Tokens", "Programs and people show one as Authorization: Bearer.", h("a", { class: "button", href: "#/audit" }, "Audit")), form, fresh, place);
  const show = () => load(place, () => get("tokens", {}, signal), page => page.tokens.length === 0
    ? empty("No tokens", "Those of the configuration are not listed here.")
    : h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Tokens" }, h("table", null,
      h("thead", null, h("tr", null, ["Name", "May", "Made", "By", "Ends", "Last used", "Revoke"].map(name =>
        h("th", { scope: "col", class: ["Made", "By", "Last used"].includes(name) ? "minor" : null }, name)))),
      h("tbody", null, page.tokens.map(row)))), signal);
  show();

  function row(of) {
    const over = of.expires_at && new Date(of.expires_at) < new Date();
    return h("tr", null, h("th", { scope: "row", dir: "auto" }, visible(of.name)), h("td", null, of.roles.map(role => badge(role))),
      h("td", { class: "minor" }, ago(of.created_at)), h("td", { class: "minor", dir: "auto" }, visible(of.created_by ?? "")),
      h("td", null, of.expires_at ? over ? badge("has ended", "bad") : ago(of.expires_at) : "never"),
      h("td", { class: "minor" }, of.last_used_at ? ago(of.last_used_at) : "never"),
      h("td", null, h("button", { type: "button", class: "quiet danger", "aria-label": `Revoke ${of.name}`, onclick: async () => {
        if (!await confirm(`Revoke ${of.name}?`, "Whoever uses it is shut out at once.", "Revoke")) return;
        try {
          await remove("tokens/" + segment(of.id));
          announce("Revoked");
          show();
        } catch (error) {
          replace(fresh, failure(error));
        }
      } }, "Revoke")));
  }
}

/** Who did what, the latest first. */
export function audit({ main, signal }) {
  const list = h("tbody");
  const foot = h("div", { class: "more" });
  const state = h("div", { role: "status" });
  main.replaceChildren(head("Audit", "Who read, stored, changed, exported or administered what, and how it ended.",
    h("button", { type: "button", onclick: verify }, "Verify the chain"), h("a", { class: "button", href: "#/tokens" }, "Tokens")), state,
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Audit" }, h("table", null,
      h("thead", null, h("tr", null, ["No.", "When", "Who", "From", "Did", "What", "To", "Times", "End"].map(name =>
        h("th", { scope: "col", class: ["No.", "From", "Times"].includes(name) ? "minor" : null }, name)))), list)), foot);
  more();

  async function more(before) {
    replace(foot, h("p", { class: "loading" }, "Loading …"));
    try {
      const { entries } = await get("audit", { limit: PAGE, before }, signal);
      list.append(...entries.map(entry));
      if (!list.hasChildNodes()) replace(foot, empty("Nothing yet", "What callers do is written here a moment later."));
      else replace(foot, entries.length === PAGE ? h("button", { type: "button", onclick: () => more(entries.at(-1).number) }, "Show more") : null);
    } catch (error) {
      if (!signal.aborted) replace(foot, failure(error, () => more(before)));
    }
  }

  async function verify() {
    replace(state, h("p", { class: "loading" }, "Every row is looked at …"));
    try {
      const found = await get("audit/verification", {}, signal);
      replace(state, found.sound
        ? h("div", { class: "fresh" }, h("p", null, badge("sound", "good"), `${number(found.rows)} rows; none was changed, removed or moved. The last, ${number(found.last_number)}, has the hash `, h("code", null, found.last_hash), "."))
        : failure({ message: found.fault }));
    } catch (error) {
      if (!signal.aborted) replace(state, failure(error));
    }
  }
}

const ENDS = { done: "good", refused: "warn", denied: "bad", failed: "bad" };

function entry(of) {
  return h("tr", null, h("td", { class: "number minor" }, of.number), h("td", null, time(of.at)), h("th", { scope: "row", dir: "auto" }, visible(of.caller)),
    h("td", { class: "minor" }, h("code", null, of.address)), h("td", null, of.action), h("td", { dir: "auto" }, visible(of.what)),
    h("td", { dir: "auto" }, h("code", null, visible(of.target))), h("td", { class: "number minor" }, number(of.times)), h("td", null, badge(of.outcome, ENDS[of.outcome] ?? "")));
}
