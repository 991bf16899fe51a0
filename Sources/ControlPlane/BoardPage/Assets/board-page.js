/** The board: drives the session with a socket, a clock and a screen. */
import { Session } from "./session.js";
import { ServerClock } from "./server-clock.js";
import { Line } from "./line.js";
import { Wall } from "./wall.js";
import { Stage } from "./stage.js";
import { Caretaker } from "./caretaker.js";
import { recall, keep, keepForGood, serialNumber } from "./memory.js";
import { addressParts } from "./address.js";
import { forgetWidths } from "./text-size.js";
import { ZoneTime } from "./format.js";

/** Operators see which page a TV has: the tag of its script, from the document. */
const appVersion = "page " + (/\?([0-9a-f]+)$/.exec(document.currentScript.src) || ["", "unknown"])[1];
/** How often the caretaker looks: not at once after a restart, when every board of the house comes back. */
const careMillis = 300000;
/** A newer connection of this board took over (protocol, section 5). */
const takenOver = 4504;
/** How long a frame may take that was asked for. */
const framePatienceMillis = 3000;

function startBoard() {
  const counter = () => performance.now();
  const caretaker = new Caretaker(() => location.reload(), () => Date.now());
  // If anything throws, the rest of its work, such as winding the timer, is not done.
  window.addEventListener("error", () => caretaker.fault());
  window.addEventListener("unhandledrejection", () => caretaker.fault());
  const given = addressParts(location.hash);
  const serial = serialNumber(given.serial);
  keepForGood();
  const hello = { serial: serial, model: modelOf(navigator.userAgent), appVersion: appVersion };
  const session = new Session(hello, recall("token"), given.key, Math.random);
  const clock = new ServerClock(counter);
  const stage = new Stage(document.getElementById("stage"));
  const wall = new Wall(stage.node, serial);
  const line = new Line({
    opened: () => carryOut(session.opened(counter())),
    received: (message) => carryOut(session.received(message, counter())),
    closed: (code) => carryOut(session.closed(code, counter())),
  });
  let paintAskedAt = null, asleepAt = null, nextCare = counter() + careMillis * (0.2 + 0.8 * Math.random());
  let timer = null;

  function carryOut(effects) {
    for (const effect of effects) {
      switch (effect.do) {
        case "connect": line.connect(); break;
        case "drop": line.drop(); break;
        case "send": line.send(effect.message); break;
        case "keepToken": keep("token", effect.token); break;
        case "hear": clock.heard(effect.moment); break;
        case "hearAtLeast": clock.heardAtLeast(effect.moment); break;
      }
    }
    wind();
    paintSoon();
  }

  /** One timer, for the session's next deadline. */
  function wind() {
    clearTimeout(timer);
    if (session.nextDeadline === null) return;
    timer = setTimeout(() => carryOut(session.elapsed(counter())), Math.max(0, session.nextDeadline - counter()) + 1);
  }

  /** Messages that come together are painted together; a TV that sleeps is not painted. */
  function paintSoon() {
    if (paintAskedAt !== null || document.visibilityState === "hidden") return;
    paintAskedAt = counter();
    requestAnimationFrame(paint);
  }

  function paint() {
    paintAskedAt = null;
    try {
      wall.paint(session, counter(), clock.now());
    } catch (error) {
      wall.forget();
      throw error;
    }
  }

  /** Times count up on the TV: just after each full second of the gateway's clock. */
  function tick() {
    setTimeout(tick, 1000 - (clock.now() % 1000) + 5);
    stage.drift(counter());
    // Some browsers stop giving frames after a while: then time alone has to do.
    if (paintAskedAt !== null && counter() - paintAskedAt > framePatienceMillis) paint();
    else paintSoon();
    if (counter() >= nextCare) {
      nextCare = counter() + careMillis;
      takeCare();
    }
  }

  /**
   * A board that shows a code or a refusal gets a new page too. But one that is open elsewhere does not: reloaded, it
   * would take its place back.
   */
  function takeCare() {
    if (session.phase === "stopped" && session.closeCode === takenOver) return;
    const isShowing = session.isUp && session.picture;
    caretaker.look(isShowing ? new ZoneTime(session.picture.welcome.timeZone).hour(clock.now()) : null);
  }

  function fallAsleep() {
    if (asleepAt === null) asleepAt = Date.now();
    carryOut(session.sleep());
  }

  function wakeUp() {
    const slept = asleepAt === null ? 0 : Math.max(0, Date.now() - asleepAt);
    asleepAt = null;
    carryOut(session.wake(slept, counter()));
    stayAwake();
  }

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? fallAsleep() : wakeUp()));
  window.addEventListener("pagehide", fallAsleep);
  window.addEventListener("pageshow", wakeUp);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " " && event.key !== "Select") return;
    if (session.phase === "stopped" || session.phase === "waiting" || session.isRefused) carryOut(session.start(counter()));
  });
  document.addEventListener("click", () => {
    if (session.phase === "stopped" || session.isRefused) carryOut(session.start(counter()));
  });
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(forgetWidths);

  caretaker.look(null);
  stayAwake();
  carryOut(session.start(counter()));
  tick();
}

/** Keeps the screen from going dark, where the browser can. */
function stayAwake() {
  if (navigator.wakeLock && document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(() => {});
}

/** A Fire TV names its model, such as AFTMM; other browsers are just that. */
function modelOf(userAgent) {
  const found = /\b(AFT[A-Z0-9]{1,16})\b/.exec(userAgent);
  return found ? found[1] : "browser";
}

startBoard();
