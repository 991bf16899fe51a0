/**
 * The boards as they are now, and those that the filters select: a value without a page, so that thousands of changes
 * cost one pass.
 */
import { compare } from "./table.js";

/** Columns that can be sorted by; each gives what is compared. */
const orders = {
  status: (board) => ["refused", "waiting", "connected", "asleep", "offline", "suspended"].indexOf(board.status),
  board: (board) => board.name,
  customer: (board) => board.customerId,
  user: (board) => board.userId,
  tier: (board) => board.boardLicence,
  address: (board) => board.address,
  since: (board) => board.since,
  trip: (board) => board.roundTripMillis,
  queue: (board) => board.queuedBytes,
  last: (board) => board.lastMessageAt,
};

/** Refused attempts that are kept; the oldest make room. The gateway itself lists no more than some hundreds. */
const mostRefused = 1000;

/** Boards by id; refused attempts and screens that wait for a licence are boards of their own, by customer and serial, until the hardware gets in. */
export class BoardStore {
  boards = new Map();
  refused = new Map();
  waiting = new Map();
  wanted = { status: "", customer: "", tier: "", query: "", order: "board", isDescending: false };

  /** Takes the list in place of all that is known. */
  reset({ boards, refused, waiting = [] }) {
    this.boards.clear();
    this.refused.clear();
    this.waiting.clear();
    for (const screen of waiting) this.queue(screen);
    for (const device of boards) this.put(device);
    for (const attempt of refused) this.refuse(attempt);
  }

  put(device) {
    const status = device.suspended ? "suspended" : device.status;
    this.boards.set(device.id, {
      ...device, status, since: device.connectedSince ?? device.lastSeen,
      haystack: `${device.name} ${device.serial} ${device.userId ?? ""} ${device.address ?? ""} ${device.customerId}`.toLowerCase(),
    });
    // Refused before its credentials named a customer, it is listed without one.
    if (device.connectedSince) for (const customerId of [device.customerId, null]) this.refused.delete(refusedKey({ ...device, customerId }));
  }

  remove(id) { this.boards.delete(id); }

  /** An attempt of hardware that is in meanwhile is not kept: it would hide that. */
  refuse(attempt) {
    const key = refusedKey(attempt), before = this.refused.get(key);
    if (before && before.since > attempt.at) return;
    this.refused.delete(key);
    this.refused.set(key, {
      id: key, status: "refused", name: attempt.serial, serial: attempt.model ?? "", customerId: attempt.customerId, address: attempt.address,
      since: attempt.at, reason: attempt.reason, detail: attempt.detail, count: attempt.count,
      haystack: `${attempt.serial} ${attempt.model ?? ""} ${attempt.address} ${attempt.customerId ?? ""}`.toLowerCase(),
    });
    if (this.refused.size > mostRefused) this.refused.delete(this.refused.keys().next().value);
  }

  /** The line of a customer's screens that wait for a licence, in place of the one before. */
  line({ customerId, waiting }) {
    for (const [key, screen] of this.waiting) if (screen.customerId === customerId) this.waiting.delete(key);
    for (const screen of waiting) this.queue(screen);
  }

  queue(screen) {
    const id = `waiting ${screen.customerId} ${screen.serial}`;
    this.refused.delete(refusedKey(screen));
    this.waiting.set(id, {
      id, status: "waiting", name: screen.name ?? screen.serial, serial: screen.serial, customerId: screen.customerId, userId: screen.userId,
      address: screen.address, since: screen.since, reason: screen.reason, place: screen.place,
      haystack: `${screen.name ?? ""} ${screen.serial} ${screen.userId} ${screen.address ?? ""} ${screen.customerId}`.toLowerCase(),
    });
  }

  /** What was measured of connections. */
  measure(figures) {
    for (const figure of figures) {
      const board = this.boards.get(figure.id);
      if (board) Object.assign(board, figure);
    }
  }

  /** The board, waiting screen or refused attempt of this key. */
  find(key) { return this.boards.get(key) ?? this.waiting.get(key) ?? this.refused.get(key); }

  /** `{keys, counts}`: the selected ones in order, and how many there are by status before the status filter. */
  view() {
    const { status, customer, tier, query, order, isDescending } = this.wanted;
    const counts = { "": 0, connected: 0, asleep: 0, offline: 0, waiting: 0, refused: 0, suspended: 0 };
    const found = [];
    for (const all of [this.boards, this.waiting, this.refused]) {
      for (const board of all.values()) {
        if (customer && board.customerId !== customer) continue;
        if (tier && board.boardLicence !== tier) continue;
        if (query && !board.haystack.includes(query)) continue;
        counts[""] += 1;
        counts[board.status] += 1;
        if (!status || board.status === status) found.push(board);
      }
    }
    const by = orders[order], way = isDescending ? -1 : 1;
    found.sort((one, other) => way * compare(by(one), by(other)) || (one.id < other.id ? -1 : 1));
    return { keys: found.map((board) => board.id), counts };
  }
}

const refusedKey = ({ customerId, serial }) => `refused ${customerId ?? ""} ${serial}`;
