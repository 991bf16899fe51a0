/**
 * Parses an address such as `https://…/#key=wbe_…&serial=G0-12AB`, for setting up a hundred TVs at once: an enrolment
 * key, and the id of the hardware. What follows the # stays in the browser: the key is sent in the first message
 * alone.
 */

/** {key, serial}: null where the part of the address after the # does not say it, or not legibly. */
export function addressParts(hash) {
  return { key: part("key", hash), serial: part("serial", hash) };
}

function part(name, hash) {
  const found = new RegExp("[#&]" + name + "=([^&]+)").exec(hash);
  try {
    return found ? decodeURIComponent(found[1]) : null;
  } catch (error) {
    // A kiosk browser that leaves a lone % in the address must not leave the TV dark.
    return null;
  }
}
