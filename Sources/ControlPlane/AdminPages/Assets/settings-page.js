/**
 * The settings of a customer. Hooks: `#settings-form` with the API's names as control names (and `sleeps`, `sleepFrom`,
 * `sleepTo`), `#settings-save`, `#settings-undo`, `#settings-conflict`, `#delete-customer`.
 */
import { customerPath, get, request } from "./api.js";
import { showConflict } from "./conflict.js";
import { offerTimeZones, pageCustomer, showName } from "./customer.js";
import { ask } from "./dialog.js";
import { byId, counted, element } from "./element.js";
import { goalFields, goalWords, goalsPatch } from "./goal-fields.js";
import { clearProblem, setValues, whenSent, wholeNumber } from "./form.js";
import { note, onPage } from "./notice.js";
import { viewer } from "./viewer.js";

const path = customerPath(viewer.pageCustomer);
const form = byId("settings-form"), save = byId("settings-save"), undo = byId("settings-undo");
const hours = (value) => value ? `${value.from}–${value.to}` : "never";
const fields = {
  name: ["Name"], timeZone: ["Time zone"], resetTime: ["Figures reset at"], serviceLevelSeconds: ["Service level, seconds"],
  shortAbandonSeconds: ["Short abandon, seconds"], serviceLevelVariant: ["Calls of the service level"],
  feedLostSeconds: ["Feed lost after, seconds", (value) => value ?? "never"],
  callerNumbers: ["Callers' numbers"], agentAddOn: ["Agent add-on"], sleepHours: ["Screens sleep", hours],
  goals: ["Goals", goalWords],
};
const goals = goalFields(form, () => drawButtons());
let base = null, etag = null;

function show(customer, names = Object.keys(fields)) {
  const values = Object.fromEntries(names.map((name) => [name, customer[name]]));
  setValues(form, values);
  if (names.includes("sleepHours")) {
    form.sleeps.checked = Boolean(customer.sleepHours);
    if (customer.sleepHours) setValues(form, { sleepFrom: customer.sleepHours.from, sleepTo: customer.sleepHours.to });
  }
  if (names.includes("goals")) goals.set(customer.goals);
  drawSleep();
}

function drawSleep() {
  byId("set-sleep-times").hidden = !form.sleeps.checked;
}

/** What is typed, as the API has it. */
function typed() {
  return {
    name: form.elements.namedItem("name").value.trim(), timeZone: form.timeZone.value.trim(), resetTime: form.resetTime.value,
    serviceLevelSeconds: wholeNumber(form, "serviceLevelSeconds", { least: 1, isRequired: true }),
    shortAbandonSeconds: wholeNumber(form, "shortAbandonSeconds", { isRequired: true }),
    serviceLevelVariant: form.serviceLevelVariant.value, feedLostSeconds: wholeNumber(form, "feedLostSeconds", { least: 10 }),
    callerNumbers: form.callerNumbers.value, agentAddOn: form.agentAddOn.value,
    sleepHours: form.sleeps.checked ? { from: form.sleepFrom.value, to: form.sleepTo.value } : null,
  };
}

function difference() {
  const changed = Object.fromEntries(Object.entries(typed()).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(base[name] ?? null)));
  const patch = goalsPatch(base.goals, goals.value());
  return patch === undefined ? changed : { ...changed, goals: patch };
}

function drawButtons() {
  if (!save || !base) return;
  let isChanged = true;
  try { isChanged = Object.keys(difference()).length > 0; } catch { /* a field is wrong: saving will say which */ }
  save.disabled = undo.disabled = !isChanged;
}

form.addEventListener("input", () => { drawSleep(); drawButtons(); });
undo?.addEventListener("click", () => { clearProblem(form); show(base); drawButtons(); });
window.addEventListener("beforeunload", (event) => { if (save && !save.disabled) event.preventDefault(); });

whenSent(form, async () => {
  if (!save) return;
  try {
    const answer = await request("PATCH", path, { body: difference(), ifMatch: etag });
    adopt(answer);
    note("The settings are saved.");
  } catch (problem) {
    if (problem.status === 412) return resolve();
    throw problem;
  }
});

async function resolve() {
  const before = base, answer = await request("GET", path);
  base = answer.data;
  etag = answer.etag;
  showConflict(byId("settings-conflict"), { base: before, current: base, fields, takeTheirs: (names) => { show(base, names); drawButtons(); } });
}

function adopt({ data, etag: tag }) {
  base = data;
  etag = tag;
  show(base);
  showName(base.name);
  drawButtons();
}

byId("delete-customer")?.addEventListener("click", () => onPage(async () => {
  const { devices } = await get(`${path}/licences`);
  const { configured, suspended } = devices.wallboards;
  ask({
    title: `Delete ${base.name}?`, action: "Delete customer", isDanger: true, typed: viewer.pageCustomer,
    body: element("p", {}, `${counted(configured + suspended, "device")} and all users, keys and settings are gone for good, and connected boards say that the account is closed. The ledger stays.`),
    work: async () => {
      await request("DELETE", path);
      save.disabled = true;
      location.assign("/");
    },
  });
}));

offerTimeZones("time-zones");
onPage(async () => adopt(await pageCustomer()));
