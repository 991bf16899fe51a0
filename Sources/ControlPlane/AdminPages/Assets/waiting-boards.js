/**
 * Screens whose pairing was confirmed and that wait for a licence, with their places. Hooks: `#waiting` (hidden while
 * nobody waits) with `#waiting-table` and `button[data-cancel=<serial>]`.
 */
import { customerPath, list, request } from "./api.js";
import { byId, element } from "./element.js";
import { note, onPage } from "./notice.js";
import { giveSeatBack, seatBackInCell } from "./seat-back.js";
import { makeTable } from "./table.js";
import { timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { waitingWord } from "./words.js";

/** Returns a function that fetches and shows the line; `whenChanged` is called after a change. */
export function waitingBoards(whenChanged) {
  const path = customerPath(viewer.pageCustomer, "waiting-boards");
  const cancel = (screen) => element("button", { type: "button", class: "link", "data-cancel": screen.serial, on: { click: () => onPage(async () => {
    await request("DELETE", `${path}/${encodeURIComponent(screen.serial)}`);
    note(`“${screen.name ?? screen.serial}” no longer waits.`);
    await whenChanged();
  }) } }, "Cancel");
  const give = (screen) => (device) => onPage(async () => {
    const { name } = await giveSeatBack(viewer.pageCustomer, device, { serial: screen.serial });
    note(`“${name}” has its seat back.`);
    await whenChanged();
  });
  const table = makeTable("waiting-table", {
    sort: "Place", key: (screen) => screen.serial, text: (screen) => screen.serial, empty: "No screen waits for a licence.",
    columns: [
      { title: "Place", by: (screen) => screen.place, cell: (screen) => String(screen.place) },
      { title: "Screen", isLead: true, by: (screen) => screen.name ?? screen.serial, cell: (screen) => [screen.name ?? screen.serial, element("span", { class: "sub mono" }, screen.serial), viewer.mayEdit && seatBackInCell(screen, give(screen))] },
      { title: "User", by: (screen) => screen.userId, cell: (screen) => screen.userId },
      { title: "Waits for", by: (screen) => screen.reason, cell: (screen) => waitingWord(screen.reason) },
      { title: "Since", by: (screen) => screen.since, cell: (screen) => timeElement(screen.since) },
      { title: "Connected", by: (screen) => screen.connected, cell: (screen) => screen.connected ? screen.address : "no" },
      ...(viewer.mayEdit ? [{ title: "", cell: cancel }] : []),
    ],
  });
  return async () => {
    const screens = await list(path);
    byId("waiting").hidden = screens.length === 0;
    table.show(screens);
  };
}
