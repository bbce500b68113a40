import { address, segment } from "../parts/api.js";
import { announce, h, replace, visible } from "../parts/dom.js";
import { bytes, number, plural } from "../parts/format.js";
import { badge, failure, head } from "../parts/view.js";

/** Files into conversations: the upload first, then the import of what was uploaded, each with how far it is. */
export function importing({ main, signal, leaving }) {
  const list = h("ul", { class: "uploads", "aria-label": "Files" });
  const input = h("input", { id: "files", type: "file", multiple: true, class: "hidden", onchange: event => {
    take([...event.target.files]);
    event.target.value = "";
  } });
  const drop = h("div", { class: "drop" }, h("p", null, h("label", { class: "button primary", for: "files" }, "Choose files"), input, " or drop them here"),
    h("p", { class: "note" }, "Claude Code sessions, exports of ChatGPT and Claude.ai, messages as JSON or JSON Lines, and exports of Dewey. A file that has grown may be imported again: only what is new is added."));
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, event => {
    event.preventDefault();
    drop.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", event => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  main.replaceChildren(head("Import", "Transcripts become conversations."), drop, list);

  let running = 0;
  const waiting = [];
  leaving(() => running > 0);

  function take(files) {
    for (const file of files) {
      const state = h("p", { class: "meta", role: "status" }, "waits");
      const bar = h("progress", { max: "1", value: "0", "aria-label": file.name });
      const row = h("li", null, h("strong", { dir: "auto" }, visible(file.name)), " ", h("span", { class: "note" }, bytes(file.size)), bar, state);
      list.append(row);
      waiting.push({ file, state, bar, row });
    }
    next();
  }

  // one after the other: an import is the work of thousands of messages
  function next() {
    if (running > 0 || waiting.length === 0) return;
    running++;
    send(waiting.shift(), () => {
      running--;
      next();
    });
  }

  function send({ file, state, bar, row }, done) {
    const request = new XMLHttpRequest();
    request.open("POST", address("import", { name: file.name }));
    request.setRequestHeader("X-Dewey-Request", "1");
    request.setRequestHeader("Accept", "application/x-ndjson, application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    const show = (part, words) => {
      bar.value = part;
      state.textContent = words;
    };
    request.upload.onprogress = event => show(event.lengthComputable ? event.loaded / event.total / 2 : 0, `uploading, ${bytes(event.loaded)}`);
    request.onprogress = () => {
      const last = request.responseText.slice(0, request.responseText.lastIndexOf("\n")).split("\n").at(-1);
      const told = parsed(last)?.progress;
      if (told) show(0.5 + told.bytes / Math.max(1, told.size) / 2, `importing, ${plural(told.messages, "message")}`);
    };
    request.onload = () => {
      const answer = parsed(request.responseText.trim().split("\n").at(-1));
      const report = answer?.report ?? (answer?.conversation_id ? answer : null);
      if (request.status === 200 && report) finished(report);
      else failed(answer?.error?.message ?? answer?.error_description ?? `The server answered ${request.status}`);
      done();
    };
    request.onerror = () => {
      failed("The connection was lost. What is imported already stays; importing the file again adds the rest.");
      done();
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);

    function finished(report) {
      bar.remove();
      const many = report.conversations ?? 1;
      replace(state, badge("done", "good"), `${plural(report.stored, "message")} stored`,
        report.duplicates ? `, ${number(report.duplicates)} known already` : "", report.completed ? `, ${number(report.completed)} completed` : "",
        many > 1 ? ` in ${number(many)} conversations. ` : ". ",
        h("a", { href: many > 1 ? "#/conversations?sort_by=created_at" : "#/conversations/" + segment(report.conversation_id) }, many > 1 ? "See them" : "Read it"));
      if (report.invalid_lines?.length) {
        row.append(h("details", null, h("summary", null, plural(report.invalid_line_count, "line") + " could not be read"),
          h("ul", null, report.invalid_lines.map(one => h("li", null, `line ${one.line}: `, visible(one.reason))))));
      }
      announce(`${file.name}: ${report.stored} messages stored`);
    }

    function failed(message) {
      bar.remove();
      state.remove();
      row.append(failure({ message }));
    }
  }
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
