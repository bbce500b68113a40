import { get, segment } from "../parts/api.js";
import { h, visible } from "../parts/dom.js";
import { ago, plural, short, title } from "../parts/format.js";
import { badge, choice, empty, field, head, pages } from "../parts/view.js";

export function conversations({ main, query, signal, go }) {
  const sort = query.get("sort_by") ?? "updated_at";
  const source = query.get("source") ?? "";
  const session = query.get("session_id") ?? "";
  const list = h("ul", { class: "cards", "aria-label": "Conversations" });
  const count = h("span", { class: "count" });
  const change = (name, value) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go("/conversations", next);
  };
  const foot = pages(list, cursor => get("conversations", {
    cursor, limit: 50, sort_by: sort, session_id: session, metadata: source ? JSON.stringify({ source }) : "",
  }, signal), card, {
    signal,
    onPage: page => {
      count.textContent = plural(page.total, "conversation");
      return page.conversations;
    },
    none: empty("No conversations here", source || session ? "None fits these filters. " : "Connect an MCP client, put a server behind the proxy, or import transcripts. ",
      h("a", { href: source || session ? "#/conversations" : "#/import" }, source || session ? "Show all" : "Import transcripts")),
  });
  main.replaceChildren(
    head("Conversations", count),
    h("form", { class: "filters", onsubmit: event => {
      event.preventDefault();
      change("session_id", event.target.session.value.trim());
    } },
      field("Order", choice("sort", sort, [["updated_at", "Last activity"], ["created_at", "Beginning"]], event => change("sort_by", event.target.value))),
      field("Source", choice("source", source, [["", "All"], ["proxy", "Recorded sessions"]], event => change("source", event.target.value))),
      field("Session", h("input", { name: "session", value: session, placeholder: "session id", autocomplete: "off", spellcheck: "false" })),
      h("button", { type: "submit" }, "Apply")),
    list, foot);
}

export function card(of) {
  const source = of.metadata?.source;
  return h("li", null, h("a", { class: "card", href: "#/conversations/" + segment(of.id) },
    h("span", { class: "call-number" }, short(of.id)),
    h("span", { class: "title", dir: "auto" }, visible(title(of))),
    h("span", { class: "meta" }, source ? badge(source === "proxy" ? "recorded" : source, source === "proxy" ? "tool" : "") : null,
      of.metadata?.upstream ? badge(of.metadata.upstream) : null,
      plural(of.message_count, "message"), " · ", ago(of.updated_at))));
}
