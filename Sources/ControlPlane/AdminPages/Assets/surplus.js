/**
 * What happens to the devices that are too many for a lower maximum. Hooks: `#surplus` with radio buttons named
 * `surplus` (`reject`, `keep`, `suspend`), `#surplus-table` with `tr[data-key=<deviceId>]` and a tick box each,
 * `#surplus-count`.
 */
import { customerPath, list } from "./api.js";
import { byId, counted, element } from "./element.js";
import { badge } from "./badge.js";
import { makeTable } from "./table.js";
import { timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { licenceWord } from "./words.js";

/** `whenChosen()` is called after each choice. Returns `{show(tooMany), hide(), isReady(), members()}`. */
export function surplusChoice(whenChosen) {
  const panel = byId("surplus");
  const ticked = new Set();
  let tooMany = 0, devices = null;
  const way = () => panel.querySelector("input[name=surplus]:checked").value;
  const table = makeTable("surplus-table", {
    key: (device) => device.id, text: (device) => device.name, empty: "No device holds a seat.", sort: "Last seen",
    columns: [
      { title: "Suspend", cell: (device) => element("input", { type: "checkbox", "aria-label": `Suspend ${device.name}`, checked: ticked.has(device.id), value: device.id, on: { change: tick } }) },
      { title: "Device", isLead: true, by: (device) => device.name, cell: (device) => [device.name, element("span", { class: "sub" }, device.serial)] },
      { title: "Status", by: (device) => device.status, cell: badge },
      { title: "Class", by: (device) => device.boardLicence, cell: (device) => licenceWord(device.boardLicence) },
      { title: "Last seen", by: (device) => device.lastSeen ?? "0", cell: (device) => device.lastSeen ? timeElement(device.lastSeen) : "not since the start" },
    ],
  });

  panel.addEventListener("change", (event) => {
    if (event.target.name !== "surplus") return;
    draw();
    whenChosen();
  });

  function tick({ target }) {
    if (target.checked) ticked.add(target.value); else ticked.delete(target.value);
    draw();
    whenChosen();
  }

  function draw() {
    byId("surplus-devices").hidden = way() !== "suspend";
    const missing = tooMany - ticked.size;
    byId("surplus-count").textContent = missing > 0 ? `Tick ${counted(missing, "more device")}.` : `${counted(ticked.size, "device")} ticked.`;
  }

  return {
    async show(count) {
      tooMany = count;
      byId("surplus-title").textContent = `${counted(count, "device is", "devices are")} too many. What happens?`;
      panel.hidden = false;
      if (!devices) {
        devices = (await list(customerPath(viewer.pageCustomer, "devices"))).filter((device) => !device.suspended);
        table.show(devices);
      }
      draw();
    },
    hide() {
      panel.hidden = true;
      panel.querySelector("input[value=reject]").checked = true;
      ticked.clear();
      devices = null;
      draw();
    },
    /** Whether enough is chosen to ask the gateway what would happen. */
    isReady: () => way() === "keep" || (way() === "suspend" && ticked.size >= tooMany),
    /** The members of the change that say it. */
    members() {
      if (panel.hidden || way() === "reject") return {};
      return way() === "keep" ? { surplus: "keep" } : { surplus: "suspend", suspend: [...ticked] };
    },
  };
}
