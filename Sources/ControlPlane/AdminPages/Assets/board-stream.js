/**
 * The stream of board events, with the list that it begins from. Hook: the page shows its state in
 * `#stream-state[data-state="connecting|live|lost"]`.
 */
import { get, request, signInAgain, withQuery } from "./api.js";

/** How long to wait before a stream that was refused is asked for again. */
const retryMillis = 5000;

/** Boards that are asked for at a time: the most that the gateway gives. */
const pageSize = 1000;

/**
 * Follows the boards of a customer ("" for all). `onList(listing)` gets the whole list, and again after each loss;
 * `onEvent(kind, value)` what happens then; `onState(state, since)` says `live` or `lost`.
 */
export function followBoards({ customer, onList, onEvent, onState }) {
  let source, waiting = null, round = 0;

  function connect() {
    source = new EventSource(withQuery("/v1/boards/events", { customerId: customer }));
    for (const kind of ["board", "removed", "refused", "waiting", "alarm", "figures"]) {
      source.addEventListener(kind, (event) => {
        const value = JSON.parse(event.data);
        if (waiting) waiting.push([kind, value]);
        else onEvent(kind, value);
      });
    }
    source.addEventListener("resync", relist);
    source.addEventListener("error", lost);
  }

  /** Every page of the list as one; null once nobody wants it any more. */
  async function listAll(isWanted) {
    let listing = null, cursor = "";
    do {
      const page = await get(withQuery("/v1/boards", { customerId: customer, limit: pageSize, cursor }));
      if (!isWanted()) return null;
      if (listing) listing.boards.push(...page.boards); else listing = page;
      cursor = page.nextCursor;
    } while (cursor);
    return listing;
  }

  /** Takes the list; what happens meanwhile waits, and comes after it. */
  async function relist() {
    const mine = round += 1;
    waiting = [];
    try {
      const listing = await listAll(() => mine === round);
      if (!listing) return;
      const events = waiting;
      waiting = null;
      onList(listing);
      for (const [kind, value] of events) onEvent(kind, value);
      onState("live");
    } catch {
      if (mine !== round) return;
      source.close();
      onState("lost");
      setTimeout(connect, retryMillis);
    }
  }

  /** The browser tries again by itself unless it was refused; then it is asked whether the session has ended. */
  function lost() {
    onState("lost");
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => request("GET", "/v1/me").then(connect, (problem) => {
      if (problem.status === 401) signInAgain(); else connect();
    }), retryMillis);
  }

  connect();
}
