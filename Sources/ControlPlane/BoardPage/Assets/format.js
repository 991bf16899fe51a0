/** Figures, durations and moments as texts. */

/** What stands for a figure without a value. */
export const DASH = "–";

/** `1,234` */
export function formatCount(count) {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `0:07`, `12:41`, `3:02:41`; never below zero. */
export function formatSeconds(seconds) {
  const whole = Math.max(0, Math.floor(seconds + 0.001));
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  const tail = two(whole % 60);
  return hours > 0 ? formatCount(hours) + ":" + two(minutes) + ":" + tail : minutes + ":" + tail;
}

/** For columns, where room is short: as above, but from an hour on `1h06`. */
export function formatShortSeconds(seconds) {
  const minutes = Math.floor(Math.max(0, seconds + 0.001) / 60);
  return minutes < 60 ? formatSeconds(seconds) : formatCount(Math.floor(minutes / 60)) + "h" + two(minutes % 60);
}

/** `76%`; with one decimal below ten, where it matters: `4.2%`. */
export function formatRatio(ratio) {
  const percent = ratio * 100;
  const tenths = Math.round(percent * 10) / 10;
  return (tenths < 10 && tenths % 1 !== 0 ? tenths.toFixed(1) : String(Math.round(percent))) + "%";
}

/** A value by its unit: `count`, `seconds` or `ratio`; a dash for none. */
export function formatValue(unit, value) {
  if (typeof value !== "number" || isNaN(value)) return DASH;
  if (unit === "seconds") return formatSeconds(value);
  return unit === "ratio" ? formatRatio(value) : formatCount(value);
}

/** As `formatValue`, for columns. */
export function formatShort(unit, value) {
  return unit === "seconds" && typeof value === "number" ? formatShortSeconds(value) : formatValue(unit, value);
}

/** How long ago a moment (RFC 3339) was, in seconds; null without one. */
export function secondsSince(moment, now) {
  const began = moment ? Date.parse(moment) : NaN;
  return isNaN(began) ? null : Math.max(0, (now - began) / 1000);
}

/**
 * Formats times of day in a customer's time zone. A zone that this browser does not know becomes UTC, which is shown:
 * a time without its zone would be taken for the local one.
 */
export class ZoneTime {
  constructor(timeZone) {
    this.suffix = "";
    try {
      this.make(timeZone || "UTC");
    } catch (error) {
      this.make("UTC");
      this.suffix = " UTC";
    }
  }

  make(timeZone) {
    const options = { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: timeZone };
    this.format = new Intl.DateTimeFormat("en-GB", options);
  }

  /** `11:42:07` of milliseconds since 1970. */
  withSeconds(milliseconds) {
    return this.digits(milliseconds) + this.suffix;
  }

  /** `11:42` */
  withMinutes(milliseconds) {
    return this.digits(milliseconds).slice(0, 5) + this.suffix;
  }

  /** 0…23 */
  hour(milliseconds) {
    return Number(this.digits(milliseconds).slice(0, 2));
  }

  digits(milliseconds) {
    // Some browsers call midnight 24.
    return this.format.format(new Date(milliseconds)).replace(/^24/, "00");
  }
}

const collator = new Intl.Collator("en", { numeric: true });

/** The order of names: as people sort them, numbers by their value. */
export function compareNames(a, b) {
  return collator.compare(a, b);
}

function two(number) {
  return number < 10 ? "0" + number : String(number);
}
