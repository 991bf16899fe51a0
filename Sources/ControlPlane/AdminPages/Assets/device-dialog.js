/**
 * One device: facts, name, user, dashboard, and the actions of `device-actions.js`. Hooks: `#device-dialog`,
 * `#device-form` with `#device-name`, `#device-user` and `#device-dashboard`, `#device-facts`, `#device-status`,
 * `#device-conflict`, `#device-save`.
 */
import { badge } from "./badge.js";
import { customerPath, request } from "./api.js";
import { showConflict } from "./conflict.js";
import { dashboardChoice } from "./dashboard-choice.js";
import { drawActions } from "./device-actions.js";
import { open } from "./dialog.js";
import { byId, element, fill } from "./element.js";
import { setValues, whenSent } from "./form.js";
import { banner, note, onPage } from "./notice.js";
import { dateAndTime, timeElement } from "./time.js";
import { userChoice } from "./user-choice.js";
import { viewer } from "./viewer.js";
import { alarmWord, licenceWord } from "./words.js";

const fields = {
  name: ["Name"], userId: ["User", (id) => id ?? "nobody"], suspended: ["Suspended", (is) => is ? "yes" : "no"],
  dashboardId: ["Dashboard", (id) => id ?? "default of its view"],
};

/** `whenChanged()` is called after each change. Returns `{show(id)}`. */
export function deviceDialog(whenChanged) {
  const dialog = byId("device-dialog"), form = byId("device-form"), conflict = byId("device-conflict");
  const path = (id) => customerPath(viewer.pageCustomer, "devices", id);
  const users = viewer.mayEdit ? userChoice(byId("device-user"), byId("device-user-hint"), byId("device-users")) : null;
  const dashboards = viewer.mayEdit ? dashboardChoice(form.dashboardId, byId("device-dashboard-hint")) : null;
  let device = null, etag = null;

  async function show(id) {
    const answer = await request("GET", path(id));
    take(answer);
    conflict.hidden = true;
    if (users) {
      setValues(form, { name: device.name, userId: device.userId });
      byId("device-more").open = false;
      dashboards.show(device).catch(() => { /* the choice it has now stays */ });
      users.load(viewer.pageCustomer).catch(() => { /* the field takes an id without choices, too */ });
    }
    open(dialog, viewer.mayEdit ? "name" : undefined);
  }

  function take(answer) {
    device = answer.data;
    etag = answer.etag;
    byId("device-dialog-title").textContent = device.name;
    fill(byId("device-status"), badge(device));
    fill(byId("device-alarm"), device.alarm && banner("danger", element("b", {}, `${alarmWord(device.alarm.kind)}, `), timeElement(device.alarm.at), `, by ${device.alarm.serial} from ${device.alarm.address}. A new credential (below) locks the other one out.`));
    const facts = [
      ["Serial", device.serial], ["Model", device.model], ["Class", licenceWord(device.boardLicence)],
      ["Shows", device.view === "none" ? "nothing" : licenceWord(device.view)],
      ["Dashboard", viewer.mayEdit ? null : device.dashboardId], ["Address", device.address],
      ["App", device.appVersion], ["Registered", dateAndTime(device.registeredAt)],
      device.connectedSince ? ["Connected since", dateAndTime(device.connectedSince)] : ["Last seen", device.lastSeen && dateAndTime(device.lastSeen)],
      ["Round trip", typeof device.roundTripMillis === "number" ? `${device.roundTripMillis} ms` : null], ["Says", device.note],
    ].filter(([, value]) => value);
    fill(byId("device-facts"), facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
    if (viewer.mayEdit) drawActions({ device, etag: () => etag, path: path(device.id), whenDone });
  }

  /** After an action: the device as it is now, or null if it is gone. */
  function whenDone(answer, text) {
    if (answer) take(answer); else dialog.close();
    note(text);
    whenChanged();
  }

  if (viewer.mayEdit) whenSent(form, async () => {
    const body = {}, name = form.elements.namedItem("name").value.trim(), userId = form.userId.value.trim() || null;
    if (name !== device.name) body.name = name;
    if (userId !== device.userId) body.userId = userId;
    if (dashboards.value() !== (device.dashboardId ?? null)) body.dashboardId = dashboards.value();
    try {
      if (Object.keys(body).length > 0) await request("PATCH", path(device.id), { body, ifMatch: etag });
    } catch (problem) {
      if (problem.status !== 412) throw problem;
      const base = device;
      take(await request("GET", path(device.id)));
      showConflict(conflict, { base, current: device, fields, takeTheirs: (names) => {
        setValues(form, Object.fromEntries(names.map((one) => [one, device[one]])));
        users.update();
        if (names.includes("dashboardId")) dashboards.choose(device.dashboardId);
      } });
      return;
    }
    dialog.close();
    note(`${name || device.name} is saved.`);
    whenChanged();
  });

  return { show: (id) => onPage(() => show(id)) };
}
