/**
 * The gateway's time of day. A TV's own clock may be wrong by years, and may be set while the page is open; it counts
 * milliseconds well enough, so each `serverTime` says what the counter means. If the counter stood still, as it does
 * while a TV sleeps, each `asOf` says that it is no earlier than that.
 */
export class ServerClock {
  /** `counter` returns milliseconds that only go forward. */
  constructor(counter) {
    this.counter = counter;
    this.base = null;
  }

  /** The gateway says that it is `moment` (RFC 3339) now. */
  heard(moment) {
    const milliseconds = Date.parse(moment);
    if (!isNaN(milliseconds)) this.base = milliseconds - this.counter();
  }

  /** The gateway says that it was `moment` not long ago: it is no earlier now. */
  heardAtLeast(moment) {
    const milliseconds = Date.parse(moment);
    if (isNaN(milliseconds)) return;
    const base = milliseconds - this.counter();
    if (this.base === null || base > this.base) this.base = base;
  }

  /** Whether the time of day is known. */
  get isSet() {
    return this.base !== null;
  }

  /** Milliseconds since 1970 in the gateway's time; the TV's own while nothing was heard. */
  now() {
    return this.base === null ? Date.now() : this.base + this.counter();
  }
}
