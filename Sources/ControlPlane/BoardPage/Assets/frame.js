/** What is around a dashboard: its title, how fresh it is, the time. */
import { make, say, dress, show } from "./dom.js";
import { ZoneTime } from "./format.js";
import { freshnessOf, countsUntil } from "./freshness.js";
import { makeDashboard } from "./dashboard.js";

/** A picture on the wall, made for one `welcome`: {node, paint(picture, now, lostMillis)}. */
export function makePicture(welcome) {
  const time = new ZoneTime(welcome.timeZone);
  const dashboard = makeDashboard(welcome);
  const title = make("h1", "", welcome.dashboard.title);
  const customer = make("span", "customer", welcome.customerName);
  show(customer, welcome.customerName !== welcome.dashboard.title);
  const fresh = make("span", "fresh-text"), page = make("span", "page-number"), clock = make("span", "clock");
  const header = make("header", "", title, customer,
    make("div", "fresh", make("i", "dot"), fresh), page, clock);
  const node = make("div", "picture", header, dashboard.node);
  return {
    node: node,
    paint(picture, now, lostMillis) {
      const freshness = freshnessOf(picture, lostMillis, time);
      dress(node, "picture is-" + freshness.level);
      say(fresh, freshness.text);
      say(clock, time.withMinutes(now));
      const until = countsUntil(picture, freshness.level, now);
      const shown = dashboard.paint({ state: picture.state, now: until, turn: now });
      say(page, dashboard.pageCount > 1 ? shown + 1 + " / " + dashboard.pageCount : "");
      show(page, dashboard.pageCount > 1);
    },
  };
}
