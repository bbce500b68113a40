import { get, segment } from "../parts/api.js";
import { isNarrow } from "../parts/chart.js";
import { announce, h, replace, visible } from "../parts/dom.js";
import { ago, number, plural, short } from "../parts/format.js";
import { choice, empty, failure, field, head } from "../parts/view.js";

const PAUSE_MS = 180;
const ROLES = [["", "Anybody"], ["user", "User"], ["assistant", "Assistant"], ["tool", "Tool"], ["system", "System"]];

export function search({ main, query, signal, go }) {
  const words = query.get("query") ?? "";
  const results = h("ol", { class: "results", "aria-label": "Results" });
  const facets = h("aside", { class: "facets", "aria-label": "Where it was found" });
  const foot = h("div", { class: "more" });
  const count = h("span", { class: "count", role: "status" });
  const change = (name, value) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go("/search", next, { replace: true });
  };
  const asked = Object.fromEntries(query);
  main.replaceChildren(
    head("Search", count),
    h("form", { class: "filters", onsubmit: event => event.preventDefault() },
      field("Said by", choice("role", query.get("role") ?? "", ROLES, event => change("role", event.target.value))),
      field("From", h("input", { type: "date", value: query.get("start_date") ?? "", onchange: event => change("start_date", event.target.value) })),
      field("To", h("input", { type: "date", value: query.get("end_date") ?? "", onchange: event => change("end_date", event.target.value) })),
      query.get("session_id") ? h("button", { type: "button", class: "chip", onclick: () => change("session_id", "") },
        h("span", { dir: "auto" }, visible("session " + query.get("session_id").slice(0, 24))), " ", h("span", { "aria-hidden": "true" }, "×"), h("span", { class: "hidden" }, "remove")) : null,
      query.get("conversation_id") ? h("button", { type: "button", class: "chip", onclick: () => change("conversation_id", "") },
        "only in " + short(query.get("conversation_id")) + " ", h("span", { "aria-hidden": "true" }, "×"), h("span", { class: "hidden" }, "remove")) : null),
    h("div", { class: "found" }, h("div", null, results, foot), facets));

  if (words.trim() === "") {
    replace(foot, empty("What are you looking for?", "Type into the field above: words as in a question. The best answers come first."));
    return;
  }
  const shown = [];
  let counted = {};
  const timer = setTimeout(() => page(undefined), PAUSE_MS);
  signal.addEventListener("abort", () => clearTimeout(timer));

  async function page(cursor) {
    replace(foot, h("p", { class: "loading" }, "Searching …"));
    const began = performance.now();
    try {
      const found = await get("search", { limit: 20, facets: !cursor, include_content: false, ...asked, cursor }, signal);
      if (signal.aborted) return;
      shown.push(...found.results);
      results.append(...found.results.map(result));
      count.textContent = `${found.total_is_exact === false ? "at least " : ""}${plural(found.total, "message")} in ${Math.round(performance.now() - began)} ms`;
      if (cursor) announce(plural(found.results.length, "more result"));
      if (shown.length === 0) replace(foot, empty("Nothing was found", "No message has these words here. Other words, or fewer filters, may find more."));
      else replace(foot, found.next_cursor ? h("button", { type: "button", onclick: () => page(found.next_cursor) }, "Show more") : null);
      if (found.facets) counted = found.facets;
      replace(facets, shown.length ? isNarrow() ? folded(facet()) : facet() : null);
    } catch (error) {
      if (!signal.aborted && error.name !== "AbortError") replace(foot, failure(error, () => page(cursor)));
    }
  }

  function facet() {
    const tally = key => [...shown.reduce((counts, one) => counts.set(key(one), (counts.get(key(one)) ?? 0) + 1), new Map())]
      .sort(([, a], [, b]) => b - a).slice(0, 8);
    const titles = new Map(shown.map(one => [one.conversation_id, name(one)]));
    return [rows("Said by", Object.entries(counted.role ?? {}), value => value, value => change("role", value)),
      rows("Month", Object.entries(counted.month ?? {}).slice(0, 12), value => value, during),
      rows("Session", Object.entries(counted.session ?? {}).slice(0, 8), value => value, value => change("session_id", value)),
      rows("Conversation, of those shown", tally(one => one.conversation_id), value => titles.get(value), value => change("conversation_id", value))];
  }

  // they must not keep the results off a small screen
  function folded(counts) {
    return counts.some(Boolean) ? h("details", { open: facets.querySelector("details")?.open }, h("summary", null, "Narrow it down"), counts) : null;
  }

  function rows(name, tallied, label, choose) {
    return tallied.length < 2 ? null : [h("h2", null, name), h("ul", null, tallied.map(([value, times]) =>
      h("li", null, h("button", { type: "button", onclick: () => choose(value) },
        h("span", { dir: "auto" }, visible(label(value))), h("span", { class: "count" }, number(times))))))];
  }

  function during(month) {
    const [year, number] = month.split("-").map(Number);
    const next = new URLSearchParams(query);
    next.set("start_date", `${month}-01`);
    next.set("end_date", `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`);
    go("/search", next, { replace: true });
  }
}

function result(of) {
  return h("li", null, h("a", { class: "result", href: `#/conversations/${segment(of.conversation_id)}?turn=${of.turn}` },
    h("span", { class: "meta" }, h("span", { class: "role " + of.role }, of.role), of.author ? h("span", { dir: "auto" }, visible(of.author)) : null,
      h("span", { class: "found-in", dir: "auto" }, visible(name(of))), h("span", { class: "call-number" }, `turn ${of.turn}`), ago(of.created_at)),
    h("span", { class: "snippet", dir: "auto" }, marked(of.snippet))));
}

const name = of => of.conversation_title ?? of.session_id ?? short(of.conversation_id);

/** What stands between « and » is what was found. */
function marked(snippet) {
  return snippet.split(/«([^«»]*)»/).map((part, at) => at % 2 ? h("mark", null, visible(part)) : visible(part));
}
