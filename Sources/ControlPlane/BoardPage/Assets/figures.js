/**
 * The figures that a tile can show: their names, their units, and where they are in the state (protocol, sections 8
 * and 9).
 */
import { secondsSince } from "./format.js";

/** label: on a tile, or medium where it is narrow; short: over a column; unit; live: moves before a call ends; tone: the colour of its meaning. */
export const FIGURES = Object.assign(Object.create(null), {
  offered: { label: "Offered", short: "offered", unit: "count" },
  answered: { label: "Answered", short: "answered", unit: "count" },
  missed: { label: "Missed", short: "missed", unit: "count" },
  abandoned: { label: "Abandoned", short: "abandoned", unit: "count" },
  shortAbandoned: { label: "Hung up at once", short: "at once", unit: "count" },
  overflowed: { label: "Overflowed", short: "overflowed", unit: "count" },
  orphaned: { label: "Lost track of", short: "lost track", unit: "count" },
  transferred: { label: "Transferred", short: "transfers", unit: "count" },
  inbound: { label: "Inbound", short: "inbound", unit: "count" },
  outbound: { label: "Outbound", short: "outbound", unit: "count" },
  internal: { label: "Internal", short: "internal", unit: "count" },
  abandonedRate: { label: "Abandoned rate", medium: "Abandoned", short: "lost", unit: "ratio" },
  serviceLevel: { label: "Service level", short: "level", unit: "ratio" },
  averageSpeedOfAnswerSeconds: { label: "Average answer", medium: "Avg. answer", short: "answer", unit: "seconds" },
  averageAbandonSeconds: { label: "Average until hung up", medium: "Avg. gave up", short: "gave up", unit: "seconds" },
  longestWaitSeconds: { label: "Longest wait today", medium: "Longest wait", short: "longest", unit: "seconds" },
  averageTalkSeconds: { label: "Average talk", medium: "Avg. talk", short: "talk", unit: "seconds" },
  averageHandleSeconds: { label: "Average handling", medium: "Avg. handling", short: "handling", unit: "seconds" },
  talkSeconds: { label: "Talked in all", short: "talked", unit: "seconds" },
  callsWaiting: { label: "Waiting now", short: "waiting", unit: "count", live: true, tone: "waiting" },
  longestWaitingSeconds: { label: "Longest waiting", medium: "Longest", short: "longest", unit: "seconds", live: true, tone: "waiting" },
  callsRinging: { label: "Ringing", short: "ringing", unit: "count", live: true, tone: "ringing" },
  callsActive: { label: "Talking", short: "talking", unit: "count", live: true, tone: "talking" },
  callsHeld: { label: "On hold", short: "on hold", unit: "count", live: true, tone: "held" },
  agentsAvailable: { label: "Available", short: "available", unit: "count", live: true, tone: "available" },
  agentsRinging: { label: "Ringing", short: "ringing", unit: "count", live: true, tone: "ringing" },
  agentsTalking: { label: "Talking", short: "talking", unit: "count", live: true, tone: "talking" },
  agentsWrapUp: { label: "Wrap-up", short: "wrap-up", unit: "count", live: true, tone: "wrapUp" },
  agentsPaused: { label: "Paused", short: "paused", unit: "count", live: true, tone: "held" },
  agentsLoggedOut: { label: "Logged out", short: "logged out", unit: "count", live: true, tone: "away" },
});

/**
 * A figure's value in a state, of one queue if one is named; null if it has none. `now`: milliseconds since 1970, for
 * what counts up.
 */
export function figureValue(name, queue, state, now) {
  const figure = FIGURES[name];
  if (!figure || !state) return null;
  return figure.live ? liveValue(name, queue, state.live, now) : numberIn(completed(queue, state), name);
}

function completed(queue, state) {
  return queue ? (state.queues || {})[queue] : state.totals;
}

function liveValue(name, queue, live, now) {
  if (!live) return null;
  if (name.slice(0, 6) === "agents") {
    const state = name.charAt(6).toLowerCase() + name.slice(7);
    return numberIn(live.agentStates, state);
  }
  // A queue that nobody waits in need not be in the map.
  const part = queue ? (live.queues || {})[queue] || { callsWaiting: 0 } : live;
  if (name === "longestWaitingSeconds") return secondsSince(part.longestWaitingSince, now);
  return numberIn(part, name);
}

function numberIn(part, name) {
  return part && typeof part[name] === "number" ? part[name] : null;
}

/** What stands under a figure to make sense of it; empty for none. `say` formats a value of a unit. */
export function figureContext(name, queue, state, now, say) {
  const value = (other) => figureValue(other, queue, state, now);
  const basis = (state && state.basis) || {};
  switch (name) {
    case "serviceLevel":
      return basis.serviceLevelSeconds === undefined ? ""
        : (VARIANTS[basis.serviceLevelVariant] || "within # s").replace("#", basis.serviceLevelSeconds);
    case "callsWaiting":
      return value("longestWaitingSeconds") === null ? "" : "longest " + say("seconds", value("longestWaitingSeconds"));
    case "longestWaitingSeconds":
      return queue ? "" : longestQueue(state && state.live);
    case "callsActive":
      return value("callsHeld") === null ? "" : say("count", value("callsHeld")) + " on hold";
    case "answered":
      return value("offered") === null ? "" : "of " + say("count", value("offered")) + " offered";
    case "abandoned":
      return value("abandonedRate") === null ? "" : say("ratio", value("abandonedRate")) + " of callers";
    case "shortAbandoned":
      return basis.shortAbandonSeconds === undefined ? "" : "before " + basis.shortAbandonSeconds + " s";
    case "averageAbandonSeconds":
      return "callers who gave up";
    default:
      return "";
  }
}

/** Where the caller waits who waits longest. */
function longestQueue(live) {
  const queues = (live && live.queues) || {};
  const found = Object.keys(queues).filter((name) => live.longestWaitingSince &&
    queues[name].longestWaitingSince === live.longestWaitingSince);
  return found.length > 0 ? "in " + found[0] : "";
}

const VARIANTS = {
  withShortAbandons: "# s, with short abandons",
  withOverflows: "# s, with overflows",
  withShortAbandonsAndOverflows: "# s, with shorts, overflows",
};
