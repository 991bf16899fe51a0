/**
 * One click for a TV that has lost its storage: it shows a code as if it were new, while its old device is listed as
 * offline. If model and address are the same, it may be that one.
 */
import { element } from "./element.js";
import { ago } from "./time.js";

/** The devices that a board may be, each with a button; null without any. `give(device)` hands its seat over. */
export function seatBack(board, give) {
  if (!board.candidates?.length) return null;
  const offer = (device) => element("li", {},
    element("span", {}, element("b", {}, device.name), ` ${device.status}${device.lastSeen ? `, last seen ${ago(device.lastSeen)}` : ""}`),
    element("button", { type: "button", class: "seat-back", on: { click: () => give(device) } }, "Give it its seat back"));
  return element("div", { class: "seat-back-offer" },
    element("p", {}, element("b", {}, "Is it one of these? "), "Same model and address, and not connected. It keeps seat, name and user, and takes no further licence."),
    element("ul", {}, board.candidates.map(offer)));
}
