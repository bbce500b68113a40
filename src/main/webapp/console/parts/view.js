import { announce, h, replace } from "./dom.js";

/** The head of a page. */
export function head(title, note, ...actions) {
  return h("header", { class: "head" }, h("div", null, h("h1", { tabindex: "-1", dir: "auto" }, title), note ? h("p", null, note) : null),
    actions.length ? h("div", { class: "actions" }, actions) : null);
}

/** In place of a list that is empty: why, and what to do. */
export const empty = (title, ...words) => h("div", { class: "empty" }, h("h2", null, title), h("p", null, words));

export function failure(error, again) {
  // alone on its page it is the page's heading
  const heading = document.querySelector("main h1") ? "h2" : "h1";
  return h("div", { class: "failure", role: "alert" }, h(heading, null, error.status === 404 ? "Not found" : "That did not work"),
    h("p", null, error.message), error.status === 404 ? h("a", { href: "#/" }, "To the overview") : again ? h("button", { type: "button", onclick: again }, "Try again") : null);
}

/** Fills a place by what is loaded, with words for the time before and for what goes wrong. */
export async function load(place, loading, show, signal) {
  if (!place.hasChildNodes()) replace(place, h("p", { class: "loading" }, "Loading …"));
  place.setAttribute("aria-busy", "true");
  try {
    const loaded = await loading();
    if (!signal?.aborted) replace(place, show(loaded));
  } catch (error) {
    if (signal?.aborted || error.name === "AbortError") return;
    replace(place, failure(error, () => load(place, loading, show, signal)));
  } finally {
    if (!signal?.aborted) place.removeAttribute("aria-busy");
  }
}

/** A list that grows at its end while there is a next_cursor. */
export function pages(list, ask, item, { signal, onPage, none }) {
  const foot = h("div", { class: "more" });
  let asking = false;
  const next = async cursor => {
    if (asking) return;
    asking = true;
    replace(foot, h("p", { class: "loading" }, "Loading …"));
    try {
      const page = await ask(cursor);
      if (signal.aborted) return;
      const items = onPage(page);
      const elements = items.map(one => item(one));
      list.append(...elements);
      if (!list.hasChildNodes()) replace(foot, none);
      else if (page.next_cursor) replace(foot, more(page.next_cursor));
      else replace(foot);
      if (cursor) {
        announce(`${items.length} more`);
        elements[0]?.querySelector("a, summary, button")?.focus();
      }
    } catch (error) {
      if (!signal.aborted && error.name !== "AbortError") replace(foot, failure(error, () => next(cursor)));
    } finally {
      asking = false;
    }
  };
  const more = cursor => h("button", { type: "button", onclick: () => next(cursor) }, "Show more");
  next(undefined);
  return foot;
}

/** Asks before something is done that cannot be taken back. */
export function confirm(question, detail, action) {
  return new Promise(resolve => {
    const dialog = h("dialog", { "aria-labelledby": "question", onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    } }, h("form", { method: "dialog" }, h("h2", { id: "question" }, question), h("p", null, detail),
      h("div", { class: "actions" }, h("button", { value: "no", autofocus: true }, "Cancel"), h("button", { value: "yes", class: "danger" }, action))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const field = (label, control) => h("label", { class: "field" }, h("span", null, label), control);

export function choice(name, value, options, onchange) {
  return h("select", { name, onchange }, options.map(([key, words]) => h("option", { value: key, selected: key === value }, words)));
}

export const badge = (words, tone = "") => h("span", { class: "badge " + tone }, words);
