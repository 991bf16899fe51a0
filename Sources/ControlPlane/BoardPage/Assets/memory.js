/** What the board keeps over a reload, where the browser lets it: without storage it lives as long as the page. */

const unkept = {};

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

/** This hardware's serial: drawn once, as 16 letters and digits that cannot be mistaken for each other. */
export function serialNumber() {
  const known = recall("serial");
  if (known && /^[A-Za-z0-9._-]{1,64}$/.test(known)) return known;
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
