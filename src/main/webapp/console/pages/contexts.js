import { get, put, remove, segment } from "../parts/api.js";
import { announce, h, visible } from "../parts/dom.js";
import { ago } from "../parts/format.js";
import { badge, confirm, empty, failure, field, head, load } from "../parts/view.js";

export function contexts({ main, signal }) {
  const place = h("div");
  main.replaceChildren(head("Startup contexts", "Named texts that a session begins with; one of them may be active.",
    h("a", { class: "button primary", href: "#/contexts/new" }, "New context")), place);
  load(place, () => get("contexts", {}, signal), page => page.contexts.length ? h("ul", { class: "cards", "aria-label": "Startup contexts" }, page.contexts.map(of =>
    h("li", null, h("a", { class: "card", href: "#/contexts/edit?name=" + segment(of.name) }, h("span", { class: "title", dir: "auto" }, visible(of.name)),
      h("span", { class: "meta" }, of.is_active ? badge("active", "good") : null, "changed ", ago(of.updated_at))))))
    : empty("No startup contexts", "Write one, and every session that asks for it begins with it."), signal);
}

export function context({ main, query, signal, go, leaving }) {
  const name = query.get("name");
  const place = h("div");
  main.replaceChildren(head(name ? visible(name) : "New context", h("a", { href: "#/contexts" }, "All startup contexts")), place);
  load(place, () => name ? get("contexts/" + segment(name), {}, signal) : Promise.resolve({ name: "", content: "", is_active: true }), editor, signal);

  function editor(of) {
    const text = h("textarea", { name: "content", rows: "22", required: true, spellcheck: "true", dir: "auto" });
    text.value = of.content;
    const said = h("p", { class: "note", role: "status" });
    const count = () => said.textContent = `${text.value.length.toLocaleString()} characters${text.value === of.content ? "" : " · not saved"}`;
    text.addEventListener("input", count);
    count();
    leaving(() => text.value !== of.content);
    const form = h("form", { class: "editor", onsubmit: async event => {
      event.preventDefault();
      const target = form.elements.name?.value.trim() || name;
      try {
        await put("contexts/" + segment(target), { content: text.value, set_active: form.elements.active.checked });
        of.content = text.value;
        announce("Saved");
        if (target === name) count();
        else go("/contexts/edit", new URLSearchParams({ name: target }));
      } catch (error) {
        form.querySelector(".failure")?.remove();
        form.append(failure(error));
      }
    }, onkeydown: event => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        form.requestSubmit();
      }
    } },
      name ? null : field("Name", h("input", { name: "name", required: true, maxlength: "200", autocomplete: "off" })),
      field("Text", text), said,
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "active", checked: of.is_active }), " Active: the one that is loaded when none is named"),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Save"),
        name ? h("button", { type: "button", class: "quiet danger", onclick: async () => {
          if (!await confirm("Delete this context?", "Sessions that ask for it will not find it any more.", "Delete")) return;
          try {
            await remove("contexts/" + segment(name));
            of.content = text.value;
            go("/contexts");
          } catch (error) {
            form.append(failure(error));
          }
        } }, "Delete") : null));
    return form;
  }
}
