/**
 * How far the figures on the wall can be trusted, in one line that is always shown.
 *
 *   live      as it should be
 *   delayed   the telephone system reports late
 *   noFeed    no telephone system has been connected yet
 *   feedLost  the telephone system says nothing: the gateway is there, the news are not
 *   away      the connection to the gateway is gone, perhaps for a moment
 *   gatewayLost   … and for longer than that: the figures are from then
 */
export const MOMENT_MILLIS = 5000;

const LIVE_VIEWS = ["liveAnalytics", "contactCentre"];

/**
 * {level, text}. `picture`: of the session; `lostMillis`: for how long the connection has been gone, null while it is
 * up; `time`: a ZoneTime.
 */
export function freshnessOf(picture, lostMillis, time) {
  const asOf = at(picture.asOf, time);
  const isLive = LIVE_VIEWS.indexOf(picture.welcome.view) >= 0;
  if (lostMillis !== null) {
    if (lostMillis < MOMENT_MILLIS) return { level: "away", text: "Reconnecting · as of " + asOf };
    return { level: "gatewayLost", text: "Connection lost · figures are from " + asOf };
  }
  const state = picture.state || {};
  const part = (isLive && state.live) || state.basis || {};
  if (part.feed === "none") return { level: "noFeed", text: "No telephone system has been connected yet" };
  if (part.feed === "lost") {
    const since = part.lastEventAt ? " since " + at(part.lastEventAt, time) : "";
    return { level: "feedLost", text: "No news from the telephone system" + since };
  }
  if (part.feed === "delayed") return { level: "delayed", text: "Calls arrive late · as of " + asOf };
  return { level: "live", text: (isLive ? "Live" : "Completed calls") + " · as of " + asOf };
}

/**
 * The moment up to which times count: `now`, or earlier if nobody knows whether the caller still waits. Without the
 * gateway that is when its figures are from, without news from the telephone system when the last one was; so a stale
 * value sets off no alarm.
 */
export function countsUntil(picture, level, now) {
  const live = (picture.state && picture.state.live) || {};
  const bounds = [level === "gatewayLost" ? picture.asOf : null, live.feed === "lost" ? live.lastEventAt : null];
  return bounds.map((moment) => Date.parse(moment)).filter((moment) => !isNaN(moment))
    .reduce((earliest, moment) => Math.min(earliest, moment), now);
}

function at(moment, time) {
  const milliseconds = Date.parse(moment);
  return isNaN(milliseconds) ? "–" : time.withSeconds(milliseconds);
}
