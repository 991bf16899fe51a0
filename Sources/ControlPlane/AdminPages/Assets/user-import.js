/**
 * Imports users from a file or from pasted text: first what would change, then the change. Hooks: `#import-dialog`,
 * `#import-file`, `#import-text`, `#import-preview` with `#import-summary`, `#import-go`, `#import-back`.
 */
import { customerPath, request, withQuery } from "./api.js";
import { open } from "./dialog.js";
import { byId, counted, element, fill } from "./element.js";
import { FormProblem, clearProblem, whenSent } from "./form.js";
import { note } from "./notice.js";
import { viewer } from "./viewer.js";
import { licenceWord, userLicenceWord } from "./words.js";

/** Changes that are listed; the rest is counted. */
const listed = 100;
const columnWords = { name: "name", extension: "extension", userLicence: "licence", supervisor: "supervisor", agentAddOn: "agent add-on", desktopClient: "desktop", crmAddOn: "CRM add-on" };

/** `whenDone()` is called after an import. */
export function userImport(whenDone) {
  const dialog = byId("import-dialog"), form = byId("import-form"), preview = byId("import-preview");
  const text = byId("import-text"), file = byId("import-file");
  let isShown = false;

  byId("import-users").addEventListener("click", () => { back(); open(dialog); });
  byId("import-back").addEventListener("click", back);
  file.addEventListener("change", async () => {
    if (file.files[0]) text.value = await file.files[0].text();
  });

  function back() {
    isShown = false;
    clearProblem(form);
    fill(preview);
    step();
  }

  function step() {
    byId("import-source").hidden = isShown;
    byId("import-back").hidden = !isShown;
    byId("import-go").textContent = isShown ? "Import" : "Show changes";
    byId("import-go").disabled = false;
  }

  function send(dryRun) {
    const body = text.value.trim();
    const contentType = /^[[{]/.test(body) ? "application/json" : "text/csv";
    return request("POST", withQuery(customerPath(viewer.pageCustomer, "user-imports"), { dryRun }), { body, contentType });
  }

  whenSent(form, async () => {
    if (!text.value.trim()) throw new FormProblem([{ field: "text", reason: "choose a file, or paste what is in it" }]);
    const { data } = await send(!isShown);
    if (isShown) {
      dialog.close();
      note(`${counted(data.created, "user")} added, ${data.changed} changed.`);
      text.value = file.value = "";
      whenDone();
      return;
    }
    isShown = true;
    step();
    show(data);
  });

  function show(data) {
    const screens = data.changes.flatMap((change) => change.screens);
    const hasChanges = data.created + data.changed > 0;
    byId("import-go").disabled = !hasChanges;
    fill(preview,
      element("p", { id: "import-summary" }, element("b", {}, hasChanges ? `${counted(data.created, "user")} to add, ${data.changed} to change` : "Nothing to change"), `, ${data.unchanged} the same already.`),
      figures(data.licences),
      screens.length > 0 && element("div", { class: "banner attention" }, element("div", {}, element("b", {}, `${counted(screens.length, "screen changes", "screens change")}:`),
        element("ul", {}, screens.slice(0, 20).map((screen) => element("li", {}, element("b", {}, screen.name), `: ${screen.screen}`)), screens.length > 20 && element("li", {}, `and ${screens.length - 20} more`)))),
      hasChanges && element("div", { class: "table-scroll" }, element("table", { class: "keep", id: "import-changes" },
        element("thead", {}, element("tr", {}, ["User", "What"].map((title) => element("th", { scope: "col" }, title)))),
        element("tbody", {}, data.changes.slice(0, listed).map(line)))),
      data.changes.length > listed && element("p", { class: "soft" }, `and ${data.changes.length - listed} more.`));
  }

  function line(change) {
    return element("tr", { "data-key": change.userId }, element("td", {}, change.userId),
      element("td", {}, change.action === "created" ? element("span", { class: "tag" }, "new") : change.fields.map(({ field, from, to }) => `${columnWords[field] ?? field}: ${word(field, from)} → ${word(field, to)}`).join(", ")));
  }
}

function word(field, value) {
  if (field === "supervisor") return licenceWord(value);
  if (field === "userLicence") return userLicenceWord(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === "" ? "–" : String(value);
}

/** The licence figures that the import moves. */
function figures({ before, after }) {
  const moved = ["users", "clients", "supervisor"].flatMap((group) => Object.keys(after[group])
    .filter((name) => before[group][name] !== after[group][name])
    .map((name) => `${{ agentAddOn: "Agent add-on", desktop: "Desktop", crmAddOn: "CRM add-on", essential: "Essential", professional: "Professional" }[name] ?? licenceWord(name)} ${before[group][name]} → ${after[group][name]}`));
  return moved.length > 0 && element("p", { class: "soft" }, `Licences: ${moved.join(", ")}.`);
}
