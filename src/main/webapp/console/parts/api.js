/** What the API refused, in its own words. */
export class Refusal extends Error {
  constructor(status, error) {
    super(error?.message ?? (status === 403 ? "Your role does not allow this." : `The server answered ${status}`));
    this.status = status;
    this.reason = error?.reason;
    this.field = error?.field;
  }
}

const BASE = new URL("../../api/", import.meta.url);

export function address(path, query = {}) {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries(query)) {
    if (value !== "" && value !== null && value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

async function ask(method, path, { query, body, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-Dewey-Request"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(address(path, query), {
      method, headers, signal, credentials: "same-origin", body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Refusal(0, { message: "Dewey cannot be reached. It may be stopping or starting; try again in a moment." });
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text === "" ? null : JSON.parse(text);
  } catch {
    // not one of Dewey's own answers
  }
  if (!response.ok) {
    if (response.status === 401) window.dispatchEvent(new Event("dewey-login"));
    const error = typeof answer?.error === "string" ? { reason: answer.error, message: answer.error_description } : answer?.error;
    throw new Refusal(response.status, error);
  }
  return answer;
}

export const get = (path, query, signal) => ask("GET", path, { query, signal });
export const put = (path, body) => ask("PUT", path, { body });
export const post = (path, body) => ask("POST", path, { body });
export const patch = (path, body) => ask("PATCH", path, { body });
export const remove = path => ask("DELETE", path);
export const segment = encodeURIComponent;
