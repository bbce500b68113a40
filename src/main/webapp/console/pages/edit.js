import { get, patch, segment } from "../parts/api.js";
import { announce, h } from "../parts/dom.js";
import { title } from "../parts/format.js";
import { failure, field, head, load } from "../parts/view.js";

/** Title, tags and metadata of a conversation. */
export function edit({ main, id, signal, go, leaving }) {
  const back = "/conversations/" + segment(id);
  const place = h("div");
  main.replaceChildren(head("Edit", h("a", { href: "#" + back }, "Back to the conversation")), place);
  load(place, () => get("conversations/" + segment(id), { limit: 1 }, signal), form, signal);

  function form(of) {
    document.title = `Edit ${title(of)} · Dewey`;
    const { tags = [], ...metadata } = of.metadata ?? {};
    // tags of another making than a list of texts stay where they are
    const plain = Array.isArray(tags) && tags.every(tag => typeof tag === "string" && !tag.includes(","));
    const before = { title: of.title ?? "", tags: plain ? tags.join(", ") : "", metadata: JSON.stringify(plain ? metadata : of.metadata, null, 2) };
    const name = h("input", { name: "title", value: before.title, maxlength: "1000", autocomplete: "off", dir: "auto" });
    const labels = h("input", { name: "tags", value: before.tags, autocomplete: "off", dir: "auto", placeholder: "separated by commas" });
    const text = h("textarea", { name: "metadata", rows: "14", spellcheck: "false", dir: "ltr" });
    text.value = before.metadata;
    let saved = false;
    leaving(() => !saved && (name.value !== before.title || labels.value !== before.tags || text.value !== before.metadata));
    text.addEventListener("input", () => text.setCustomValidity(object(text.value) ? "" : "This is no JSON object"));
    const save = async () => {
      const changes = {};
      if (name.value !== before.title) changes.title = name.value.trim();
      if (plain && labels.value !== before.tags) changes.tags = labels.value.split(",").map(tag => tag.trim()).filter(Boolean);
      const difference = changed(object(before.metadata), object(text.value));
      if (difference) changes.metadata = difference;
      try {
        if (Object.keys(changes).length) await patch("conversations/" + segment(id), changes);
        saved = true;
        announce("Saved");
        go(back);
      } catch (error) {
        editor.querySelector(".failure")?.remove();
        editor.append(failure(error));
      }
    };
    const editor = h("form", { class: "editor", onsubmit: event => {
      event.preventDefault();
      save();
    }, onkeydown: event => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        editor.requestSubmit();
      }
    } },
      field("Title", name), plain ? field("Tags", labels) : null, field("Metadata", text),
      h("p", { class: "note" }, "A JSON object. Members that you take out, or set to null, are taken away; what others add meanwhile stays. Messages stay as they are."),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Save"), h("a", { class: "button quiet", href: "#" + back }, "Cancel")));
    return editor;
  }
}

function object(text) {
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = value => value !== null && typeof value === "object" && !Array.isArray(value);

/** What makes the one of the other, as a JSON merge patch; null when nothing does. */
function changed(before, after) {
  const patch = {};
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    if (isObject(value) && isObject(before[name])) {
      const inner = changed(before[name], value);
      if (inner) patch[name] = inner;
    } else if (JSON.stringify(value) !== JSON.stringify(before[name])) patch[name] = value;
  }
  return Object.keys(patch).length ? patch : null;
}
