/** Screens without figures: connecting, pairing, refused, not licensed. Each is {node, paint(now)}. */
import { make, say, show, style } from "./dom.js";
import { formatSeconds, formatCount } from "./format.js";
import { qrCode } from "./qr.js";
import { sizeFor } from "./text-size.js";
import { refusalWords } from "./wording.js";

/** Shows the code that an admin types in. `now` as the session counts. */
export function pairingScreen(pairing, serial) {
  const left = make("span", "countdown");
  const code = make("div", "code", pairing.userCode);
  style(code, "font-size", sizeFor(pairing.userCode, 700, 1100, 190) + "px");
  const node = make("div", "screen pairing",
    make("div", "pairing-words",
      make("h1", "", "Pair this wallboard"),
      make("p", "step", make("i", "ordinal", "1"), make("span", "", "Scan the picture, or open", make("b", "", withoutScheme(pairing.verificationUri)))),
      make("p", "step", make("i", "ordinal", "2"), make("span", "", "Type this code")),
      code,
      make("p", "hint", "A new code follows in ", left)),
    make("div", "pairing-picture", qrCode(pairing.qr)),
    footer(serial, ""));
  return {
    node: node,
    paint(now) {
      say(left, formatSeconds(Math.max(0, pairing.expiresAt - now) / 1000));
    },
  };
}

/** The pairing was confirmed, and no licence is free: it starts by itself. */
export function queuedScreen(queued, serial) {
  const isFull = queued.max !== undefined && queued.configured >= queued.max;
  return still(make("div", "screen notice queued", make("div", "notice-words",
    make("i", "bar"), make("h1", "", "Paired, and waiting for a licence"),
    isFull ? make("div", "seats", make("b", "", formatCount(queued.configured) + "/" + formatCount(queued.max)), make("span", "", "wallboards in use")) : null,
    make("p", "detail", queued.detail),
    make("p", "advice", "As soon as an administrator frees or adds a licence, this screen starts by itself.")),
  footer(serial, "Connected")));
}

/** Says why the board is not let in. `retryAt`: when it tries again, as the session counts; null where a person must. */
export function refusedScreen(refusal, closeCode, retryAt, serial) {
  const words = refusalWords(refusal, closeCode);
  const hasSeats = Boolean(refusal) && refusal.configured !== undefined;
  const seats = hasSeats
    ? make("div", "seats", make("b", "", formatCount(refusal.configured) + "/" + (refusal.max === undefined ? "∞" : refusal.max)),
      make("span", "", "wallboards in use"))
    : null;
  const retry = make("p", "retry");
  const node = make("div", "screen notice", make("div", "notice-words",
    make("i", "bar"), make("h1", "", words.title), seats,
    words.detail && !hasSeats ? make("p", "detail", words.detail) : null, make("p", "advice", words.advice), retry),
  footer(serial, closeCode ? "code " + closeCode : ""));
  return {
    node: node,
    paint(now) {
      const seconds = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1000);
      say(retry, retryAt === null ? "" : seconds > 0 ? "Tries again in " + formatSeconds(seconds) : "Trying again …");
      show(retry, retryAt !== null);
    },
  };
}

/** Registered and connected, but the user's licence gives nothing to see. */
export function darkScreen(welcome, serial) {
  return still(make("div", "screen notice dark", make("div", "notice-words",
    make("i", "bar"), make("h1", "", "Nothing is licensed for this screen"),
    make("p", "detail", "“" + welcome.deviceName + "” of " + welcome.customerName +
      " is connected and keeps its place, but its user has no supervisor licence that shows figures."),
    make("p", "advice", "As soon as an administrator assigns one, the figures appear here by themselves.")),
  footer(serial, "Connected")));
}

/** No gateway has answered yet. `hasFailed`: it was tried at least once. */
export function connectingScreen(hasFailed, retryAt, serial) {
  const retry = make("p", "retry");
  const node = make("div", "screen notice connecting", make("div", "notice-words",
    make("i", "bar"), make("h1", "", hasFailed ? "The gateway does not answer" : "Connecting …"),
    hasFailed ? make("p", "detail", "Nothing is wrong with this screen. It starts as soon as the gateway can be reached.") : null,
    retry), footer(serial, location.host));
  return {
    node: node,
    paint(now) {
      const seconds = Math.ceil((retryAt - now) / 1000);
      say(retry, hasFailed ? (seconds > 0 ? "Tries again in " + formatSeconds(seconds) : "Trying again …") : "");
    },
  };
}

function still(node) {
  return { node: node, paint() {} };
}

function footer(serial, note) {
  return make("footer", "", make("span", "", "Device " + serial), make("span", "", note));
}

function withoutScheme(address) {
  return address.replace(/^https:\/\//, "");
}
