/** The calls that go on now: who waits comes first, and who waits longest before the others. */
import { make, say, dress } from "./dom.js";
import { formatValue, secondsSince, DASH } from "./format.js";
import { makeRows } from "./rows.js";
import { stateWords } from "./wording.js";

const order = ["waiting", "ringing", "active", "held"];

export function callsTile(tile, box) {
  const isWide = box.width > 720;
  const columns = isWide ? "minmax(0, 5fr) minmax(0, 4fr) minmax(0, 6fr) 130px" : "minmax(0, 5fr) minmax(0, 6fr) 130px";
  const heads = isWide ? ["", "queue", "", "since"] : ["", "", ""];
  heads[0] = tile.title || "Active calls";
  const rows = makeRows(box, columns, isWide ? heads : [heads[0], "", ""], () => callRow(isWide));
  const node = make("section", "tile tile-list tile-calls live", rows.node);
  return {
    node: node,
    paint(scene) {
      const live = (scene.state && scene.state.live) || {};
      rows.paint(sorted(live.calls || {}), scene, "No calls right now", tile.rows, live.callsOmitted);
    },
  };
}

function callRow(isWide) {
  const caller = make("div", "name"), queue = make("div", "soft");
  const chip = make("span", "chip"), since = make("div", "number");
  const cells = [caller].concat(isWide ? [queue] : [], [make("div", "chips", chip), since]);
  return {
    node: make("div", "row", ...cells),
    paint(call, scene) {
      const words = stateWords(call.state);
      say(caller, call.caller || DIRECTIONS[call.direction] || DASH);
      say(queue, call.queue || "");
      say(chip, call.agent ? (call.state === "active" ? call.agent : call.agent + " · " + words.word.toLowerCase())
        : isWide || !call.queue ? words.word : words.word + " · " + call.queue);
      dress(chip, "chip chip-" + words.tone);
      say(since, formatValue("seconds", secondsSince(call.since, scene.now)));
    },
  };
}

const DIRECTIONS = { inbound: "Inbound", outbound: "Outbound", internal: "Internal" };

function sorted(calls) {
  return Object.keys(calls).map((id) => calls[id]).sort((a, b) =>
    order.indexOf(a.state) - order.indexOf(b.state) || (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
}
