/**
 * Moments and durations in words. Moments are shown in the browser's time zone unless another is given.
 */
import { element } from "./element.js";

const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

/** The formats of one time zone; made once each, because they are dear. */
const formats = new Map();
function format(kind, timeZone) {
  const key = `${kind} ${timeZone ?? ""}`;
  if (!formats.has(key)) {
    const options = {
      clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
      brief: { hour: "2-digit", minute: "2-digit" },
      date: { day: "numeric", month: "short", year: "numeric" },
      dayMonth: { day: "numeric", month: "short" },
      full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
      month: { month: "long", year: "numeric" },
    }[kind];
    formats.set(key, new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23", timeZone }));
  }
  return formats.get(key);
}

/** A moment in one of the formats above: `say("clock", "2026-11-24T11:42:07Z")` → `11:42:07`. */
export const say = (kind, moment, timeZone) => format(kind, timeZone).format(new Date(moment));

/** Date and time to the minute: `24 Nov 2026, 11:42`. */
export const dateAndTime = (moment, timeZone) => `${say("date", moment, timeZone)}, ${say("brief", moment, timeZone)}`;

/** How long ago: `just now`, `4 minutes ago`, `3 hours ago`, then the date. Of what is ahead: `in 4 minutes`. */
export function ago(moment, now = Date.now()) {
  const passed = now - new Date(moment);
  const far = Math.abs(passed);
  if (far < 10 * second && passed >= -2 * second) return "just now";
  if (far >= 7 * day) return say("date", moment);
  const [size, word] = far < minute ? [second, "second"] : far < hour ? [minute, "minute"] : far < day ? [hour, "hour"] : [day, "day"];
  const count = Math.max(1, Math.floor(far / size));
  const words = `${count} ${word}${count === 1 ? "" : "s"}`;
  return passed >= 0 ? `${words} ago` : `in ${words}`;
}

/** The short form for dense tables: `4 s`, `12 min`, `3 h`, `5 d`. */
export function age(moment, now = Date.now()) {
  const passed = Math.max(0, now - new Date(moment));
  if (passed < minute) return `${Math.floor(passed / second)} s`;
  if (passed < hour) return `${Math.floor(passed / minute)} min`;
  if (passed < day) return `${Math.floor(passed / hour)} h`;
  return `${Math.floor(passed / day)} d`;
}

/** A `time` element that says `text` (default: how long ago) and holds the moment in full. */
export function timeElement(moment, text = ago(moment)) {
  return element("time", { datetime: moment, title: say("full", moment) }, text);
}
