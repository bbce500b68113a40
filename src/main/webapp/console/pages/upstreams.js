import { get, post, segment } from "../parts/api.js";
import { announce, h, visible } from "../parts/dom.js";
import { ago, number, plural } from "../parts/format.js";
import { badge, empty, failure, head, load } from "../parts/view.js";

const TONES = { healthy: "good", degraded: "warn", failed: "bad", unknown: "" };

export function upstreams({ main, signal }) {
  const place = h("div");
  main.replaceChildren(head("Upstreams", "MCP servers behind the recording proxy, judged by the sessions that use them."), place);
  const again = () => load(place, () => get("upstreams", {}, signal), page => [
    page.problem ? h("div", { class: "failure", role: "alert" }, h("h2", null, "The file of upstreams cannot be used"), h("p", null, page.problem), h("p", null, "The last good one holds.")) : null,
    page.upstreams.length ? h("ul", { class: "grid" }, page.upstreams.map(one)) : empty("No upstreams", "Name MCP servers in ",
      h("code", null, "DEWEY_PROXY_UPSTREAMS"), " or in the file of ", h("code", null, "DEWEY_PROXY_UPSTREAMS_FILE"), ", in the mcpServers JSON that every client uses.")], signal);
  again();

  function one(of) {
    const drift = h("p", { class: "note" }, "Tools: …");
    get("sessions", { upstream: of.name, limit: 100 }, signal).then(page => {
      const changes = page.sessions.reduce((sum, session) => sum + session.tool_changes, 0);
      const errors = page.sessions.reduce((sum, session) => sum + (session.errors ?? 0), 0);
      drift.replaceChildren(...[
        h("a", { href: "#/sessions?upstream=" + segment(of.name) }, `${number(page.total)} recorded`),
        page.total ? `, ${plural(errors, "error")} in the last ${page.sessions.length === 1 ? "one" : number(page.sessions.length)}. ` : ".",
        page.total === 0 ? "" : changes ? badge(`tools changed ${changes}×`, "warn") : "Its tools have not changed."]);
    }, () => drift.replaceChildren("What was recorded could not be read."));
    return h("li", { class: "upstream" },
      h("h2", { dir: "auto" }, visible(of.name), " ", badge(of.state, TONES[of.state]), of.left_alone ? badge("left alone", "bad") : null),
      h("p", { class: "meta" }, of.transport, of.recorded ? "" : " · not recorded"),
      h("p", null, h("code", null, "/proxy/" + of.name)),
      of.last_error ? h("p", { class: "error", dir: "auto" }, visible(of.last_error), " · ", ago(of.last_error_at)) : null,
      drift,
      of.left_alone ? h("button", { type: "button", onclick: async () => {
        try {
          await post(`upstreams/${segment(of.name)}/retry`);
          announce("The next session will try it");
          again();
        } catch (error) {
          place.prepend(failure(error));
        }
      } }, "Let the next session try") : null);
  }
}
