import { get, segment } from "../parts/api.js";
import { h, visible } from "../parts/dom.js";
import { ago, plural, short, span } from "../parts/format.js";
import { badge, choice, empty, field, head, pages } from "../parts/view.js";

const CAUSES = ["client_closed", "client_lost", "upstream_closed", "upstream_lost", "upstream_unreachable", "stalled", "idle", "refused",
  "server_stopped", "crash"];
const MINOR = ["Client", "Took", "Frames", "Requests"];
const ORDERLY = new Set(["client_closed", "upstream_closed", "server_stopped"]);

export function sessions({ main, query, signal, go }) {
  const list = h("tbody");
  const count = h("span", { class: "count" });
  const change = (name, value) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go("/sessions", next);
  };
  const foot = pages(list, cursor => get("sessions", { limit: 50, ...Object.fromEntries(query), cursor }, signal), row, {
    signal,
    onPage: page => {
      count.textContent = plural(page.total, "session");
      return page.sessions;
    },
    none: empty("No recorded sessions", "Point an MCP client at /proxy/NAME instead of at its server: the whole session is kept here."),
  });
  main.replaceChildren(
    head("Recorded sessions", count),
    h("form", { class: "filters", onsubmit: event => {
      event.preventDefault();
      change("upstream", event.target.upstream.value.trim());
    } },
      field("State", choice("state", query.get("state") ?? "", [["", "All"], ["open", "Going on"], ["ended", "Ended"]], event => change("state", event.target.value))),
      field("Ended by", choice("cause", query.get("cause") ?? "", [["", "Anything"], ...CAUSES.map(cause => [cause, cause.replaceAll("_", " ")])], event => change("cause", event.target.value))),
      field("Upstream", h("input", { name: "upstream", value: query.get("upstream") ?? "", autocomplete: "off", spellcheck: "false" })),
      h("button", { type: "submit" }, "Apply")),
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Recorded sessions" }, h("table", null,
      h("thead", null, h("tr", null, ["Upstream", "Client", "Began", "Took", "Frames", "Requests", "Errors", "End"].map(name =>
        h("th", { scope: "col", class: MINOR.includes(name) ? "minor" : null }, name)))),
      list)), foot);
}

export const cause = of => of.ended_at === null ? badge("going on", "good")
  : badge((of.cause ?? "unknown").replaceAll("_", " "), ORDERLY.has(of.cause) ? "" : "bad");

function row(of) {
  const client = of.client_info?.name ?? of.caller ?? "";
  return h("tr", null,
    h("th", { scope: "row" }, h("a", { href: "#/sessions/" + segment(of.conversation_id) }, of.upstream ?? short(of.conversation_id))),
    h("td", { class: "minor", dir: "auto" }, visible(client)),
    h("td", null, ago(of.started_at)),
    h("td", { class: "number minor" }, of.duration_ms === undefined ? "…" : span(of.duration_ms)),
    h("td", { class: "number minor" }, of.frame_count),
    h("td", { class: "number minor" }, of.requests ? of.requests.client_to_server + of.requests.server_to_client : "…"),
    h("td", { class: "number" + (of.errors ? " bad" : "") }, of.errors ?? "…"),
    h("td", null, cause(of), of.tool_changes ? badge("tools changed", "warn") : null, of.gaps ? badge("gaps", "warn") : null));
}
