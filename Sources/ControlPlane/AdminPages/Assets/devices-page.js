/**
 * The devices of a customer. Hooks: `#devices` with `tr[data-key=<deviceId>]`, `#devices-search`, `#pair-board`,
 * `#pairing-dialog`, `#device-banners`; one device is in `device-dialog.js`, keys in `enrolment-keys.js`, refusals in
 * `refusals.js`, screens that wait for a licence in `waiting-boards.js`.
 */
import { badge } from "./badge.js";
import { customerPath, list } from "./api.js";
import { leavesOut } from "./dashboard-choice.js";
import { deviceDialog } from "./device-dialog.js";
import { open } from "./dialog.js";
import { byId, counted, element, fill } from "./element.js";
import { enrolmentKeys } from "./enrolment-keys.js";
import { banner, note, onPage } from "./notice.js";
import { pairingForm } from "./pairing.js";
import { refusals } from "./refusals.js";
import { makeTable } from "./table.js";
import { timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { waitingBoards } from "./waiting-boards.js";
import { alarmWord, licenceWord } from "./words.js";

/** How often the states of the boards are asked for. */
const refreshMillis = 10_000;
const dialog = deviceDialog(() => onPage(load));
const openButton = (device, text = device.name) => element("button", { type: "button", class: "link", on: { click: () => dialog.show(device.id) } }, text);

const table = makeTable("devices", {
  search: "devices-search", sort: "Name",
  key: (device) => device.id,
  text: (device) => [device.name, device.serial, device.model, device.userId, device.address].join(" "),
  empty: "No devices yet. Pair a board that shows a code, or make an enrolment key.",
  columns: [
    { title: "Name", isLead: true, by: (device) => device.name, cell: (device) => [openButton(device), device.alarm && [" ", element("span", { class: "tag danger" }, "alarm")], element("span", { class: "sub mono" }, device.serial)] },
    { title: "Status", by: (device) => device.suspended ? "suspended" : device.status, cell: badge },
    { title: "Model", by: (device) => device.model, cell: (device) => device.model },
    { title: "User", by: (device) => device.userId, cell: (device) => device.userId ?? element("span", { class: "tag attention" }, "nobody") },
    { title: "Class", by: (device) => device.boardLicence, cell: (device) => licenceWord(device.boardLicence) },
    { title: "Shows", by: (device) => device.view, cell: (device) => device.view === "none" ? element("span", { class: "tag attention" }, "nothing") : licenceWord(device.view) },
    { title: "Dashboard", by: (device) => dashboardTitle(device), cell: (device) => [dashboardTitle(device) ?? element("span", { class: "soft" }, "Default"), device.dashboardLeavesOut > 0 && element("span", { class: "sub attention-tone" }, leavesOut(device))] },
    { title: "Last seen", by: (device) => device.lastSeen, cell: (device) => device.lastSeen ? timeElement(device.lastSeen) : "" },
  ],
});

/** Titles by id; a dashboard that is not known here is shown by its id. */
let titles = new Map();
function dashboardTitle({ dashboardId }) {
  return dashboardId ? titles.get(dashboardId) ?? dashboardId : null;
}

const showWaiting = waitingBoards(() => load());
const showRefused = refusals(() => load());

async function load() {
  await Promise.all([loadDevices(), showWaiting(), showRefused()]);
}

async function loadDevices() {
  const [devices, dashboards] = await Promise.all(["devices", "dashboards"].map((one) => list(customerPath(viewer.pageCustomer, one))));
  titles = new Map(dashboards.map(({ id, title }) => [id, title]));
  const seats = devices.filter((device) => !device.suspended).length;
  byId("devices-count").textContent = `${counted(devices.length, "device")}, ${seats} with a seat`;
  table.show(devices);
  const alarmed = devices.filter((device) => device.alarm);
  const shown = alarmed.map((device) => `${device.id} ${device.alarm.at}`).join();
  if (byId("device-banners").dataset.shown === shown) return;
  byId("device-banners").dataset.shown = shown;
  fill(byId("device-banners"), alarmed.map((device) => banner("danger", element("b", {}, `${device.name}: ${alarmWord(device.alarm.kind)} `), timeElement(device.alarm.at), `, from ${device.alarm.address}. `, openButton(device, "Look at it"))));
}

if (viewer.mayEdit) {
  const pairing = pairingForm({
    customer: viewer.pageCustomer,
    whenPaired(device) {
      byId("pairing-dialog").close();
      note(device.waiting ? `“${device.name ?? device.serial}” waits for a licence.` : `“${device.name}” is paired.`);
      onPage(load);
    },
  });
  byId("pair-board").addEventListener("click", () => {
    open(byId("pairing-dialog"));
    pairing.begin().catch((problem) => note(problem.message));
  });
}

onPage(load);
enrolmentKeys();
setInterval(() => {
  if (!document.hidden && !document.querySelector("dialog[open]")) onPage(load);
}, refreshMillis);
