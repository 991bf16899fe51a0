/**
 * Keys with which boards register without a code. Hooks: `#keys` with `tr[data-key=<keyId>]`, `#add-key`,
 * `#key-dialog`, `#key-form`; a new key is shown once in `#secret`.
 */
import { customerPath, list, request } from "./api.js";
import { ask, open, showSecret } from "./dialog.js";
import { byId, element, fill } from "./element.js";
import { FormProblem, whenSent, wholeNumber } from "./form.js";
import { note, onPage } from "./notice.js";
import { makeTable } from "./table.js";
import { timeElement } from "./time.js";
import { userChoice } from "./user-choice.js";
import { viewer } from "./viewer.js";

/** Lists the keys, and makes and removes them where the viewer may. */
export function enrolmentKeys() {
  const path = customerPath(viewer.pageCustomer, "enrolment-keys");
  const state = (key) => {
    if (key.expiresAt && new Date(key.expiresAt) <= Date.now()) return "expired";
    return key.maxUses !== null && key.uses >= key.maxUses ? "used up" : "";
  };
  const table = makeTable("keys", {
    key: (key) => key.id, text: (key) => key.id, empty: "No keys.",
    columns: [
      { title: "Key", isLead: true, cell: (key) => [element("code", {}, key.id), " ", state(key) && element("span", { class: "tag" }, state(key))] },
      { title: "User", by: (key) => key.userId, cell: (key) => key.userId },
      { title: "Used", isNumber: true, by: (key) => key.uses, cell: (key) => key.maxUses === null ? `${key.uses}` : `${key.uses} of ${key.maxUses}` },
      { title: "Made", by: (key) => key.createdAt, cell: (key) => timeElement(key.createdAt) },
      { title: "Ends", by: (key) => key.expiresAt, cell: (key) => key.expiresAt ? timeElement(key.expiresAt) : "never" },
      ...(viewer.mayEdit ? [{ title: "", isNumber: true, isBare: true, cell: (key) => element("button", { type: "button", class: "danger-quiet small", "aria-label": `Delete key ${key.id}`, on: { click: () => remove(key) } }, "Delete") }] : []),
    ],
  });
  const load = () => onPage(async () => table.show(await list(path)));

  function remove(key) {
    ask({
      title: "Delete this key?", action: "Delete key", isDanger: true,
      body: element("p", {}, "No further board registers with it. Boards that did so stay as they are."),
      work: async () => {
        await request("DELETE", `${path}/${encodeURIComponent(key.id)}`);
        note("The key is deleted.");
        load();
      },
    });
  }

  load();
  const form = byId("key-form");
  if (!form) return;
  const users = userChoice(byId("key-user"), byId("key-user-hint"), byId("key-users"));
  byId("add-key").addEventListener("click", () => {
    form.reset();
    show(null);
    users.load(viewer.pageCustomer).catch((problem) => note(problem.message));
    open(byId("key-dialog"), "userId");
  });

  function show(secret) {
    byId("key-fields").hidden = Boolean(secret);
    form.querySelector("[type=submit]").hidden = Boolean(secret);
    form.querySelector("[data-close]").textContent = secret ? "Done" : "Cancel";
    if (secret) showSecret(byId("key-made"), { label: "The key, shown this once", hint: "Copy it into the boards' set-up now. The gateway keeps only its digest and cannot show it again.", secret });
    else fill(byId("key-made"));
  }

  whenSent(form, async () => {
    const userId = form.userId.value.trim(), maxUses = wholeNumber(form, "maxUses", { least: 1 });
    if (!userId) throw new FormProblem([{ field: "userId", reason: "choose a user" }]);
    const body = { userId, expiresInSeconds: Number(form.expiresInSeconds.value) || null, ...(maxUses && { maxUses }) };
    const { data } = await request("POST", path, { body });
    show(data.key);
    load();
  });
}
