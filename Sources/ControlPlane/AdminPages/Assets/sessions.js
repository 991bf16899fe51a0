/**
 * The browsers that are signed in, and signing one out. Hook: `#sessions` with `tr[data-key=<sessionId>]`.
 */
import { get, request } from "./api.js";
import { ask } from "./dialog.js";
import { element } from "./element.js";
import { note, onPage } from "./notice.js";
import { makeTable } from "./table.js";
import { timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { roleWord } from "./words.js";

const table = makeTable("sessions", {
  key: (session) => session.id, text: (session) => session.name, empty: "Nobody is signed in.", sort: "Last used", isDescending: true,
  columns: [
    { title: "Name", isLead: true, by: (session) => session.name, cell: (session) => [session.name, " ", session.isOwn && element("span", { class: "tag" }, "this browser")] },
    { title: "Role", by: (session) => session.role, cell: (session) => roleWord(session.role) },
    ...(viewer.customerId ? [] : [{ title: "Customer", by: (session) => session.customerId, cell: (session) => session.customerId ?? "all" }]),
    { title: "Address", by: (session) => session.address, cell: (session) => session.address },
    { title: "Signed in", by: (session) => session.since, cell: (session) => timeElement(session.since) },
    { title: "Last used", by: (session) => session.lastUsedAt, cell: (session) => timeElement(session.lastUsedAt) },
    { title: "", isNumber: true, isBare: true, cell: (session) => !session.isOwn && element("button", { type: "button", class: "danger-quiet small", "aria-label": `Sign ${session.name} out`, on: { click: () => end(session) } }, "Sign out") },
  ],
});

/** Shows who is signed in now. */
export async function loadSessions() {
  table.show((await get("/v1/sessions")).items);
}

function end(session) {
  ask({
    title: `Sign ${session.name} out?`, action: "Sign out", isDanger: true,
    body: element("p", {}, `The browser at ${session.address} has to sign in again. The token stays valid: revoke it as well if it is in the wrong hands.`),
    work: async () => {
      await request("DELETE", `/v1/sessions/${encodeURIComponent(session.id)}`);
      note(`${session.name} is signed out.`);
      onPage(loadSessions);
    },
  });
}
