import { get } from "./parts/api.js";
import { announce, h } from "./parts/dom.js";
import { login, logout } from "./parts/login.js";
import { head } from "./parts/view.js";
import { audit, tokens } from "./pages/administration.js";
import { context, contexts } from "./pages/contexts.js";
import { conversation } from "./pages/conversation.js";
import { conversations } from "./pages/conversations.js";
import { edit } from "./pages/edit.js";
import { importing } from "./pages/import.js";
import { overview } from "./pages/overview.js";
import { retention } from "./pages/retention.js";
import { search } from "./pages/search.js";
import { session } from "./pages/session.js";
import { sessions } from "./pages/sessions.js";
import { trash } from "./pages/trash.js";
import { upstreams } from "./pages/upstreams.js";

// The address of a page is #/path?query; each page fills <main> until its signal is aborted.

const PAGES = [
  ["Overview", "/", "o"],
  ["Conversations", "/conversations", "c"],
  ["Search", "/search", "f"],
  ["Sessions", "/sessions", "s"],
  ["Upstreams", "/upstreams", "u"],
  ["Contexts", "/contexts", "x"],
  ["Import", "/import", "i"],
  ["Trash", "/trash", "d"],
];

const FOR_ADMINISTRATORS = [
  ["Retention", "/retention", "r"],
  ["Tokens", "/tokens", "k"],
  ["Audit", "/audit", "a"],
];

const ROUTES = [
  [/^\/$/, overview, "Overview"],
  [/^\/conversations$/, conversations, "Conversations"],
  [/^\/conversations\/([^/]+)$/, conversation, "Conversation"],
  [/^\/conversations\/([^/]+)\/edit$/, edit, "Edit"],
  [/^\/search$/, search, "Search"],
  [/^\/sessions$/, sessions, "Recorded sessions"],
  [/^\/sessions\/([^/]+)$/, session, "Recorded session"],
  [/^\/upstreams$/, upstreams, "Upstreams"],
  [/^\/contexts$/, contexts, "Startup contexts"],
  [/^\/import$/, importing, "Import"],
  [/^\/trash$/, trash, "Trash"],
  [/^\/retention$/, retention, "Retention"],
  [/^\/tokens$/, tokens, "Tokens"],
  [/^\/audit$/, audit, "Audit"],
  [/^\/contexts\/(?:new|edit)$/, context, "Startup context"],
];

const main = document.getElementById("main");
const find = document.getElementById("find");
let page = new AbortController();
let unsaved = () => false;
let shown = location.hash;

function go(path, query, { replace = false } = {}) {
  const text = query?.toString();
  const hash = "#" + path + (text ? "?" + text : "");
  if (replace) history.replaceState(null, "", hash);
  else if (location.hash !== hash) history.pushState(null, "", hash);
  show();
}

function show() {
  if (locked) return;
  if (location.hash !== shown && unsaved() && !window.confirm("What you wrote is not saved. Leave it?")) {
    history.replaceState(null, "", shown);
    return;
  }
  const [path, text] = (location.hash.slice(1) || "/").split(/\?(.*)/s);
  const query = new URLSearchParams(text ?? "");
  const samePage = shown.split("?")[0] === location.hash.split("?")[0] && main.querySelector("h1");
  shown = location.hash;
  unsaved = () => false;
  // what it asks belongs to the page that is left
  document.querySelector("dialog[open]")?.close();
  page.abort();
  page = new AbortController();
  const [match, show, title] = ROUTES.map(([pattern, page, name]) => [pattern.exec(path), page, name]).find(([found]) => found)
    ?? [[], missing, "Not found"];
  document.title = `${title} · Dewey`;
  for (const link of document.querySelectorAll(".rail a")) {
    const at = link.getAttribute("href").slice(1);
    if (at === path || at !== "/" && path.startsWith(at + "/")) {
      link.setAttribute("aria-current", "page");
      bringIntoView(link);
    } else link.removeAttribute("aria-current");
  }
  if (path === "/search" && document.activeElement !== find) find.value = query.get("query") ?? "";
  main.replaceChildren();
  show({ main, query, id: decoded(match[1]), signal: page.signal, go, leaving: asked => { unsaved = asked; } });
  if (!samePage) {
    window.scrollTo(0, 0);
    announce(title);
    if (document.activeElement !== find) main.focus({ preventScroll: true });
  }
}

/** Where the pages stand in one row that is wider than the screen. */
function bringIntoView(link) {
  document.querySelector(".rail").scrollTo({ left: link.offsetLeft - 40 });
}

const decoded = text => text === undefined ? undefined : decodeURIComponent(text);

function missing({ main }) {
  main.replaceChildren(head("Not found", h("a", { href: "#/" }, "Back to the overview")));
}

