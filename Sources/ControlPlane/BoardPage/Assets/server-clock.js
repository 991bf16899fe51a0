/**
 * The gateway's time of day. A TV's own clock may be wrong by years, and may be set while the page is open; it counts
 * milliseconds well enough, so each `serverTime` says what the counter means.
 */
export class ServerClock {
  /** `counter` tells milliseconds that only go forward. */
  constructor(counter) {
    this.counter = counter;
    this.base = null;
  }

  /** The gateway says that it is `moment` (RFC 3339) now. */
  heard(moment) {
    const milliseconds = Date.parse(moment);
    if (!isNaN(milliseconds)) this.base = milliseconds - this.counter();
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
