/**
 * Reloads the page when that helps: after a fault, when the gateway has another version of the page, and once a week
 * in the small hours. Never unless the gateway answers, since a browser's error page would stay for ever; and never
 * more than a few times a day.
 */
import { recall, keep } from "./memory.js";

const mostReloadsADay = 4, day = 86400000;
const weekMillis = 7 * day, nightHour = 3;

/** Whether one more reload is within the bound: {allowed, reloads}, of the moments of the last ones. */
export function reloadBudget(reloads, now) {
  const recent = reloads.filter((moment) => moment <= now && now - moment < day);
  return { allowed: recent.length < mostReloadsADay, reloads: recent };
}

export class Caretaker {
  /** `reload` reloads the page. `clock`: the TV's own, since the bound outlives the page. */
  constructor(reload, clock) {
    this.reload = reload;
    this.clock = clock;
    this.openedAt = clock();
    this.version = null;
    this.isReloading = false;
  }

  /** Something threw that should not have: the page may be half drawn. */
  fault() {
    this.ask();
  }

  /** Called now and then. `hour`: of the customer's day, null where it is not known or nothing is shown. */
  look(hour) {
    if (hour === nightHour && this.clock() - this.openedAt >= weekMillis) {
      this.ask();
      return;
    }
    this.currentVersion().then((version) => {
      if (this.version === null) this.version = version;
      else if (version !== null && version !== this.version) this.ask();
    });
  }

  currentVersion() {
    return fetch("/", { method: "HEAD", cache: "no-store" })
      .then((answer) => (answer.ok ? answer.headers.get("ETag") : null))
      .catch(() => null);
  }

  ask() {
    if (this.isReloading) return;
    const budget = reloadBudget(remembered(), this.clock());
    if (!budget.allowed) return;
    this.isReloading = true;
    fetch("/healthz", { cache: "no-store" }).then((answer) => {
      if (!answer.ok) throw new Error("the gateway is not well");
      // If nothing can be stored, nothing would bound the reloads.
      if (keep("reloads", budget.reloads.concat([this.clock()]).join(" "))) this.reload();
    }).catch(() => {
      this.isReloading = false;
    });
  }
}

function remembered() {
  return (recall("reloads") || "").split(" ").filter(Boolean).map(Number).filter((moment) => !isNaN(moment));
}
