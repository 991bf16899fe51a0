/**
 * The users of a customer. Hooks: `#users` with `tr[data-key=<userId>]`, `#users-search`, `#add-user`, `#import-users`,
 * `#pbx-state`; the form is in `user-form.js`, the import in `user-import.js`.
 */
import { customerPath, get, list } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { onPage } from "./notice.js";
import { makeTable } from "./table.js";
import { timeElement } from "./time.js";
import { userForm } from "./user-form.js";
import { userImport } from "./user-import.js";
import { viewer } from "./viewer.js";
import { licenceWord, userLicenceWord } from "./words.js";

const form = viewer.mayEdit ? userForm(() => onPage(load)) : null;
const tick = (is, what) => is ? element("span", {}, element("span", { "aria-hidden": "true" }, "✓"), element("span", { class: "visually-hidden" }, `has ${what}`)) : "";

const table = makeTable("users", {
  search: "users-search", sort: "Name",
  key: (user) => user.id, text: (user) => `${user.name} ${user.id} ${user.extension}`,
  empty: "No users yet. Add one, or import them from a file.",
  columns: [
    { title: "Name", isLead: true, by: (user) => user.name, cell: (user) => [form ? element("button", { type: "button", class: "link", on: { click: () => form.edit(user.id) } }, user.name) : user.name, element("span", { class: "sub" }, user.id)] },
    { title: "Extension", by: (user) => user.extension, cell: (user) => user.extension },
    { title: "Licence", by: (user) => user.userLicence, cell: (user) => user.userLicence ? userLicenceWord(user.userLicence) : element("span", { class: "soft" }, "None") },
    { title: "Supervisor", by: (user) => licenceRank(user.supervisor), cell: (user) => user.supervisor === "none" ? "" : licenceWord(user.supervisor) },
    { title: "Agent", by: (user) => Number(!user.agentAddOn), cell: (user) => tick(user.agentAddOn, "the agent add-on") },
    { title: "Desktop", by: (user) => Number(!user.desktopClient), cell: (user) => tick(user.desktopClient, "the desktop client") },
    { title: "CRM", by: (user) => Number(!user.crmAddOn), cell: (user) => tick(user.crmAddOn, "the CRM add-on") },
  ],
});

/** The highest licence first. */
function licenceRank(licence) {
  return -["none", "reports", "insights", "analytics", "liveAnalytics", "contactCentre"].indexOf(licence);
}

async function load() {
  const users = await list(customerPath(viewer.pageCustomer, "users"));
  byId("users-count").textContent = counted(users.length, "user");
  table.show(users);
}

/** Whether the agent add-ons follow the PBX, and what it reported last. */
async function loadPBX() {
  const report = await get(customerPath(viewer.pageCustomer, "pbx-agents"));
  form?.setSynced(report.agentAddOn === "synced");
  const strip = byId("pbx-state");
  const reported = report.reportedAt
    ? [`it reported ${counted(report.extensions.length, "agent")} `, timeElement(report.reportedAt)]
    : "it has not reported yet";
  fill(strip, report.agentAddOn === "synced"
    ? ["The agent add-on follows the PBX: ", reported, "."]
    : ["The agent add-on is set here, user by user", report.reportedAt ? ["; the PBX reports too: ", reported] : "", "."]);
  strip.dataset.mode = report.agentAddOn;
}

byId("add-user")?.addEventListener("click", () => form.add());
if (viewer.mayEdit) userImport(() => onPage(load));
onPage(load);
loadPBX().catch((problem) => console.warn("The PBX's agents are not known:", problem.message));
