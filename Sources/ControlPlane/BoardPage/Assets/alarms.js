/** Alarms of a dashboard: which of them a value sets off. Checked every second, since some values count up. */

/**
 * The alarm that counts for a figure (of a queue, if one is named): red before amber, and flashing if any says so.
 * Null if all is well, or if there is no value.
 */
export function alarmOf(alarms, figure, queue, value) {
  if (value === null || value === undefined) return null;
  let found = null;
  for (const alarm of alarms) {
    if (alarm.figure !== figure || (alarm.queue || null) !== (queue || null) || !isSetOff(alarm, value)) continue;
    const isWorse = !found || (found.colour === "amber" && alarm.colour === "red");
    found = {
      colour: isWorse ? alarm.colour : found.colour,
      flash: Boolean(alarm.flash) || (found !== null && found.flash),
    };
  }
  return found;
}

/** The classes that show an alarm; empty for none. */
export function alarmClass(alarm) {
  if (!alarm) return "";
  return " alarm alarm-" + (alarm.colour === "red" ? "red" : "amber") + (alarm.flash ? " flash" : "");
}

function isSetOff(alarm, value) {
  switch (alarm.operator) {
    case ">": return value > alarm.value;
    case ">=": return value >= alarm.value;
    case "<=": return value <= alarm.value;
    case "between": return value >= alarm.value && value <= alarm.upTo;
    default: return false;
  }
}
