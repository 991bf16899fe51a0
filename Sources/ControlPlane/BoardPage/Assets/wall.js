/** What stands on the wall: one screen at a time, made when it is first needed and painted in place from then on. */
import { make, empty } from "./dom.js";
import { makePicture } from "./frame.js";
import { pairingScreen, queuedScreen, refusedScreen, darkScreen, connectingScreen } from "./screens.js";
import { isFinal } from "./wording.js";

export class Wall {
  /** `stage`: the element to fill; `serial` is shown on screens that need a person. */
  constructor(stage, serial) {
    this.stage = stage;
    this.serial = serial;
    this.shownFor = [];
    this.screen = null;
  }

  /** `now` as the session counts; `today`: milliseconds since 1970. */
  paint(session, now, today) {
    const wanted = this.wanted(session);
    const isSame = wanted.key.length === this.shownFor.length && wanted.key.every((part, i) => part === this.shownFor[i]);
    let old = null;
    if (!isSame) {
      // The new screen is complete before the old one goes, in the same turn: nothing flickers.
      old = this.screen;
      this.screen = wanted.make();
      this.stage.append(this.screen.node);
      this.shownFor = wanted.key;
    }
    if (wanted.isPicture) {
      const lost = session.lostAt === null ? null : now - session.lostAt;
      this.screen.paint(session.picture, today, lost);
    } else {
      this.screen.paint(now);
    }
    if (old) this.stage.removeChild(old.node);
  }

  /** {key, make, isPicture}: a screen with the same key is the same screen. */
  wanted(session) {
    const serial = this.serial;
    if (session.pairing) {
      const pairing = session.pairing;
      return { key: ["pairing", pairing], make: () => pairingScreen(pairing, serial) };
    }
    if (session.queued) {
      const queued = session.queued;
      return { key: ["queued", queued], make: () => queuedScreen(queued, serial) };
    }
    const isStopped = session.phase === "stopped";
    if (isFinal(session.refusal, session.closeCode) || (!session.picture && session.refusal)) {
      const retryAt = isStopped ? null : session.retryAt;
      const refusal = session.refusal, code = session.closeCode;
      return {
        key: ["refused", refusal, code, retryAt],
        make: () => refusedScreen(refusal, code, retryAt, serial),
      };
    }
    if (session.picture) {
      const welcome = session.picture.welcome;
      if (welcome.view === "none" && session.isUp) return { key: ["dark", welcome], make: () => darkScreen(welcome, serial) };
      if (welcome.view !== "none") {
        return { key: ["picture", welcome], make: () => makePicture(welcome), isPicture: true };
      }
    }
    const hasFailed = session.attempts > 0, retryAt = session.retryAt;
    return { key: ["connecting", hasFailed, retryAt], make: () => connectingScreen(hasFailed, retryAt, serial) };
  }

  /** Something went wrong while painting: the next painting begins from nothing. */
  forget() {
    this.shownFor = [];
    this.screen = null;
    empty(this.stage);
    this.stage.append(make("div", "screen"));
    this.screen = { node: this.stage.firstChild, paint() {} };
  }
}
