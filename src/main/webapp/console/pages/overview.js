import { get, remove, segment } from "../parts/api.js";
import { chart } from "../parts/chart.js";
import { h, replace, visible } from "../parts/dom.js";
import { ago, bytes, milliseconds, number } from "../parts/format.js";
import { badge, confirm, failure, head } from "../parts/view.js";

const PERIOD_MS = 10_000;
const KEPT = 360;
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export function overview({ main, signal }) {
  const state = h("span", { class: "count" });
  const tiles = h("div", { class: "tiles", "aria-label": "At the moment" });
  const plots = h("div", { class: "plots", "aria-busy": "true" });
  const growth = h("div", { class: "plots", "aria-busy": "true" });
  const tables = h("div", { class: "tables" });
  const trouble = h("div");
  main.replaceChildren(head("Overview", state), trouble, tiles, plots, growth, tables);
  const steps = [];

  async function look() {
    try {
      const seen = await get("overview", { since: steps.at(-1)?.at ?? 0 }, signal);
      steps.push(...seen.steps);
      steps.splice(0, Math.max(0, steps.length - KEPT));
      replace(trouble);
      show(seen);
    } catch (error) {
      if (signal.aborted) return;
      replace(trouble, failure(error, look));
    }
    plots.removeAttribute("aria-busy");
    if (!signal.aborted) wait = setTimeout(look, document.hidden ? PERIOD_MS * 6 : PERIOD_MS);
  }

  async function stored() {
    try {
      const of = await get("storage", {}, signal);
      const label = day => DAY.format(new Date(day.date));
      replace(growth,
        chart({ name: "Conversations begun by day", rows: of.days, kind: "bars", label, show: value => number(Math.round(value)),
          series: [{ name: "conversations", tone: "accent", value: day => day.conversations }] }),
        chart({ name: "Messages in them", rows: of.days, kind: "bars", label, show: value => number(Math.round(value)),
          series: [{ name: "messages", tone: "tool", value: day => day.messages }] }));
      state.textContent = `${number(of.conversations)} conversations, ${number(of.messages)} messages, ${bytes(of.database_bytes)} in PostgreSQL`;
    } catch (error) {
      if (!signal.aborted) replace(growth, failure(error, stored));
    }
    growth.removeAttribute("aria-busy");
  }

  function show(seen) {
    const { open, recorder } = seen;
    const last = steps.at(-1);
    replace(tiles,
      tile("Sessions", open.websocket + open.http_sessions, `${open.websocket} WebSocket, ${open.http_sessions} HTTP`),
      tile("Relays", open.proxy_websocket + open.proxy_http, `${open.proxy_websocket} WebSocket, ${open.proxy_http} HTTP`),
      tile("Calls", last ? perSecond(last.answered + last.refused + last.failed, seen.step_s) : "0/s", "in the last ten seconds"),
      tile("p95", last ? milliseconds(last.p95_ms) : "–", "of all tools"),
      tile("Recorder", recorder.degraded ? "degraded" : "well", `${number(recorder.stored)} stored, ${number(recorder.queued + recorder.spooled)} waiting`, recorder.degraded ? "bad" : ""),
      tile("Missing", number(recorder.missing), "frames without room", recorder.missing ? "bad" : ""));
    const label = step => CLOCK.format(new Date(step.at));
    replace(plots,
      chart({ name: "Calls a second", rows: steps, label, show: value => value.toFixed(value < 10 ? 1 : 0), stacked: true, series: [
        { name: "answered", tone: "accent", value: step => step.answered / seen.step_s },
        { name: "refused", tone: "user", value: step => step.refused / seen.step_s },
        { name: "failed", tone: "bad", value: step => (step.failed + step.incidents) / seen.step_s }] }),
      chart({ name: "Latency of calls", rows: steps, label, show: milliseconds, series: [
        { name: "p95", tone: "user", value: step => step.p95_ms },
        { name: "p50", tone: "accent", value: step => step.p50_ms }] }),
      chart({ name: "Open sockets", rows: steps, label, show: value => number(Math.round(value)), series: [
        { name: "sockets", tone: "tool", value: step => step.sockets }] }),
      chart({ name: "Relayed messages a second", rows: steps, label, show: value => value.toFixed(value < 10 ? 1 : 0), series: [
        { name: "messages", tone: "assistant", value: step => step.relayed / seen.step_s }] }));
    if (!tables.contains(document.activeElement)) replace(tables, calls(seen.calls), sockets(seen.sockets));
  }

  function sockets(all) {
    return h("section", null, h("h2", null, "Live sockets"), all.length === 0 ? h("p", { class: "note" }, "Nobody is connected over WebSocket.")
      : h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Live sockets" }, h("table", null,
        h("thead", null, h("tr", null, ["Door", "Caller", "Since", "Waiting", ""].map(name => h("th", { scope: "col" }, name || h("span", { class: "hidden" }, "Close"))))),
        h("tbody", null, all.map(one => h("tr", null, h("th", { scope: "row" }, h("code", { dir: "auto" }, visible(one.path))), h("td", null, one.caller),
          h("td", null, ago(one.opened_at)), h("td", { class: "number" }, bytes(one.waiting_bytes)),
          h("td", null, h("button", { type: "button", class: "quiet danger", onclick: () => close(one) }, "Close"))))))));
  }

  async function close(socket) {
    if (!await confirm("Close this socket?", `Its client at ${socket.path} is told 1008.`, "Close it")) return;
    try {
      await remove("sockets/" + segment(socket.id));
      document.activeElement?.blur();
      clearTimeout(wait);
      look();
    } catch (error) {
      replace(trouble, failure(error));
    }
  }

  let wait;
  signal.addEventListener("abort", () => clearTimeout(wait));
  look();
  stored();
}

const perSecond = (count, seconds) => `${(count / seconds).toFixed(count / seconds < 10 ? 1 : 0)}/s`;

const tile = (name, value, note, tone = "") => h("div", { class: "tile " + tone }, h("span", null, name), h("strong", null, value), h("small", null, note));

function calls(all) {
  return h("section", null, h("h2", null, "Calls by tool, since the start"), all.length === 0 ? h("p", { class: "note" }, "No tool was called yet.")
    : h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Calls by tool" }, h("table", null,
      h("thead", null, h("tr", null, ["Tool", "Answered", "Refused", "Failed", "p50", "p95"].map(name => h("th", { scope: "col" }, name)))),
      h("tbody", null, all.map(one => h("tr", null, h("th", { scope: "row" }, h("code", null, one.tool.replace(/^dewey_/, ""))),
        h("td", { class: "number" }, number(one.answered)), h("td", { class: "number" }, number(one.refused)),
        h("td", { class: "number" }, one.failed ? badge(number(one.failed), "bad") : "0"),
        h("td", { class: "number" }, milliseconds(one.p50_ms)), h("td", { class: "number" }, milliseconds(one.p95_ms))))))));
}
