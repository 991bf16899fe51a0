/** What the board keeps over a reload, where the browser lets it: without storage it lives as long as the page. */

const unkept = {};

/** Asks the browser not to clear the storage when room gets scarce; some do without asking back, others never. */
export function keepForGood() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
}

/** The text of a name, or null. */
export function recall(name) {
  try {
    return localStorage.getItem("wallboard." + name);
  } catch (error) {
    return Object.prototype.hasOwnProperty.call(unkept, name) ? unkept[name] : null;
  }
}

/** Keeps a text; null forgets it. Returns whether that outlives the page. */
export function keep(name, text) {
  if (text === null) delete unkept[name];
  else unkept[name] = text;
  try {
    if (text === null) localStorage.removeItem("wallboard." + name);
    else localStorage.setItem("wallboard." + name, text);
    return true;
  } catch (error) {
    return false;
  }
}

const serialRule = /^[A-Za-z0-9._-]{1,64}$/, drawnSerial = /^TV-[B-DF-HJ-NP-TV-XZ2-9]{16}$/;

/**
 * This hardware's serial: `given` in the address, if the kiosk browser knows the hardware's id; otherwise drawn once,
 * as 16 letters and digits that cannot be mistaken for each other.
 *
 * A token is valid with its serial alone, so it is removed when the serial changes: the storage came from other
 * hardware, as with a copied card. But a board that has its seat under a drawn serial keeps both, for the one in the
 * address would be a new board.
 */
export function serialNumber(given) {
  const stored = recall("serial"), known = stored && serialRule.test(stored) ? stored : null;
  if (given && serialRule.test(given) && given !== known && !(known && recall("token") && drawnSerial.test(known))) {
    keep("token", null);
    keep("serial", given);
    return given;
  }
  if (known) return known;
  const letters = "BCDFGHJKLMNPQRSTVWXZ23456789";
  // 252 is the largest multiple of 28 in a byte: what is above would favour the first letters.
  let serial = "";
  while (serial.length < 16) {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0];
    if (byte < 252) serial += letters.charAt(byte % letters.length);
  }
  keep("serial", "TV-" + serial);
  return "TV-" + serial;
}
