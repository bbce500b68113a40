import { address, get, remove, segment } from "../parts/api.js";
import { announce, h, replace, visible } from "../parts/dom.js";
import { plural, time, title } from "../parts/format.js";
import { facts, message } from "../parts/message.js";
import { confirm, failure, head, load } from "../parts/view.js";

const PAGE = 60;
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });

const FORMATS = [["markdown", "Markdown"], ["html", "HTML"], ["jsonl", "JSON Lines"], ["csv", "CSV"]];

/** The formats in which a conversation leaves Dewey. */
function download(id) {
  return h("details", { class: "menu" }, h("summary", { class: "button" }, "Export"), h("ul", null, FORMATS.map(([format, name]) =>
    h("li", null, h("a", { href: address("export", { conversation_id: id, format }).href, download: "" }, name)))));
}

export function conversation({ main, id, query, signal, go }) {
  const from = Number(query.get("turn")) || 0;
  const read = more => get("conversations/" + segment(id), { limit: PAGE, ...more }, signal);
  const place = h("div");
  let lastDay = "";
  main.replaceChildren(place);
  load(place, () => read({ from_turn: from > 3 ? from - 3 : "" }), page => {
    document.title = title(page) + " · Dewey";
    const list = h("div", { class: "messages" });
    const foot = h("div", { class: "more" });
    add(list, foot, page);
    const first = page.messages[0]?.turn ?? 1;
    queueMicrotask(() => mark(from));
    return [
      head(visible(title(page)), [plural(page.message_count, "message"), " · ", time(page.created_at), " to ", time(page.updated_at)],
        page.metadata?.source === "proxy" ? h("a", { class: "button", href: "#/sessions/" + segment(id) }, "Time line") : null,
        h("a", { class: "button", href: "#/search?conversation_id=" + segment(id) }, "Search in it"),
        download(id),
        h("a", { class: "button", href: `#/conversations/${segment(id)}/edit` }, "Edit"),
        h("button", { type: "button", class: "quiet danger", onclick: forget }, "Delete")),
      h("details", { class: "about" }, h("summary", null, "About"), h("dl", null,
        h("div", null, h("dt", null, "id"), h("dd", null, h("code", null, page.conversation_id))),
        page.session_id ? h("div", null, h("dt", null, "session"), h("dd", { dir: "auto" }, visible(page.session_id))) : null), facts(page.metadata)),
      first > 1 ? h("p", { class: "more" }, h("a", { href: "#/conversations/" + segment(id) }, `Begin with the first turn (${first - 1} before)`)) : null,
      list, foot];
  }, signal);

  function add(list, foot, page) {
    for (const one of page.messages) {
      const day = DAY.format(new Date(one.created_at));
      if (day !== lastDay) list.append(h("p", { class: "day" }, day));
      lastDay = day;
      list.append(message(one));
    }
    for (const anchor of list.querySelectorAll("a.turn")) anchor.href = `#/conversations/${segment(id)}?turn=${anchor.dataset.turn}`;
    replace(foot, page.next_cursor ? h("button", { type: "button", onclick: async () => {
      replace(foot, h("p", { class: "loading" }, "Loading …"));
      try {
        const next = await read({ cursor: page.next_cursor });
        const had = list.children.length;
        add(list, foot, next);
        announce(plural(next.messages.length, "more message"));
        [...list.children].slice(had).find(one => one.matches("article"))?.focus({ preventScroll: true });
      } catch (error) {
        if (!signal.aborted) replace(foot, failure(error));
      }
    } }, "Show more") : page.messages.length ? h("p", { class: "end" }, "End of the conversation") : h("p", { class: "end" }, "No messages yet"));
  }

  function mark(turn) {
    const target = turn && document.getElementById("turn-" + turn);
    if (target) {
      target.classList.add("marked");
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    }
  }

  async function forget() {
    if (!await confirm("Delete this conversation?", "All its messages go with it, for every client. For some time it can be restored from the trash.", "Delete")) return;
    try {
      await remove("conversations/" + segment(id));
      announce("Deleted");
      go("/conversations");
    } catch (error) {
      place.prepend(failure(error));
    }
  }
}
