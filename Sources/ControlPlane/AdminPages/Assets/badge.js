/**
 * The state of a board as a dot with its word; the word alone says it too. Hook: `[data-state]`.
 */
import { element } from "./element.js";
import { statusWord } from "./words.js";

/** The badge of a device; of one that gave its seat up that says so. */
export function badge(device) {
  const state = device.suspended ? "suspended" : device.status;
  return element("span", { class: "badge", "data-state": state }, element("span", { class: "dot", "aria-hidden": "true" }), statusWord(state));
}
