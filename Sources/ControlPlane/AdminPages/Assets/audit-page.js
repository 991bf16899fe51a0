/**
 * What admins did, newest first. Hooks: `#audit` with `tr[data-key=<number>]`, `#audit-customer`, `#audit-search`,
 * `#audit-outcome`, `#audit-more`.
 */
import { get, list, withQuery } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { onPage } from "./notice.js";
import { makeTable } from "./table.js";
import { say, timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { authorName, roleWord } from "./words.js";

/** Entries that are fetched at once. */
const pageItems = 200;
const outcome = ({ status }) => status === null ? "unknown" : status < 400 ? "done" : "refused";

const table = makeTable("audit", {
  search: "audit-search",
  key: (entry) => entry.number,
  text: (entry) => [entry.author, entry.operation, entry.path, entry.customerId, entry.address, entry.change].join(" "),
  empty: "Nothing was done yet.",
  columns: [
    { title: "When", isLead: true, cell: (entry) => timeElement(entry.at, `${say("dayMonth", entry.at)}, ${say("clock", entry.at)}`) },
    { title: "Who", cell: (entry) => [element("span", { title: entry.author }, authorName(entry.author)), element("span", { class: "sub" }, `${roleWord(entry.role)}, ${entry.address}`)] },
    { title: "What", cell: (entry) => [sentence(entry.operation), element("span", { class: "sub mono" }, entry.path), entry.change && details(entry.change)] },
    { title: "Outcome", cell: (entry) => element("span", { class: outcome(entry) === "refused" ? "tag attention" : "tag" }, entry.status === null ? "unknown" : `${outcome(entry)} (${entry.status})`) },
  ],
});

/** `changeLicences` → `Change licences`. */
function sentence(operation) {
  const words = operation.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function details(change) {
  return element("details", {}, element("summary", {}, "What was sent"), element("code", {}, change));
}

const customer = byId("audit-customer"), wanted = byId("audit-outcome"), more = byId("audit-more");
let entries = [], cursor;

async function load(isMore = false) {
  const page = await get(withQuery("/v1/audit", { customerId: customer?.value || viewer.customerId, limit: pageItems, cursor: isMore ? cursor : undefined }));
  entries = isMore ? [...entries, ...page.items] : page.items;
  cursor = page.nextCursor;
  more.hidden = !cursor;
  draw();
}

function draw() {
  byId("audit-range").textContent = entries.length ? `${counted(entries.length, "entry", "entries")}, back to ${say("full", entries.at(-1).at)}` : "";
  table.show(wanted.value ? entries.filter((entry) => outcome(entry) === wanted.value) : entries);
}

byId("audit-filters").addEventListener("submit", (event) => event.preventDefault());
wanted.addEventListener("change", draw);
customer?.addEventListener("change", () => onPage(() => load()));
more.addEventListener("click", () => onPage(() => load(true)));
if (customer) list("/v1/customers").then((all) => fill(customer, element("option", { value: "" }, "All"), all.map(({ id, name }) => element("option", { value: id }, name))), () => { /* the list stays for all */ });
onPage(() => load());
