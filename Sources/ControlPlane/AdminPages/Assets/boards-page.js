/**
 * The boards, live. Hooks: `#boards`, `#status-chips button[data-status]` with `aria-pressed`, `#boards-search`,
 * `#boards-customer`, `#boards-tier`, `#boards-shown`, `#board-alarms [data-alarm=<deviceId>]`, `#stream-state`,
 * `th[data-order] button`; the parts are in `board-store.js`, `board-stream.js` and `board-rows.js`.
 */
import { boardRows } from "./board-rows.js";
import { BoardStore } from "./board-store.js";
import { followBoards } from "./board-stream.js";
import { list } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { banner } from "./notice.js";
import { say, timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { alarmWord, statusWord } from "./words.js";

/** The order is computed at most this often; what changes in a row is shown with the next frame. */
const orderMillis = 250;
const titles = { status: "Status", board: "Board", customer: "Customer", user: "User", tier: "Class", address: "Address", since: "Since", trip: "Round trip", queue: "Queue", last: "Last message" };
const columns = Object.keys(titles).filter((column) => column !== "customer" || !viewer.pageCustomer);
const statuses = ["", "connected", "asleep", "offline", "waiting", "refused", "suspended"];

const store = new BoardStore();
const alarms = new Map();
const changed = new Set();
let isOrderStale = false, lastOrder = 0, isFrameAsked = false, names = new Map();

const heads = columns.map((column) => element("th", { scope: "col", class: `c-${column}${column === "trip" || column === "queue" ? " number" : ""}`, "data-order": column },
  element("button", { type: "button", class: "sort", on: { click: () => sortBy(column) } }, titles[column])));
fill(byId("boards").tHead, element("tr", { "aria-rowindex": 1 }, heads));
const rows = boardRows({ scroll: byId("boards-scroll"), table: byId("boards"), columns, find: (key) => store.find(key) });

const chips = statuses.map((status) => element("button", { type: "button", class: "chip", "data-status": status, "data-state": status, "aria-pressed": "false", on: { click: () => want({ status }) } },
  status && element("span", { class: "dot", "aria-hidden": "true" }), status ? statusWord(status) : "All", " ", element("b", {}, "0")));
fill(byId("status-chips"), chips);

function want(change) {
  Object.assign(store.wanted, change);
  byId("boards-scroll").scrollTop = 0;
  drawNow();
}

function sortBy(column) {
  want({ isDescending: store.wanted.order === column && !store.wanted.isDescending, order: column });
}

/** Asks for a frame in which all that changed is drawn. */
function drawSoon() {
  if (isFrameAsked) return;
  isFrameAsked = true;
  requestAnimationFrame((now) => {
    isFrameAsked = false;
    if (isOrderStale && now - lastOrder >= orderMillis) drawNow();
    rows.refresh(changed);
    changed.clear();
    if (isOrderStale) setTimeout(drawSoon, orderMillis);
  });
}

function drawNow() {
  lastOrder = performance.now();
  isOrderStale = false;
  const { keys, counts } = store.view();
  chips.forEach((chip, index) => {
    chip.querySelector("b").textContent = counts[statuses[index]].toLocaleString("en-GB");
    chip.setAttribute("aria-pressed", String(store.wanted.status === statuses[index]));
  });
  heads.forEach((head, index) => {
    if (columns[index] === store.wanted.order) head.setAttribute("aria-sort", store.wanted.isDescending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  rows.order(keys);
  byId("boards").hidden = keys.length === 0;
  byId("boards-empty").hidden = keys.length > 0;
  byId("boards-empty").textContent = store.boards.size + store.waiting.size + store.refused.size === 0 ? "No boards yet." : "No board matches.";
  const shown = keys.length === counts[""] ? counted(keys.length, "board") : `${keys.length.toLocaleString("en-GB")} of ${counted(counts[""], "board")}`;
  if (byId("boards-shown").textContent !== shown) byId("boards-shown").textContent = shown;
}

const kinds = {
  board: (device) => { store.put(device); changed.add(device.id); isOrderStale = true; clearAlarm(device); },
  removed: ({ id }) => { store.remove(id); isOrderStale = true; },
  refused: (attempt) => { store.refuse(attempt); isOrderStale = true; },
  waiting: (line) => { store.line(line); rows.refresh(); isOrderStale = true; },
  alarm: (alarm) => { alarms.set(alarm.deviceId, alarm); drawAlarms(); },
  figures: (figures) => { store.measure(figures); for (const { id } of figures) changed.add(id); },
};

/** A device that no longer reports an alarm has a new credential. */
function clearAlarm(device) {
  if (!device.alarm && alarms.delete(device.id)) drawAlarms();
}

function drawAlarms() {
  const newest = [...alarms.values()].sort((one, other) => one.at < other.at ? 1 : -1);
  fill(byId("board-alarms"), newest.slice(0, 5).map((alarm) => {
    const line = banner("danger", element("b", {}, `${store.find(alarm.deviceId)?.name ?? alarm.deviceId}: ${alarmWord(alarm.kind)} `), timeElement(alarm.at), `, by ${alarm.serial} from ${alarm.address}. `,
      element("a", { href: `/customers/${encodeURIComponent(alarm.customerId)}/devices` }, "Devices"));
    line.dataset.alarm = alarm.deviceId;
    return line;
  }), newest.length > 5 && element("p", { class: "soft" }, `and ${counted(newest.length - 5, "more alarm")}`));
}

function offerCustomers() {
  const choice = byId("boards-customer");
  if (!choice) return;
  const ids = [...new Set([...store.boards.values()].map((board) => board.customerId))].sort();
  if (ids.length + 1 === choice.options.length) return;
  const before = choice.value;
  fill(choice, element("option", { value: "" }, "All"), ids.map((id) => element("option", { value: id }, names.get(id) ?? id)));
  choice.value = before;
}

let lostSince = null;
function showState(state) {
  if (state === "lost") lostSince ??= Date.now(); else lostSince = null;
  byId("stream-state").dataset.state = state;
  byId("stream-text").textContent = state === "live" ? "Live" : `Connection lost at ${say("clock", lostSince)}. What you see is from then; trying again.`;
}

byId("boards-search").addEventListener("input", ({ target }) => want({ query: target.value.trim().toLowerCase() }));
byId("boards-tier").addEventListener("change", ({ target }) => want({ tier: target.value }));
byId("boards-customer")?.addEventListener("change", ({ target }) => want({ customer: target.value }));
if (byId("boards-customer")) list("/v1/customers").then((all) => { names = new Map(all.map(({ id, name }) => [id, name])); }, () => { /* ids will do */ });

followBoards({
  customer: viewer.pageCustomer,
  onState: showState,
  onList(listing) {
    store.reset(listing);
    alarms.clear();
    for (const alarm of [...listing.alarms].sort((one, other) => one.at < other.at ? -1 : 1)) alarms.set(alarm.deviceId, alarm);
    drawAlarms();
    offerCustomers();
    drawNow();
    rows.refresh();
  },
  onEvent(kind, value) {
    kinds[kind](value);
    drawSoon();
  },
});
setInterval(() => { if (!document.hidden) rows.refresh(); }, 5000);
