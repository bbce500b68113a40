import { get, segment } from "../parts/api.js";
import { isNarrow } from "../parts/chart.js";
import { h, replace, svg, visible } from "../parts/dom.js";
import { bytes, clock, milliseconds, number, plural, span, time } from "../parts/format.js";
import { facts, plain, pretty } from "../parts/message.js";
import { badge, choice, failure, field, head, load } from "../parts/view.js";
import { cause } from "./sessions.js";

const FRAMES = 1000;

export function session({ main, id, query, signal, go }) {
  const place = h("div");
  main.replaceChildren(place);
  const filters = Object.fromEntries(["method", "errors_only"].map(name => [name, query.get(name) ?? ""]));
  load(place, () => get("sessions/" + segment(id), { limit: FRAMES, include_content: false, ...filters }, signal), page => {
    const of = page.session;
    document.title = `${of.upstream ?? "Session"} · Dewey`;
    const change = (name, value) => {
      const next = new URLSearchParams(query);
      if (value) next.set(name, value);
      else next.delete(name);
      go("/sessions/" + segment(id), next);
    };
    const list = h("ol", { class: "frames", "aria-label": "What was said" });
    const foot = h("div", { class: "more" });
    const all = [];
    const show = frames => {
      all.push(...frames.frames);
      replace(list, paired(all).map(pair => exchange(pair, of, all)));
      replace(foot, frames.next_cursor ? h("button", { type: "button", onclick: async () => {
        try {
          show(await get("sessions/" + segment(id), { limit: FRAMES, include_content: false, ...filters, cursor: frames.next_cursor }, signal));
        } catch (error) {
          if (!signal.aborted) replace(foot, failure(error));
        }
      } }, "Show more") : null);
    };
    show(page);
    const replay = new URL("../../proxy/replay/" + segment(id), import.meta.url);
    replay.protocol = replay.protocol.replace("http", "ws");
    replay.pathname = replay.pathname.replace("/console/", "/");
    return [
      head(of.upstream ?? "Session", [time(of.started_at), of.duration_ms === undefined ? "" : " · " + span(of.duration_ms), " · ", plural(of.frame_count, "frame"), " ", cause(of)],
        h("a", { class: "button", href: "#/conversations/" + segment(id) }, "As a conversation")),
      h("div", { class: "tiles" },
        tile("Client", of.client_info ? `${of.client_info.name} ${of.client_info.version ?? ""}` : of.caller),
        tile("Server", of.server_info ? `${of.server_info.name} ${of.server_info.version ?? ""}` : "…"),
        tile("Protocol", of.protocol_version ?? "…"),
        tile("Way", `${of.door ?? "?"} → ${of.transport ?? "?"}`),
        tile("Errors", of.errors === undefined ? "…" : number(of.errors), of.errors ? "bad" : ""),
        tile("Slowest", slowest(all), "")),
      timeline(all, of),
      h("details", { class: "about" }, h("summary", null, "Replay"), h("p", null, "A client that is pointed here gets the recorded answers again, without the server:"),
        h("pre", { class: "code", tabindex: "0" }, h("code", null, replay.href)), facts(of.reason ? { reason: of.reason } : {})),
      h("form", { class: "filters", onsubmit: event => {
        event.preventDefault();
        change("method", event.target.method_name.value.trim());
      } },
        field("Method", h("input", { name: "method_name", value: query.get("method") ?? "", placeholder: "tools/call", autocomplete: "off", spellcheck: "false" })),
        field("Show", choice("errors", query.get("errors_only") ?? "", [["", "Everything"], ["true", "Failures only"]], event => change("errors_only", event.target.value))),
        h("button", { type: "submit" }, "Apply")),
      all.length ? [list, foot] : h("div", { class: "empty" }, h("h2", null, "Nothing here"), h("p", null, "No frame fits these filters."))];
  }, signal);
}

const tile = (name, value, tone = "") => h("div", { class: "tile " + tone }, h("span", null, name), h("strong", { dir: "auto" }, visible(String(value ?? ""))));

function slowest(frames) {
  const latencies = frames.map(frame => frame.latency_ms ?? 0);
  return latencies.length ? milliseconds(Math.max(...latencies)) : "…";
}

/** Each request with its answer; everything else alone, in its order. */
function paired(frames) {
  const answers = new Map(frames.filter(frame => frame.reply_to !== undefined).map(frame => [frame.reply_to, frame]));
  const asked = new Set(frames.filter(frame => frame.kind === "request").map(frame => frame.sequence));
  return frames.filter(frame => frame.reply_to === undefined || !asked.has(frame.reply_to))
    .map(frame => ({ frame, answer: frame.kind === "request" ? answers.get(frame.sequence) : undefined }));
}

const ROW = 9;
const MOST_ROWS = 60;

