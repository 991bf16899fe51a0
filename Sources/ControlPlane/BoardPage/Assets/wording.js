/** Sentences of the screens that show no figures. */

/** By reason of `refused`: what is the matter, and what to do about it. The gateway's own sentence stands between. */
const REFUSALS = {
  seatLimit: ["No licence is free", "An administrator can free one or add one; this screen then starts by itself."],
  suspended: ["This wallboard is suspended", "An administrator can resume it; this screen then starts by itself."],
  unknownToken: ["This wallboard is not known", "Press OK on the remote to pair it again."],
  badEnrolmentKey: ["The enrolment key is not valid", "Ask for a new key, or press OK on the remote to pair."],
  removed: ["This wallboard was removed", "Press OK on the remote to pair it again."],
  replaced: ["Another device took this place", "Press OK on the remote to pair this one again."],
  takenOver: ["Open somewhere else", "The same wallboard was opened on another screen. Press OK to bring it back here."],
  notEntitled: ["Not licensed", "Ask your administrator for a licence that has a wallboard."],
  tooManyAttempts: ["Too many attempts", "This screen tries again by itself."],
  customerClosed: ["This account is closed", "Ask your telephone provider."],
  pairingUnavailable: ["Pairing is not set up", "An administrator has to give the gateway an address; this screen tries again by itself."],
  unavailable: ["The gateway is busy", "This screen tries again by itself."],
};

/** By close code, where the gateway gave no reason of its own. */
const CLOSES = {
  4500: "badVersion", 4501: "unknownToken", 4502: "removed", 4503: "replaced", 4504: "takenOver", 4505: "customerClosed",
  4010: "seatLimit", 4011: "suspended", 4012: "tooManyAttempts",
};

/** {title, detail, advice} of the message that a board got, or of the code with which it was closed. */
export function refusalWords(refusal, closeCode) {
  const reason = refusal ? refusal.reason : CLOSES[closeCode];
  const words = REFUSALS[reason] || ["This wallboard cannot be shown", "Press OK on the remote to try again."];
  return { title: words[0], detail: refusal ? refusal.detail : "", advice: words[1] };
}

/** Whether a refusal takes the picture off the wall. A gateway that is merely busy is a lost connection like others. */
export function isFinal(refusal, closeCode) {
  if (closeCode >= 4500) return true;
  return Boolean(refusal) && refusal.reason !== "unavailable" && refusal.reason !== "tooManyAttempts";
}

/** States of agents and calls: {word, tone}. */
export const STATES = {
  waiting: { word: "Waiting", tone: "waiting" },
  ringing: { word: "Ringing", tone: "ringing" },
  talking: { word: "Talking", tone: "talking" },
  active: { word: "Talking", tone: "talking" },
  held: { word: "On hold", tone: "held" },
  parked: { word: "Parked", tone: "held" },
  available: { word: "Available", tone: "available" },
  wrapUp: { word: "Wrap-up", tone: "wrapUp" },
  paused: { word: "Paused", tone: "held" },
  loggedOut: { word: "Logged out", tone: "away" },
  unknown: { word: "No report", tone: "away" },
};

/** The word and the tone of a state; one that is not known is said as it is. */
export function stateWords(state) {
  return Object.prototype.hasOwnProperty.call(STATES, state) ? STATES[state] : { word: String(state), tone: "away" };
}
