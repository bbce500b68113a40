import { get, post, put, remove, segment } from "../parts/api.js";
import { announce, h, replace, visible } from "../parts/dom.js";
import { ago, plural } from "../parts/format.js";
import { choice, confirm, empty, failure, field, head, load } from "../parts/view.js";

const WHAT = [["{}", "All conversations"], ["{\"source\":\"proxy\"}", "Recorded sessions"], ["", "Those whose metadata has …"]];

/** How long conversations are kept. */
export function retention({ main, signal }) {
  const place = h("div");
  const state = h("div", { role: "status" });
  const matched = field("Metadata", h("input", { name: "metadata", placeholder: '{"project": "x"}', autocomplete: "off", spellcheck: "false" }));
  matched.hidden = true;
  const form = h("form", { class: "filters", onsubmit: async event => {
    event.preventDefault();
    const { name, days, what, metadata } = form.elements;
    try {
      const policy = { older_than_days: Number(days.value), metadata: JSON.parse(what.value || metadata.value || "{}") };
      const made = await put("retention/" + segment(name.value.trim()), policy);
      replace(state, h("div", { class: "fresh" }, h("p", null, `${made.name} holds from now on. At its next look Dewey moves ${reach(made)} to the trash.`)));
      form.reset();
      matched.hidden = true;
      show();
    } catch (error) {
      replace(state, failure(error instanceof SyntaxError ? { message: "The metadata is no JSON object." } : error));
    }
  } },
    field("Name", h("input", { name: "name", required: true, maxlength: "100", autocomplete: "off" })),
    field("Which", choice("what", "{}", WHAT, event => { matched.hidden = event.target.value !== ""; })), matched,
    field("Days without a new message", h("input", { name: "days", type: "number", min: "1", max: "36500", required: true, value: "365" })),
    h("button", { type: "submit", class: "primary" }, "Set"));
  main.replaceChildren(head("Retention", "What is older goes to the trash, and from there for good. Without a policy everything is kept.",
    h("a", { class: "button", href: "#/trash" }, "Trash")), form, state, place);
  const show = () => load(place, () => get("retention", {}, signal), page => page.policies.length === 0
    ? empty("No policies", "Everything is kept until somebody deletes it.")
    : h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Policies" }, h("table", null,
      h("thead", null, h("tr", null, ["Policy", "Which", "After", "Would take now", "Then"].map(name =>
        h("th", { scope: "col", class: name === "Which" ? "minor" : null }, name === "Then" ? h("span", { class: "hidden" }, "Apply or delete") : name)))),
      h("tbody", null, page.policies.map(row)))), signal);
  show();

  function row(of) {
    const act = async (question, detail, action, doing, telling) => {
      if (!await confirm(question, detail, action)) return;
      try {
        const done = await doing();
        replace(state, h("div", { class: "fresh" }, h("p", null, telling(done))));
        announce(action);
        show();
      } catch (error) {
        replace(state, failure(error));
      }
    };
    return h("tr", null, h("th", { scope: "row", dir: "auto" }, visible(of.name)), h("td", { class: "minor" }, which(of.metadata)),
      h("td", { class: "number" }, plural(of.older_than_days, "day")),
      h("td", null, of.conversations === 0 ? "nothing" : [reach(of), of.oldest ? [", the oldest of ", ago(of.oldest)] : null]),
      h("td", { class: "acts" },
        h("button", { type: "button", class: "quiet", disabled: of.conversations === 0, "aria-label": `Apply now: ${of.name}`, onclick: () => act(
          `Apply ${of.name} now?`, `It moves ${reach(of)} to the trash.`, "Apply", () => post(`retention/${segment(of.name)}/apply`, { dry_run: false }),
          done => `Moved to the trash: ${reach(done)}.`) }, "Apply now"),
        h("button", { type: "button", class: "quiet danger", "aria-label": `Delete ${of.name}`, onclick: () => act(
          `Delete ${of.name}?`, "It takes nothing away any more. Conversations stay as they are.", "Delete", () => remove("retention/" + segment(of.name)),
          () => `${of.name} is deleted.`) }, "Delete")));
  }
}

const reach = of => `${plural(of.conversations, "conversation")} with ${plural(of.messages, "message")}`;

function which(metadata) {
  const text = JSON.stringify(metadata);
  return WHAT.find(([value]) => value === text)?.[1] ?? h("code", { dir: "auto" }, visible(text));
}
