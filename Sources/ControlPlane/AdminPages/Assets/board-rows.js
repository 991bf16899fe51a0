/**
 * The rows in sight of a list of thousands: made once, moved by two spacers, filled again when their board changes.
 * Hooks: `#boards tr.row[data-key]` with `data-status`; cells by class `c-status`, `c-board`, `c-customer`, ….
 */
import { badge } from "./badge.js";
import { element, fill } from "./element.js";
import { age, say } from "./time.js";
import { licenceWord, refusalWord, waitingWord } from "./words.js";

/** Rows beyond the edge of what is in sight, so that scrolling shows no gap. */
const margin = 8;
const dash = element("span", { class: "soft" }, "–");
const orDash = (value) => value === null || value === undefined || value === "" ? dash.cloneNode(true) : value;

const cells = {
  status: (board) => badge({ status: board.status }),
  board: (board) => [board.name, element("span", { class: "sub" }, subOf(board))],
  customer: (board) => orDash(board.customerId),
  user: (board) => orDash(board.userId),
  tier: (board) => board.boardLicence ? [licenceWord(board.boardLicence), board.view === "none" && element("span", { class: "sub" }, "shows nothing")] : dash.cloneNode(true),
  address: (board) => orDash(board.address),
  since: (board) => board.since ? element("time", { datetime: board.since, title: say("full", board.since) }, sinceWord(board.since)) : dash.cloneNode(true),
  trip: (board) => typeof board.roundTripMillis === "number" ? `${board.roundTripMillis} ms` : dash.cloneNode(true),
  queue: (board) => typeof board.queuedBytes === "number" ? bytes(board.queuedBytes) : dash.cloneNode(true),
  last: (board) => board.lastMessageAt ? `${age(board.lastMessageAt)} ago` : dash.cloneNode(true),
};
const numeric = new Set(["trip", "queue"]);

function subOf(board) {
  if (board.status === "refused") return refusalWord(board.reason) + (board.count > 1 ? `, ${board.count} times` : "");
  return board.status === "waiting" ? `${board.serial}, place ${board.place}: ${waitingWord(board.reason)}` : board.serial;
}

/** Today the time, before that the day. */
function sinceWord(moment) {
  return new Date(moment).toDateString() === new Date().toDateString() ? say("brief", moment) : say("dayMonth", moment);
}

function bytes(count) {
  return count < 1024 ? `${count} B` : count < 1_048_576 ? `${(count / 1024).toFixed(0)} KiB` : `${(count / 1_048_576).toFixed(1)} MiB`;
}

/** Draws into `scroll` and its `table`. `columns` are keys of `cells`; `find(key)` gives the board. */
export function boardRows({ scroll, table, columns, find }) {
  const body = table.tBodies[0], rows = new Map();
  const spacer = () => element("tr", { class: "spacer", "aria-hidden": "true" }, element("td", { colspan: columns.length }));
  const above = spacer(), below = spacer();
  fill(body, above, below);
  let keys = [], height = 48;

  function measure() {
    height = matchMedia("(max-width: 760px)").matches ? 76 : 52;
    body.style.setProperty("--row-height", `${height}px`);
  }

  function make(key) {
    const row = element("tr", { class: "row", "data-key": key }, columns.map((column) => element("td", { class: `c-${column}${numeric.has(column) ? " number" : ""}` })));
    rows.set(key, row);
    refill(row, find(key));
    return row;
  }

  function refill(row, board) {
    row.dataset.status = board.status;
    row.dataset.alarm = board.alarm ? "yes" : "";
    columns.forEach((column, index) => fill(row.cells[index], cells[column](board)));
    row.title = board.detail ?? board.note ?? "";
  }

  /** Puts the rows in place that are in sight now. */
  function place() {
    const first = Math.max(0, Math.floor(scroll.scrollTop / height) - margin);
    const last = Math.min(keys.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / height) + margin);
    const inSight = new Set(keys.slice(first, last));
    for (const [key, row] of rows) {
      if (!inSight.has(key)) { row.remove(); rows.delete(key); }
    }
    let before = above, index = first;
    for (const key of inSight) {
      const row = rows.get(key) ?? make(key);
      if (before.nextSibling !== row) before.after(row);
      row.setAttribute("aria-rowindex", index + 2);
      before = row;
      index += 1;
    }
    above.firstChild.style.setProperty("--height", `${first * height}px`);
    below.firstChild.style.setProperty("--height", `${(keys.length - last) * height}px`);
    table.setAttribute("aria-rowcount", keys.length + 1);
  }

  let isAsked = false;
  const placeSoon = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => { isAsked = false; place(); });
  };
  scroll.addEventListener("scroll", placeSoon, { passive: true });
  new ResizeObserver(() => { measure(); placeSoon(); }).observe(scroll);
  measure();

  return {
    /** Shows these boards in this order. */
    order(wanted) { keys = wanted; place(); },
    /** Fills those rows again that are in sight; of undefined all of them. */
    refresh(changed) {
      for (const [key, row] of rows) {
        const board = find(key);
        if (board && (!changed || changed.has(key))) refill(row, board);
      }
    },
  };
}
