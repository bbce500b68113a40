import { get, post, remove, segment } from "../parts/api.js";
import { announce, h, visible } from "../parts/dom.js";
import { ago, plural, time, title } from "../parts/format.js";
import { confirm, empty, failure, head, pages } from "../parts/view.js";

/** What was deleted and can be restored. */
export function trash({ main, signal }) {
  const count = h("span", { class: "count" });
  const trouble = h("div");
  const list = h("tbody");
  const table = h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Deleted conversations", hidden: true }, h("table", null,
    h("thead", null, h("tr", null, ["Conversation", "Messages", "Deleted", "Erased for good", "Then"].map(name =>
      h("th", { scope: "col", class: name === "Messages" || name === "Deleted" ? "minor" : null }, name === "Then" ? h("span", { class: "hidden" }, "Restore or erase") : name)))), list));
  const administers = get("login", {}, signal).then(who => who.roles.includes("admin"), () => false);
  let total = 0;
  const foot = pages(list, async cursor => ({ ...await get("trash", { limit: 50, cursor }, signal), erases: await administers }), row, {
    signal,
    onPage: page => {
      total = page.total;
      tell();
      return page.conversations.map(of => ({ ...of, erases: page.erases }));
    },
    none: empty("The trash is empty", "Conversations that are deleted, or that a policy of retention takes away, wait here for a while."),
  });
  main.replaceChildren(head("Trash", count), trouble, table, foot);

  function tell() {
    count.textContent = plural(total, "deleted conversation");
    table.hidden = total === 0;
  }

  function row(of) {
    const name = title(of);
    const line = h("tr", null, h("th", { scope: "row", dir: "auto" }, visible(name)), h("td", { class: "number minor" }, of.message_count),
      h("td", { class: "minor" }, ago(of.trashed_at)), h("td", null, ago(of.erase_after)),
      h("td", { class: "acts" }, h("button", { type: "button", class: "quiet", "aria-label": `Restore ${name}`, onclick: restore }, "Restore"),
        of.erases ? h("button", { type: "button", class: "quiet danger", "aria-label": `Erase ${name} for good`, onclick: erase }, "Erase") : null));

    async function restore() {
      await leave(() => post(`trash/${segment(of.conversation_id)}/restore`), () => [
        h("p", null, "Restored: ", h("a", { href: "#/conversations/" + segment(of.conversation_id), dir: "auto" }, visible(name)))], "Restored");
    }

    async function erase() {
      if (!await confirm("Erase it for good?", [h("strong", { dir: "auto" }, visible(name)), ` and its ${plural(of.message_count, "message")}: nothing brings them back.`], "Erase")) return;
      await leave(() => remove("trash/" + segment(of.conversation_id)), () => null, "Erased");
    }

    async function leave(doing, telling, word) {
      try {
        await doing();
        const next = line.nextElementSibling ?? line.previousElementSibling;
        line.remove();
        total--;
        tell();
        const told = telling();
        trouble.replaceChildren(...(told ? [h("div", { class: "fresh", role: "status" }, told)] : []));
        announce(word);
        if (next) next.querySelector("button").focus();
        else {
          foot.replaceChildren(empty("The trash is empty", "What is deleted waits here for a while."));
          main.focus();
        }
      } catch (error) {
        trouble.replaceChildren(failure(error));
      }
    }
    return line;
  }
}
