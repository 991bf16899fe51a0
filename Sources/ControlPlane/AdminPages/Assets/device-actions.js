/**
 * What can be done to a device in addition to editing it, each action with its consequence. Hooks: `#device-actions`
 * with `button[data-action="suspend|resume|replace|rotate|remove"]`, `#replace-dialog`, `#replace-form`.
 */
import { request } from "./api.js";
import { ask, open } from "./dialog.js";
import { byId, element, fill } from "./element.js";
import { FormProblem, whenSent } from "./form.js";
import { codeFrom } from "./pairing.js";

/** Draws the actions of a device. `whenDone(answer, text)` gets the device afterwards, or null. */
export function drawActions({ device, etag, path, whenDone }) {
  const action = (name, title, text, button, work, isDanger) => element("li", {},
    element("div", {}, element("b", {}, title), element("p", {}, text)),
    element("button", { type: "button", class: isDanger ? "danger-quiet" : null, "data-action": name, on: { click: work } }, button));

  fill(byId("device-actions"),
    device.suspended
      ? action("resume", "Resume", "Takes a seat again, if one is free. The board comes back by itself.", "Resume", resume)
      : action("suspend", "Suspend", "The screen goes dark and says why. The seat is free; the pairing is kept.", "Suspend…", suspend),
    action("replace", "Replace the hardware", "Another board takes over seat, name and user.", "Replace…", replace),
    action("rotate", "New credential", "Revokes the credential that the board has, and every copy of it.", "Renew…", rotate),
    action("remove", "Remove", "The seat is free at once. To come back, the board must be paired again.", "Remove…", remove, true));

  function resume() {
    ask({
      title: `Resume ${device.name}?`, action: "Resume",
      body: element("p", {}, "It takes a seat again. Where none is free, nothing changes."),
      work: async () => whenDone(await patch({ suspended: false }), `${device.name} has its seat again.`),
    });
  }

  function suspend() {
    ask({
      title: `Suspend ${device.name}?`, action: "Suspend",
      body: element("p", {}, "Its screen goes dark at once and says that it is suspended. Its seat is free for another board. You can resume it later, if a seat is free then."),
      work: async () => whenDone(await patch({ suspended: true }), `${device.name} is suspended; its seat is free.`),
    });
  }

  function rotate() {
    const isConnected = Boolean(device.connectedSince);
    ask({
      title: `New credential for ${device.name}?`, action: "Renew",
      body: element("p", {}, isConnected
        ? "The board gets the new credential on its connection and continues. Copies of the old one stop working."
        : "The board is not connected: it must register again, by code or by key, and keeps its seat. Copies of the old credential stop working."),
      work: async () => {
        const { data } = await request("POST", `${path}/credential-rotation`, { body: {} });
        whenDone(await request("GET", path), data.delivered ? `${device.name} has its new credential.` : `The old credential is revoked; ${device.name} must register again.`);
      },
    });
  }

  function remove() {
    ask({
      title: `Remove ${device.name}?`, action: "Remove device", isDanger: true,
      body: element("p", {}, "Its screen says that it was removed, and its credential is revoked. Its seat is free at once. To come back, it must be paired or registered like a new board."),
      work: async () => {
        await request("DELETE", path, { ifMatch: etag() });
        whenDone(null, `${device.name} was removed; its seat is free.`);
      },
    });
  }

  function replace() {
    const form = byId("replace-form");
    form.reset();
    form.dispatchEvent(new Event("change"));
    toReplace = { device, path, whenDone };
    byId("replace-dialog-title").textContent = `Replace the hardware of ${device.name}`;
    open(byId("replace-dialog"), "value");
  }

  const patch = (body) => request("PATCH", path, { body, ifMatch: etag() });
}

/** The device that the open form of replacement is about. */
let toReplace = null;

const form = byId("replace-form");
if (form) {
  const byCode = () => form.elements.namedItem("by").value === "userCode";
  form.addEventListener("change", () => {
    byId("replace-label").textContent = byCode() ? "Code on the screen" : "Serial";
    form.value.placeholder = byCode() ? "XXXX-XXXX" : "";
    form.value.classList.toggle("code", byCode());
  });
  form.value.addEventListener("input", () => { if (byCode()) form.value.value = codeFrom(form.value.value); });
  whenSent(form, async () => {
    const value = form.value.value.trim();
    if (!value) throw new FormProblem([{ field: "value", reason: byCode() ? "must be the code on the screen" : "must be the serial of the new board" }]);
    try {
      const answer = await request("POST", `${toReplace.path}/replacement`, { body: { [byCode() ? "userCode" : "serial"]: value } });
      byId("replace-dialog").close();
      toReplace.whenDone(await request("GET", toReplace.path), `${answer.data.name} is on other hardware now.`);
    } catch (problem) {
      if (problem.status === 404 && problem.document?.resource === "pairing") throw new FormProblem([{ field: "value", reason: "no board shows this code, or no longer" }]);
      if (problem.code === "invalidFields") throw new FormProblem(problem.errors.map(({ reason }) => ({ field: "value", reason })));
      throw problem;
    }
  });
}
