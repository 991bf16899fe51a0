/**
 * The state machine of a board (protocol, sections 1 to 5): events go in, effects come out. No socket, no clock, no
 * storage; its driver carries out the effects and passes in how late it is, in milliseconds that only go forward.
 *
 *   waiting ──► connecting ──► greeting ──► pairing ──► queued ──► up    any of them ──► waiting (come back by itself)
 *                                    └──────────┴──────────┴───────┘                └──► stopped (until a person says so)
 *
 * `queued`: the pairing was confirmed, and no licence is free.
 *
 * Effects: {do: "connect"}, {do: "drop"} (close the socket; its end is not reported), {do: "send", message},
 * {do: "keepToken", token} (null: forget it), {do: "hear", moment} (the gateway's time),
 * {do: "hearAtLeast", moment} (the gateway's time when it made what came; snapshots are shared, and may be minutes
 * old).
 */
import { mergePatch } from "./merge-patch.js";

export const SESSION_LIMITS = {
  /** To a socket that is open, and from hello to the gateway's decision (which it takes within 30 s). */
  connectMillis: 20000,
  decisionMillis: 45000,
  /** How long a code may have been worthless before its successor is missed. */
  pairingGraceMillis: 30000,
  /** How long the gateway may be silent while no licence is free: it beats once a minute at the least. */
  queuedMillis: 150000,
  /** How long the gateway may take to close after `refused` or `goaway`. */
  closeMillis: 10000,
  /** Back-off: between 0 and the smaller of these, doubled each time (protocol, section 5). */
  firstBackoffMillis: 1000,
  mostBackoffMillis: 60000,
  /** After a stable connection of this length the back-off starts over. */
  stableMillis: 60000,
};

const mostExponent = 16;

export class Session {
  /**
   * `hello`: serial, model, appVersion. `token`: null before the board is registered; then it registers with
   * `enrolmentKey` or, without one, shows a code. `random` draws from 0 to 1.
   */
  constructor(hello, token, enrolmentKey, random) {
    this.hello = hello;
    this.token = token;
    this.enrolmentKey = enrolmentKey;
    this.random = random;
    this.phase = "waiting";
    /** What the wall shows: {welcome, state, asOf}; state is null for the view `none`. */
    this.picture = null;
    this.pairing = null;
    /** What the gateway says while no licence is free. */
    this.queued = null;
    this.refusal = null;
    this.closeCode = null;
    /** When it tries again, while it waits. */
    this.retryAt = 0;
    /** When the connection was lost; null while it is up, or never was. */
    this.lostAt = null;
    this.attempts = 0;
    this.upSince = null;
    this.deadline = 0;
    this.hint = null;
    this.isAsleep = false;
    this.forgetConnection();
  }

  forgetConnection() {
    this.welcome = null;
    this.seq = null;
    this.isResyncing = false;
    this.isRefused = false;
    /** Whether a person asked to try again between `refused` and the close. */
    this.startsWhenClosed = false;
    this.beatsWithoutState = 0;
  }

  get isUp() {
    return this.phase === "up";
  }

  /** When `elapsed` has something to do next; null for never. */
  get nextDeadline() {
    return this.phase === "stopped" ? null : this.deadline;
  }

  // What happens

  /** The page was opened, or a person asked to try again: with the token, or by pairing again if it is worthless. */
  start(now) {
    const effects = [];
    if (this.isRefused) this.startsWhenClosed = true;
    if (this.phase !== "waiting" && this.phase !== "stopped") return effects;
    if (this.phase === "stopped" && needsPairing(this.closeCode)) {
      // What was offered was not accepted: without it, the board shows a code.
      if (this.token) effects.push({ do: "keepToken", token: null });
      else this.enrolmentKey = null;
      this.token = this.picture = null;
    }
    this.refusal = this.closeCode = this.hint = null;
    this.attempts = 0;
    return effects.concat(this.connect(now));
  }

  opened(now) {
    if (this.phase !== "connecting") return [];
    this.enter("greeting", now + SESSION_LIMITS.decisionMillis);
    const credentials = this.token ? { token: this.token }
      : this.enrolmentKey ? { enrolmentKey: this.enrolmentKey } : null;
    const hello = Object.assign({ type: "hello" }, this.hello, credentials);
    const effects = [{ do: "send", message: hello }];
    if (this.isAsleep) effects.push(statusOf(true));
    return effects;
  }

  /** A message came, parsed; anything other than an object with a type is ignored. */
  received(message, now) {
    if (this.phase === "waiting" || this.phase === "stopped" || this.phase === "connecting") return [];
    if (this.phase === "up") this.deadline = now + this.patience();
    if (this.phase === "queued") this.deadline = now + SESSION_LIMITS.queuedMillis;
    const take = message && Object.prototype.hasOwnProperty.call(HANDLERS, message.type) && HANDLERS[message.type];
    return take ? take(this, message, now) : [];
  }

  /** The socket ended, with a close code where the gateway gave one. */
  closed(code, now) {
    if (this.phase === "waiting" || this.phase === "stopped") return [];
    if (this.isUp && this.lostAt === null) this.lostAt = now;
    this.closeCode = code;
    // What an earlier connection received does not explain the end of this one.
    if (!this.isRefused) this.refusal = null;
    this.pairing = this.queued = null;
    const startsAgain = this.startsWhenClosed;
    this.forgetConnection();
    if (code >= 4500 && code <= 4999) {
      this.phase = "stopped";
      return startsAgain ? this.start(now) : [];
    }
    if (this.upSince !== null && now - this.upSince >= SESSION_LIMITS.stableMillis) this.attempts = 0;
    this.upSince = null;
    this.retryAt = now + (this.hint === null ? this.backoff() : this.hint);
    this.hint = null;
    this.attempts += 1;
    this.enter("waiting", this.retryAt);
    return [];
  }

