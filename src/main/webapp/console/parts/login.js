import { Refusal, address } from "./api.js";
import { h } from "./dom.js";
import { failure, field } from "./view.js";

/** In place of every page while nobody is logged in. The token goes into a cookie that no script can read. */
export function login(main) {
  const token = h("input", { type: "password", name: "token", required: true, autocomplete: "current-password", spellcheck: "false" });
  const form = h("form", { class: "login", onsubmit: async event => {
    event.preventDefault();
    form.querySelector(".failure")?.remove();
    try {
      const response = await fetch(address("login"), { method: "POST", credentials: "same-origin",
        headers: { Authorization: "Bearer " + token.value.trim(), "X-Dewey-Request": "1" } });
      if (response.ok) location.reload();
      else form.append(failure(new Refusal(response.status, await problem(response))));
    } catch {
      form.append(failure(new Refusal(0, { message: "Dewey cannot be reached, or the token has characters that no token has." })));
    }
  } },
    h("h1", null, "Log in"), h("p", null, "This Dewey asks for a token. An administrator gives you one; it is kept until you close the browser."),
    field("Token", token), h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Log in")));
  main.replaceChildren(form);
  token.focus();
}

async function problem(response) {
  if (response.status === 401) return { message: "This token is unknown, has expired or was revoked." };
  const answer = await response.json().catch(() => null);
  return { message: answer?.error_description ?? answer?.error?.message };
}

export async function logout() {
  await fetch(address("login"), { method: "DELETE", credentials: "same-origin", headers: { "X-Dewey-Request": "1" } });
  location.reload();
}