const pageList = h("ul", null, PAGES.map(([name, path, key]) =>
  h("li", null, h("a", { href: "#" + path, "aria-keyshortcuts": "g " + key }, name))));
document.querySelector(".rail").append(pageList);

/** Pages that only an administrator may see. */
function administer() {
  for (const [name, path, key] of FOR_ADMINISTRATORS) {
    PAGES.push([name, path, key]);
    const link = h("a", { href: "#" + path, "aria-keyshortcuts": "g " + key }, name);
    pageList.append(h("li", null, link));
    if (location.hash.slice(1) === path) {
      link.setAttribute("aria-current", "page");
      bringIntoView(link);
    }
  }
}

document.querySelector(".skip").addEventListener("click", event => {
  event.preventDefault();
  main.focus();
});

document.querySelector(".find").addEventListener("submit", event => {
  event.preventDefault();
  look();
});
find.addEventListener("input", look);

function look() {
  const [path, text] = (location.hash.slice(1) || "/").split(/\?(.*)/s);
  const query = new URLSearchParams(path === "/search" ? text ?? "" : "");
  if (find.value) query.set("query", find.value);
  else query.delete("query");
  go("/search", query, { replace: path === "/search" });
}

// Light, dark, or whatever the system says
const theme = document.getElementById("theme");
const THEMES = ["system", "light", "dark"];
function dress(name) {
  if (name === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = name;
  theme.title = `Colours: ${name}`;
  theme.setAttribute("aria-label", `Colours: ${name}. Switch`);
}
let wearing = THEMES.includes(localStorage.getItem("dewey-theme")) ? localStorage.getItem("dewey-theme") : "system";
dress(wearing);
function switchTheme() {
  wearing = THEMES[(THEMES.indexOf(wearing) + 1) % THEMES.length];
  localStorage.setItem("dewey-theme", wearing);
  dress(wearing);
  announce(`Colours: ${wearing}`);
}
theme.addEventListener("click", switchTheme);

// Keys
const KEYS = [["/", "Search"], ["g then o, c, f, s, u, x", "Overview, conversations, find, sessions, upstreams, contexts"],
  ["g then i, d, r, k, a", "Import, deleted, retention, tokens, audit"],
  ["j, k", "Next, previous in a list or conversation"], ["Enter", "Open it"], ["t", "Light, dark, as the system"], ["Ctrl S", "Save what is edited"],
  ["?", "This"]];

function help() {
  const dialog = h("dialog", { "aria-labelledby": "keys", onclose: () => dialog.remove() }, h("form", { method: "dialog" },
    h("h2", { id: "keys" }, "Keyboard"), h("dl", { class: "keys" }, KEYS.map(([key, does]) => h("div", null, h("dt", null, h("kbd", null, key)), h("dd", null, does)))),
    h("div", { class: "actions" }, h("button", { autofocus: true }, "Close"))));
  document.body.append(dialog);
  dialog.showModal();
}
document.getElementById("help").addEventListener("click", help);

let going = 0;
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && document.activeElement === find) {
    main.focus();
    return;
  }
  if (event.target.closest("input, textarea, select")) return;
  if (going && Date.now() - going < 1500) {
    going = 0;
    const target = PAGES.find(([, , key]) => key === event.key);
    if (target) {
      event.preventDefault();
      go(target[1]);
    }
    return;
  }
  const act = { "/": () => find.select() || find.focus(), g: () => { going = Date.now(); }, t: switchTheme, "?": help, j: () => step(1), k: () => step(-1) }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

function step(by) {
  const stops = [...main.querySelectorAll(".cards a, .results a.result, tbody th a, .frames summary, .messages > article")];
  if (stops.length === 0) return;
  const inside = stops.findIndex(stop => stop === document.activeElement || stop.matches("article") && stop.contains(document.activeElement));
  const next = stops[Math.max(0, Math.min(stops.length - 1, inside < 0 ? 0 : inside + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// Who asks; where a token is needed and there is none, nothing else is shown
let locked = false;
window.addEventListener("dewey-login", () => {
  if (locked) return;
  locked = true;
  page.abort();
  document.body.classList.add("locked");
  document.title = "Log in · Dewey";
  login(main);
});
get("login").then(who => {
  if (who.roles.includes("admin")) administer();
  if (who.name === "local") return;
  document.querySelector(".tools").prepend(h("span", { class: "who", dir: "auto", title: `Tenant ${who.tenant}` }, who.name),
    h("button", { type: "button", class: "quiet", onclick: logout }, "Log out"));
}, () => {});

// most browsers tell of a new hash twice
for (const name of ["hashchange", "popstate"]) window.addEventListener(name, () => { if (location.hash !== shown) show(); });
window.addEventListener("beforeunload", event => { if (unsaved()) event.preventDefault(); });
show();