  /** Time went by. */
  elapsed(now) {
    if (this.phase === "stopped" || now < this.deadline) return [];
    if (this.phase === "waiting") return this.connect(now);
    return this.abandon(now);
  }

  /** The TV is about to sleep. */
  sleep() {
    if (this.isAsleep) return [];
    this.isAsleep = true;
    return this.isConnected ? [statusOf(true)] : [];
  }

  /** The TV woke up, `asleepMillis` after it fell asleep by its own clock: its counter may have stood still. */
  wake(asleepMillis, now) {
    if (!this.isAsleep) return [];
    this.isAsleep = false;
    if (this.phase === "waiting") return this.connect(now);
    if (!this.isConnected) return [];
    if (asleepMillis >= this.patience()) {
      const effects = this.abandon(now);
      return effects.concat(this.connect(now));
    }
    return [statusOf(false)];
  }

  // What it does

  get isConnected() {
    return ["greeting", "pairing", "queued", "up"].indexOf(this.phase) >= 0;
  }

  enter(phase, deadline) {
    this.phase = phase;
    this.deadline = deadline;
  }

  connect(now) {
    this.enter("connecting", now + SESSION_LIMITS.connectMillis);
    return [{ do: "connect" }];
  }

  /** The gateway is silent for too long: the connection is as good as dead. */
  abandon(now) {
    this.closed(0, now);
    return [{ do: "drop" }];
  }

  backoff() {
    const bound = SESSION_LIMITS.firstBackoffMillis * Math.pow(2, Math.min(this.attempts, mostExponent));
    return Math.floor(this.random() * Math.min(SESSION_LIMITS.mostBackoffMillis, bound));
  }

  /** Two heartbeats. */
  patience() {
    return this.welcome ? 2000 * Math.max(1, this.welcome.heartbeatSeconds) : SESSION_LIMITS.decisionMillis;
  }

  /** The new picture is whole: from now on it is the one that is shown. */
  present(welcome, state, asOf, now) {
    this.picture = { welcome: welcome, state: state, asOf: asOf };
    this.lostAt = this.refusal = this.closeCode = this.hint = null;
    if (this.upSince === null) this.upSince = now;
  }
}

const HANDLERS = {
  pairing(session, message, now) {
    session.pairing = Object.assign({}, message, { expiresAt: now + 1000 * message.expiresInSeconds });
    session.refusal = session.closeCode = null;
    if (session.upSince === null) session.upSince = now;
    session.enter("pairing", session.pairing.expiresAt + SESSION_LIMITS.pairingGraceMillis);
    return [];
  },

  waiting(session, message, now) {
    session.token = message.token;
    session.pairing = null;
    session.queued = message;
    session.refusal = session.closeCode = null;
    if (session.upSince === null) session.upSince = now;
    session.enter("queued", now + SESSION_LIMITS.queuedMillis);
    return [{ do: "keepToken", token: message.token }];
  },

  registered(session, message) {
    session.token = message.token;
    return [{ do: "keepToken", token: message.token }];
  },

  welcome(session, message, now) {
    session.welcome = message;
    session.seq = null;
    session.isResyncing = false;
    session.pairing = session.queued = null;
    session.enter("up", now + session.patience());
    // Until the snapshot arrives the old picture stays; if there is nothing to see, none will come.
    if (message.view === "none") session.present(message, null, message.serverTime, now);
    return [{ do: "hear", moment: message.serverTime }];
  },

  snapshot(session, message, now) {
    if (!session.welcome) return [];
    session.seq = message.seq;
    session.isResyncing = false;
    session.beatsWithoutState = 0;
    session.present(session.welcome, mergePatch(null, message.state), message.asOf, now);
    return [{ do: "hearAtLeast", moment: message.asOf }];
  },

  update(session, message, now) {
    if (!session.welcome || session.isResyncing) return [];
    if (session.seq === null || message.seq !== session.seq + 1) {
      session.isResyncing = true;
      return [{ do: "send", message: { type: "resync" } }];
    }
    session.seq = message.seq;
    session.present(session.welcome, mergePatch(session.picture.state, message.patch), message.asOf, now);
    return [{ do: "hearAtLeast", moment: message.asOf }];
  },

  heartbeat(session, message, now) {
    const heard = { do: "hear", moment: message.serverTime };
    if (!session.welcome || session.welcome.view === "none") return [heard];
    if (session.seq === null || session.isResyncing) {
      // The gateway is alive, yet the snapshot does not come: try another connection.
      session.beatsWithoutState += 1;
      return session.beatsWithoutState < 2 ? [heard] : [heard].concat(session.abandon(now));
    }
    session.picture = Object.assign({}, session.picture, { asOf: message.serverTime });
    return [heard];
  },

  refused(session, message, now) {
    session.refusal = message;
    session.isRefused = true;
    session.hint = typeof message.retryAfterSeconds === "number" ? 1000 * message.retryAfterSeconds : null;
    session.deadline = now + SESSION_LIMITS.closeMillis;
    return [];
  },

  goaway(session, message, now) {
    session.hint = message.retryAfterMillis;
    session.deadline = now + SESSION_LIMITS.closeMillis;
    return [];
  },
};

/** 4501, 4502 and 4503: the token will not be good again. */
function needsPairing(closeCode) {
  return closeCode === 4501 || closeCode === 4502 || closeCode === 4503;
}

function statusOf(asleep) {
  return { do: "send", message: { type: "status", asleep: asleep } };
}
