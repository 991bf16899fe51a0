/**
 * The form of one user: all licences, and what they do to screens. Hooks: `#user-dialog`, `#user-form` with the API's
 * names as control names, `#user-consequence`, `#user-conflict`, `#remove-user`.
 */
import { customerPath, list, request } from "./api.js";
import { showConflict } from "./conflict.js";
import { ask, open } from "./dialog.js";
import { byId, counted, element, fill } from "./element.js";
import { FormProblem, setValues, whenSent } from "./form.js";
import { note, onPage } from "./notice.js";
import { viewer } from "./viewer.js";
import { givesView, licenceWord, screenWord, userLicenceWord } from "./words.js";

const yesNo = (value) => value ? "yes" : "no";
const fields = {
  name: ["Name"], extension: ["Extension"], userLicence: ["User licence", userLicenceWord],
  supervisor: ["Supervisor licence", licenceWord], agentAddOn: ["Agent add-on", yesNo],
  desktopClient: ["Desktop client", yesNo], crmAddOn: ["CRM add-on", yesNo],
};
const newUser = { id: "", name: "", extension: "", userLicence: "essential", supervisor: "none", agentAddOn: false, desktopClient: false, crmAddOn: false };

/** `whenChanged()` is called after each change. Returns `{add(), edit(id), setSynced(isSynced)}`. */
export function userForm(whenChanged) {
  const dialog = byId("user-dialog"), form = byId("user-form"), conflict = byId("user-conflict");
  const idField = form.elements.namedItem("id");
  let base = null, etag = null, devices = [], isSynced = false;
  const path = (id) => customerPath(viewer.pageCustomer, "users", id);

  function show(user, tag) {
    base = user;
    etag = tag;
    conflict.hidden = true;
    setValues(form, user);
    idField.readOnly = tag !== null;
    form.agentAddOn.disabled = isSynced;
    byId("user-agent-hint").textContent = isSynced ? "follows the PBX" : "";
    byId("user-dialog-title").textContent = tag === null ? "Add user" : user.name;
    byId("remove-user").hidden = tag === null;
    devices = [];
    drawHint();
    open(dialog, "name");
  }

  async function edit(id) {
    const { data, etag: tag } = await request("GET", path(id));
    show(data, tag ?? "");
    list(customerPath(viewer.pageCustomer, "devices")).then((all) => {
      devices = all.filter((device) => device.userId === id);
      drawHint();
    }, () => { /* what it does to screens stays unsaid */ });
  }

  /** What boards of this user show, and the screens that change with it. */
  function drawHint() {
    const licence = form.supervisor.value;
    byId("user-supervisor-hint").textContent = licence === "none" ? "Boards of this user show nothing." : `Boards of this user show ${screenWord(licence)}.`;
    const isChanged = base && etag !== null && licence !== base.supervisor && devices.length > 0;
    fill(byId("user-consequence"), isChanged && element("p", { class: "banner attention" },
      `${counted(devices.length, "screen")} (${devices.slice(0, 4).map((device) => device.name).join(", ")}${devices.length > 4 ? ", …" : ""}) `,
      givesView(licence) ? `will show ${screenWord(licence)}.` : "will go dark and say why; the seat is kept."));
  }
  form.supervisor.addEventListener("change", drawHint);

  function values() {
    return {
      name: form.elements.namedItem("name").value.trim(), extension: form.extension.value.trim(), userLicence: form.userLicence.value || null,
      supervisor: form.supervisor.value, agentAddOn: form.agentAddOn.checked, desktopClient: form.desktopClient.checked, crmAddOn: form.crmAddOn.checked,
    };
  }

  whenSent(form, async () => {
    const id = idField.value.trim();
    if (!/^[A-Za-z0-9._@-]{1,64}$/.test(id)) throw new FormProblem([{ field: "id", reason: "must be 1 to 64 letters, digits or . _ @ -" }]);
    const condition = etag === null ? { ifNoneMatch: "*" } : { ifMatch: etag };
    try {
      await request("PUT", path(id), { body: values(), ...condition });
    } catch (problem) {
      if (problem.status !== 412) throw problem;
      if (etag === null) throw new FormProblem([{ field: "id", reason: "is taken by another user" }]);
      await resolve(id);
      return;
    }
    dialog.close();
    note(etag === null ? `${values().name || id} was added.` : `${values().name || id} is saved.`);
    whenChanged();
  });

  async function resolve(id) {
    const { data: current, etag: tag } = await request("GET", path(id));
    showConflict(conflict, { base, current, fields, takeTheirs: (names) => {
      setValues(form, Object.fromEntries(names.map((name) => [name, current[name]])));
      drawHint();
    } });
    base = current;
    etag = tag;
  }

  byId("remove-user").addEventListener("click", () => {
    const { id, name } = base;
    ask({
      title: `Remove ${name}?`, action: "Remove user", isDanger: true,
      body: devices.length > 0
        ? element("p", {}, `${counted(devices.length, "screen")} (${devices.map((device) => device.name).join(", ")}) will go dark and say why. The devices keep their seats: assign them to somebody else, or remove them.`)
        : element("p", {}, "The user's licences are free at once. No screen is assigned to this user."),
      work: async () => {
        await request("DELETE", path(id), { ifMatch: etag || undefined });
        dialog.close();
        note(`${name} was removed.`);
        whenChanged();
      },
    });
  });

  return { add: () => show(newUser, null), edit: (id) => onPage(() => edit(id)), setSynced: (is) => { isSynced = is; } };
}
