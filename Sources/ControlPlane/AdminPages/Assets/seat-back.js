/**
 * One click for a TV that has lost its storage: it shows a code, waits, or is refused as if it were new, while the device
 * that it was stands in the list as offline. Of the same model and from the same address, it may be that one.
 */
import { customerPath, request } from "./api.js";
import { element } from "./element.js";
import { ago } from "./time.js";

/** The devices that a board may be, each with a button; null without any. `give(device)` hands its seat over. */
export function seatBack(board, give) {
  if (!board.candidates?.length) return null;
  return element("div", { class: "seat-back-offer" },
    element("p", {}, element("b", {}, "Is it one of these? "), "Same model and address, and not connected. It keeps seat, name and user, and takes no further licence."),
    choices(board, give));
}

/** The same in a cell of a table. */
export function seatBackInCell(board, give) {
  if (!board.candidates?.length) return null;
  return [element("span", { class: "sub" }, "Is it one of these? Same model and address, and not connected:"), choices(board, give, "seat-back small")];
}

function choices(board, give, look = "seat-back") {
  const offer = (device) => element("li", {},
    element("span", {}, element("b", {}, device.name), ` ${device.status}${device.lastSeen ? `, last seen ${ago(device.lastSeen)}` : ""}`),
    element("button", { type: "button", class: look, on: { click: () => give(device) } }, "Give it its seat back"));
  return element("ul", { class: "seat-choices" }, board.candidates.map(offer));
}

/** The board of this serial, or that shows this code (`{serial}` or `{userCode}`), takes over the device. Returns the device. */
export async function giveSeatBack(customer, device, board) {
  const { data } = await request("POST", customerPath(customer, "devices", device.id, "replacement"), { body: board });
  return data;
}