/** Every request as a bar from its question to its answer. */
function timeline(frames, of) {
  const pairs = paired(frames).slice(0, MOST_ROWS);
  if (pairs.length === 0) return null;
  const width = isNarrow() ? 340 : 960;
  const begin = new Date(of.started_at).getTime();
  const end = Math.max(begin + 1, ...frames.slice(0, FRAMES).map(frame => new Date(frame.at).getTime()));
  const x = at => 4 + (new Date(at).getTime() - begin) / (end - begin) * (width - 8);
  const height = pairs.length * ROW + 22;
  const marks = (width < 500 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]).map(part => [
    svg("line", { class: "grid", x1: 4 + part * (width - 8), x2: 4 + part * (width - 8), y1: 0, y2: height - 18 }),
    svg("text", { x: 4 + part * (width - 8), y: height - 4, "text-anchor": part === 0 ? "start" : part === 1 ? "end" : "middle" },
      "+" + span((end - begin) * part))]);
  return h("figure", { class: "chart waterfall" }, h("figcaption", null, h("h2", null, "Time line"), h("span", { class: "reading" },
    pairs.length === MOST_ROWS ? `the first ${MOST_ROWS}` : plural(pairs.length, "exchange"))),
    svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Time line of ${pairs.length} exchanges over ${span(end - begin)}; the list below says the same` },
      marks, pairs.map(({ frame, answer }, at) => {
        const from = x(frame.at);
        const to = answer ? Math.max(from + 3, x(answer.at)) : from + 3;
        return svg("rect", { class: "tone bar " + (frame.failed || answer?.failed ? "bad" : frame.kind === "request" ? frame.direction === "client_to_server" ? "accent" : "tool" : "faint"),
          x: Math.min(from, width - 6).toFixed(1), y: at * ROW + 2, width: (to - from).toFixed(1), height: ROW - 4, rx: 1.5 },
        svg("title", null, `${name(frame)} ${answer ? milliseconds(answer.latency_ms ?? 0) : ""}`));
      })));
}

const name = frame => [frame.method, frame.tool].filter(Boolean).join(" · ") || frame.event || frame.kind || "message";

function exchange({ frame, answer }, of, all) {
  const most = Math.max(1, ...all.map(one => one.latency_ms ?? 0));
  const failed = frame.failed || answer?.failed;
  const toServer = frame.direction === "client_to_server";
  const body = h("div", { class: "texts" });
  const offset = new Date(frame.at) - new Date(of.started_at);
  return h("li", { class: failed ? "failed" : null }, h("details", { ontoggle: event => {
    if (event.target.open && !body.hasChildNodes()) texts(body, of.conversation_id, frame, answer);
  } }, h("summary", null,
    h("span", { class: "offset", title: frame.at }, "+" + span(Math.max(0, offset))),
    h("span", { class: "arrow", title: toServer ? "client to server" : frame.direction ? "server to client" : "noted by Dewey" },
      frame.direction ? toServer ? "→" : "←" : "·", h("span", { class: "hidden" }, toServer ? "to the server" : "to the client")),
    h("span", { class: "name", dir: "auto" }, visible(name(frame))),
    h("span", { class: "marks" }, frame.kind === "request" && frame.unanswered ? badge("no answer", "warn") : null,
      frame.kind === "event" || frame.kind === "gap" ? badge(frame.kind, "warn") : null,
      failed ? badge("failed", "bad") : null),
    h("span", { class: "size" }, frame.size === undefined ? "" : bytes(frame.size + (answer?.size ?? 0))),
    answer ? meter(answer.latency_ms ?? 0, most, failed) : h("span", { class: "latency" })), body));
}

function meter(latency, most, failed) {
  return h("span", { class: "latency" }, svg("svg", { viewBox: "0 0 60 6", "aria-hidden": "true", preserveAspectRatio: "none" },
    svg("rect", { class: "tone bar " + (failed ? "bad" : "accent"), width: Math.max(1, latency / most * 60), height: 6, rx: 1 })),
    h("span", null, milliseconds(latency)));
}

async function texts(body, id, frame, answer) {
  replace(body, h("p", { class: "loading" }, "Loading …"));
  try {
    const loaded = await Promise.all([frame, answer].filter(Boolean).map(async one => [one, await textOf(id, one)]));
    replace(body, loaded.map(([one, text]) => h("section", null,
      h("h3", null, one.direction === "client_to_server" ? "Client" : one.direction ? "Server" : "Dewey", " ", clock(one.at),
        one.redacted ? badge("secrets taken out", "warn") : null, one.truncated ? badge("cut", "warn") : null, one.synthetic ? badge("by Dewey", "warn") : null),
      plain(pretty(text)))));
  } catch (error) {
    replace(body, failure(error));
  }
}

async function textOf(id, frame) {
  if (frame.sequence !== undefined) {
    const page = await get("sessions/" + segment(id), { from_sequence: frame.sequence, limit: 1 });
    const found = page.frames.find(one => one.sequence === frame.sequence);
    if (found) return found.text ?? found.base64 ?? "(nothing)";
  }
  const page = await get("conversations/" + segment(id), { from_turn: frame.turn, limit: 1 });
  const content = page.messages[0]?.content;
  return typeof content === "string" ? content : JSON.stringify(content ?? "(nothing)");
}
