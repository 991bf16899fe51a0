/** The calls that go on now: who waits comes first, and who waits longest before the others. */
import { make, say, dress } from "./dom.js";
import { formatShort, secondsSince, DASH } from "./format.js";
import { makeRows } from "./rows.js";
import { stateWords } from "./wording.js";
import { widthOf } from "./text-size.js";

const order = ["waiting", "ringing", "active", "held", "parked"];

export function callsTile(tile, box) {
  const isWide = box.width > 760;
  const rows = makeRows(box, "", [tile.title || "Active calls"], () => callRow(isWide));
  const node = make("section", "tile tile-list tile-calls live", rows.node);
  return {
    node: node,
    paint(scene) {
      const live = (scene.state && scene.state.live) || {};
      const calls = sorted(live.calls || {});
      rows.setColumns(columnsFor(calls, isWide, rows.textSize(calls.length)));
      // The longest waiting stay in view: the list does not turn to the others.
      const shown = calls.slice(0, Math.min(rows.capacity, tile.rows || calls.length));
      rows.paint(shown, scene, "No calls right now", calls.length - shown.length + (live.callsOmitted || 0));
    },
  };
}

/** Masked callers need little room, and whole numbers more; the rest is for who talks to them. */
function columnsFor(calls, isWide, textSize) {
  const needed = calls.reduce((most, call) => Math.max(most, widthOf(callerOf(call), 500)), 4);
  const caller = Math.min(isWide ? 340 : 260, Math.ceil(needed * textSize)) + "px";
  return caller + (isWide ? " minmax(0, 1fr)" : "") + " minmax(0, 1.3fr) " + Math.ceil(widthOf("00:00", 600) * textSize + 2) + "px";
}

function callerOf(call) {
  return call.caller || DIRECTIONS[call.direction] || DASH;
}

function callRow(isWide) {
  const caller = make("div", "name"), queue = make("div", "soft");
  const chip = make("span", "chip"), since = make("div", "number");
  const cells = [caller].concat(isWide ? [queue] : [], [make("div", "chips", chip), since]);
  return {
    node: make("div", "row", ...cells),
    paint(call, scene) {
      say(caller, callerOf(call));
      say(queue, call.queue || "");
      say(chip, chipText(call, isWide));
      dress(chip, "chip chip-" + stateWords(call.state).tone);
      say(since, formatShort("seconds", secondsSince(call.since, scene.now)));
    },
  };
}

/** Who talks; of the others what goes on, and where or at whom. */
function chipText(call, isWide) {
  const word = stateWords(call.state).word;
  if (call.agent) return call.state === "active" ? call.agent : word + " · " + call.agent;
  return isWide || !call.queue ? word : word + " · " + call.queue;
}

const DIRECTIONS = { inbound: "Inbound", outbound: "Outbound", internal: "Internal" };

function sorted(calls) {
  return Object.keys(calls).map((id) => calls[id]).sort((a, b) =>
    order.indexOf(a.state) - order.indexOf(b.state) || (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
}
