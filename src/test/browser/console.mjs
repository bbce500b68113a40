// The main paths of the console in a real Chromium, and axe's rules on every page. Prints what was seen as one line of JSON;
// ConsoleBrowserIT decides what is right.
//   node console.mjs ADDRESS '{"word": …, "conversation": …, "hostile": …, "session": …}' CHROMIUM
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [, , address, text, executablePath] = process.argv;
const given = JSON.parse(text);
const console_ = new URL("/console/", address).href;
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let imported;
const seen = { problems: [], foreign: [], violations: [], wide: [] };

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
try {
  await paths();
  for (const [colorScheme, width] of [["light", 1280], ["dark", 390]]) await rules(colorScheme, width);
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(seen) + "\n");

function watched(page) {
  page.setDefaultTimeout(60_000);
  page.on("console", message => { if (message.type() === "error") seen.problems.push(message.text()); });
  page.on("pageerror", error => seen.problems.push(String(error)));
  page.on("dialog", dialog => { seen.problems.push("dialog: " + dialog.message()); dialog.dismiss(); });
  page.on("request", request => { if (!request.url().startsWith(new URL("/", address).href)) seen.foreign.push(request.url()); });
  return page;
}

async function ready(page) {
  await page.waitForFunction(() => document.querySelector("main h1") && !document.querySelector("main .loading, main [aria-busy]"));
}

async function paths() {
  const page = watched(await (await browser.newContext()).newPage());
  await page.goto(console_);
  await ready(page);
  seen.title = await page.title();
  seen.tiles = await page.locator(".tile").count();
  seen.plots = await page.locator(".chart svg").count();

  // search as one types, by keyboard alone
  await page.keyboard.press("/");
  await page.keyboard.type(given.word, { delay: 15 });
  await page.locator(".results mark").first().waitFor();
  seen.marked = await page.locator(".results mark").first().textContent();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.locator("article.marked").waitFor();
  seen.found = await page.locator("article.marked .body").textContent();
  seen.focused = await page.evaluate(() => document.activeElement.matches("article.marked"));

  // what was stored is shown as it is, and runs nothing
  await page.goto(`${console_}#/conversations/${given.hostile}`);
  await page.locator("article .body").first().waitFor();
  seen.hostile = await page.locator("article .body").allTextContents();
  seen.alive = await page.locator("main script, main img, main iframe, main [onerror], main a[href^='javascript']").count();

  // a title is changed, the conversation deleted and restored
  await page.goto(`${console_}#/conversations/${given.conversation}`);
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Renamed " + given.word);
  await page.getByRole("textbox", { name: "Tags" }).fill("green, blue");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("h1", { hasText: "Renamed " + given.word }).waitFor();
  const conversation = new URL("/api/conversations/" + given.conversation, address);
  seen.edited = (await (await fetch(conversation)).json()).metadata.tags;
  await page.getByRole("button", { name: "Delete" }).click();
  await page.locator("dialog").getByRole("button", { name: "Delete" }).click();
  await page.waitForFunction(() => location.hash === "#/conversations");
  seen.gone = (await fetch(conversation)).status;
  await page.goto(console_ + "#/trash");
  await page.getByRole("button", { name: "Restore Renamed " + given.word }).click();
  await page.getByText("Restored:").waitFor();
  seen.restored = (await fetch(conversation)).status;

  // a policy of retention is made and deleted
  await page.goto(console_ + "#/retention");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(given.word);
  await page.getByRole("combobox", { name: "Which" }).selectOption({ label: "Recorded sessions" });
  await page.getByRole("spinbutton").fill("3650");
  await page.getByRole("button", { name: "Set" }).click();
  await page.getByRole("rowheader", { name: given.word }).waitFor();
  const policies = async () => (await (await fetch(new URL("/api/retention", address))).json()).policies.filter(one => one.name === given.word);
  seen.policy = await policies();
  await page.getByRole("button", { name: "Delete " + given.word }).click();
  await page.locator("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("is deleted.").waitFor();
  seen.policies = (await policies()).length;

  // a transcript is imported; what its tools did is folded
  await page.goto(console_ + "#/import");
  await page.locator("#files").setInputFiles({ name: given.word + ".jsonl", mimeType: "application/jsonl", buffer: Buffer.from(transcript()) });
  await page.locator(".uploads").getByRole("link", { name: "Read it" }).click();
  await page.locator("article .fold.call summary").first().click();
  imported = page.url().split("/").at(-1);
  seen.folds = await page.locator("article .fold .name").allTextContents();
  seen.unfolded = await page.locator("article .fold.call[open] pre").first().textContent();

  // a token is made and revoked, which the audit knows
  await page.goto(console_ + "#/tokens");
  await page.getByRole("textbox", { name: "Name" }).fill(given.word);
  await page.getByRole("button", { name: "Make a token" }).click();
  seen.token = await page.locator(".fresh code").textContent();
  await page.getByRole("button", { name: "Revoke " + given.word }).click();
  await page.locator("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("button", { name: "Revoke " + given.word }).waitFor({ state: "detached" });
  await page.goto(console_ + "#/audit");
  await ready(page);
  await page.getByRole("button", { name: "Verify the chain" }).click();
  seen.chain = await page.locator("main [role=status] .badge").textContent();

  // what a dialog asks is over with its page
  await page.keyboard.press("?");
  await page.locator("dialog[open]").waitFor();
  await page.goBack();
  await page.locator("h1", { hasText: "Tokens" }).waitFor();
  seen.dialogs = await page.locator("dialog").count();

  // a recorded session
  await page.goto(`${console_}#/sessions/${given.session}`);
  await page.locator(".frames summary").first().click();
  await page.locator(".frames pre").first().waitFor();
  seen.frame = await page.locator(".frames pre").first().textContent();

  // a startup context is made, changed and deleted
  await page.keyboard.press("g");
  await page.keyboard.press("x");
  await page.locator("a:has-text('New context')").click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(given.word);
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("first");
  await page.locator("input[name=active]").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForFunction(word => location.hash.includes("edit?name=" + word), given.word);
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("second");
  await page.keyboard.press("Control+s");
  await page.waitForFunction(() => document.querySelector(".editor .note")?.textContent === "6 characters");
  seen.saved = (await (await fetch(new URL("/api/contexts/" + given.word, address))).json()).content;
  await page.getByRole("button", { name: "Delete" }).click();
  await page.locator("dialog").getByRole("button", { name: "Delete" }).click();
  await page.waitForFunction(() => location.hash === "#/contexts");
  seen.deleted = (await fetch(new URL("/api/contexts/" + given.word, address))).status;

  // colours
  await page.locator("#theme").click();
  seen.theme = await page.evaluate(() => document.documentElement.dataset.theme);
}

// one answer of a model in three rows, as Claude Code writes it, and what its tool said
function transcript() {
  const row = (number, type, message) => JSON.stringify({ type, message, uuid: `00000000-0000-4000-8000-00000000000${number}`,
    sessionId: given.word, timestamp: `2026-11-20T09:00:0${number}Z` });
  const answer = (number, block) => row(number, "assistant", { id: "msg_1", role: "assistant", model: "opus-4", content: [block] });
  return [answer(1, { type: "thinking", thinking: "Look at the log.", signature: "s" }), answer(2, { type: "text", text: "I look at the log." }),
    answer(3, { type: "tool_use", id: "t1", name: "Bash", input: { command: "tail " + given.word } }),
    row(4, "user", { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "It ends here.", is_error: true }] })].join("\n");
}

