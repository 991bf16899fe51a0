/**
 * The list of customers, and the form that adds one. Hooks: `#customers` with `tr[data-key=<id>]`, `#customers-search`,
 * `#add-customer`, `#customer-dialog`, `#customer-form`.
 */
import { list, request } from "./api.js";
import { offerTimeZones } from "./customer.js";
import { open } from "./dialog.js";
import { byId, counted, element } from "./element.js";
import { feedBadge, lastEvent, troubleWords } from "./feed.js";
import { idFrom, whenSent, wholeNumber } from "./form.js";
import { onPage } from "./notice.js";
import { makeTable } from "./table.js";
import { maximumWord } from "./words.js";

/** How often the list is fetched again while somebody looks at it. */
const refreshMillis = 15_000;
/** What needs an eye first. */
const feedOrder = ["lost", "delayed", "live", "none"];

const table = makeTable("customers", {
  search: "customers-search",
  sort: "Customer",
  key: (customer) => customer.id,
  text: (customer) => `${customer.name} ${customer.id}`,
  empty: "No customers yet.",
  columns: [
    { title: "Customer", isLead: true, by: (customer) => customer.name, cell: (customer) => [element("a", { href: `/customers/${customer.id}` }, customer.name), element("span", { class: "sub mono" }, customer.id)] },
    { title: "Wallboards", isNumber: true, by: ({ wallboards }) => wallboards?.configured, cell: seats },
    { title: "Connected", isNumber: true, by: ({ wallboards }) => wallboards?.connected, cell: ({ wallboards }) => wallboards?.connected ?? "" },
    { title: "Feed", by: ({ feed }) => feedOrder.indexOf(feed.state), cell: feedCell },
    { title: "Time zone", by: (customer) => customer.timeZone, cell: (customer) => customer.timeZone },
  ],
});

function seats({ id, wallboards, maxWallboards }) {
  if (!wallboards) return maximumWord(maxWallboards);
  const figure = element("a", { href: `/customers/${id}`, "aria-label": `${wallboards.configured} of ${maximumWord(wallboards.max)} wallboards` }, wallboards.display);
  return wallboards.over ? [element("span", { class: "tag attention" }, "over"), " ", figure] : figure;
}

function feedCell({ feed }) {
  const [last, trouble] = [lastEvent(feed), troubleWords(feed)];
  const line = (...words) => element("span", { class: "sub" }, words);
  return [feedBadge(feed), last && line("last event ", last), trouble && line(trouble)];
}

async function load() {
  const customers = await list("/v1/customers");
  const seatsTaken = customers.reduce((sum, { wallboards }) => sum + (wallboards?.configured ?? 0), 0);
  byId("customers-count").textContent = `${counted(customers.length, "customer")}, ${counted(seatsTaken, "wallboard")}`;
  table.show(customers);
}

const form = byId("customer-form");
if (form) {
  offerTimeZones("time-zones");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  byId("add-customer").addEventListener("click", () => {
    if (!form.timeZone.value) form.timeZone.value = own;
    open(byId("customer-dialog"), "name");
  });
  let isIDTyped = false;
  const idField = form.elements.namedItem("id"), nameField = form.elements.namedItem("name");
  idField.addEventListener("input", () => { isIDTyped = idField.value !== ""; });
  nameField.addEventListener("input", () => { if (!isIDTyped) idField.value = idFrom(nameField.value); });
  form.maxWallboards.addEventListener("input", () => { form.maximumKind.value = "number"; });
  whenSent(form, async () => {
    const maxWallboards = form.maximumKind.value === "unlimited" ? null : wholeNumber(form, "maxWallboards", { isRequired: true });
    const id = idField.value.trim();
    await request("POST", "/v1/customers", { body: { id, name: nameField.value.trim(), timeZone: form.timeZone.value.trim(), maxWallboards } });
    location.assign(`/customers/${encodeURIComponent(id)}`);
  });
}

onPage(load);
setInterval(() => {
  if (!document.hidden && !document.querySelector("dialog[open]")) onPage(load);
}, refreshMillis);