async function rules(colorScheme, width) {
  // the policy would keep axe out, too
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
  const page = watched(await context.newPage());
  await page.goto(console_);
  await ready(page);
  await page.evaluate(axe);
  const judged = async what => {
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) seen.wide.push(`${what} at ${width}`);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    seen.violations.push(...found.violations.map(one => `${what} ${colorScheme}: ${one.impact} ${one.id} ${one.nodes[0].target.join(" ")}`));
  };
  for (const path of ["", "conversations", "conversations/" + given.conversation, "conversations/" + given.hostile, "conversations/" + imported,
    `conversations/${given.conversation}/edit`, "search?query=" + given.word, "sessions", "sessions/" + given.session, "upstreams",
    "contexts", "contexts/new", "import", "trash", "retention", "tokens", "audit"]) {
    await page.evaluate(hash => {
      document.querySelector("main h1").classList.add("of-the-page-before");
      location.hash = hash;
    }, "#/" + path);
    await page.waitForFunction(() => document.querySelector("main h1:not(.of-the-page-before)"));
    await ready(page);
    // what is folded is judged, too; what it loads begins a moment after it is opened
    await page.evaluate(() => document.querySelectorAll("main details").forEach(fold => { fold.open = true; }));
    await page.waitForTimeout(100);
    await ready(page);
    await judged(path);
  }
  await page.keyboard.press("?");
  await judged("keys");
  await page.keyboard.press("Escape");
  await page.evaluate(() => window.dispatchEvent(new Event("dewey-login")));
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await judged("login");
  await context.close();
}
