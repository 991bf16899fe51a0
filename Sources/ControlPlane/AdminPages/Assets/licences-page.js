/**
 * The licence page: how licences are used now. Hooks: `#seats-figure` with `#seats-configured` and `#seats-max`,
 * `#seat-legend`, `#seat-status`, `#counts-users`, `#counts-clients`, `#counts-supervisor`, `#licence-banners` with
 * `#over-banner`, `#waiting-banner` and `#refused-banner`; `#feed-state`, `#feed-words`, `#feed-counts` and
 * `#feed-problems`; editing is in `licence-edit.js`.
 */
import { customerPath, get, list, request } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { feedBadge, feedCounts, feedProblems, feedSentence } from "./feed.js";
import { licenceEditor } from "./licence-edit.js";
import { banner, onPage } from "./notice.js";
import { ago, say } from "./time.js";
import { viewer } from "./viewer.js";
import { licenceWord, maximumWord } from "./words.js";

const path = customerPath(viewer.pageCustomer, "licences");
/** How often the snapshot is refreshed while nobody edits. */
const refreshMillis = 5_000;

const editor = byId("licence-panel") ? licenceEditor({ path, whenSaved: (answer) => { draw(answer); onPage(load); }, reload: load }) : null;

async function load() {
  const [licences, customer, refusals, waiting] = await Promise.all([
    request("GET", path),
    get(customerPath(viewer.pageCustomer)),
    get(customerPath(viewer.pageCustomer, "refusals")).catch(() => null),
    list(customerPath(viewer.pageCustomer, "waiting-boards")).catch(() => []),
  ]);
  if (editor?.isEditing()) return;
  draw(licences, refusals, waiting);
  drawFeed(customer.feed);
}

function drawFeed(feed) {
  fill(byId("feed-state"), feedBadge(feed));
  fill(byId("feed-words"), feedSentence(feed));
  fill(byId("feed-counts"), feed.state !== "none" && feedCounts(feed));
  fill(byId("feed-problems"), feedProblems(feed));
  byId("feed-problems").hidden = feed.problems.length === 0;
}

let lastRefusals = null, lastWaiting = [];
function draw({ data, etag }, refusals = lastRefusals, waiting = lastWaiting) {
  lastRefusals = refusals;
  lastWaiting = waiting;
  editor?.take(data, etag);
  const boards = data.devices.wallboards;
  byId("as-of").textContent = `As of ${say("clock", data.asOf)}`;
  byId("snapshot-time").textContent = say("full", data.asOf);
  byId("usage-link").textContent = `the statement for ${say("month", data.asOf)}`;
  byId("seats-configured").textContent = boards.configured.toLocaleString("en-GB");
  byId("seats-max").textContent = maximumWord(boards.max);
  byId("seats-figure").className = `figure${boards.max === null ? " unlimited" : ""}${boards.over ? " over" : ""}`;
  drawBar(boards);
  const asleep = boards.asleep ? ` · ${boards.asleep}\u00a0asleep` : "";
  const awake = Math.max(0, boards.configured - boards.asleep - boards.offline);
  byId("seat-status").textContent = `${awake}\u00a0connected${asleep} · ${boards.offline}\u00a0offline · ${boards.suspended}\u00a0suspended`;
  counts("counts-users", [["Essential", data.users.essential], ["Professional", data.users.professional], ["Agent add-on", data.users.agentAddOn]]);
  counts("counts-clients", [["Desktop", data.clients.desktop], ["CRM add-on", data.clients.crmAddOn]]);
  counts("counts-supervisor", Object.entries(data.supervisor).map(([name, count]) => [licenceWord(name), count]));
  drawBanners(boards, refusals, waiting);
}

/** Seats by class; where more are taken than licensed, a line marks the maximum. */
function drawBar(boards) {
  const whole = Math.max(boards.max ?? boards.configured, boards.configured, 1);
  const part = (name, count) => {
    const span = element("span", { class: name });
    span.style.setProperty("--share", String(count / whole));
    return span;
  };
  const free = boards.max === null ? null : Math.max(0, boards.max - boards.configured);
  const bar = byId("seat-bar");
  fill(bar,
    boards.analytics > 0 && part("analytics", boards.analytics),
    boards.liveAnalytics > 0 && part("liveAnalytics", boards.liveAnalytics),
    boards.over && part("limit", boards.max));
  bar.setAttribute("aria-label", `${boards.analytics} Analytics, ${boards.liveAnalytics} Live Analytics, ${free ?? "unlimited"} free`);
  const entry = (name, label, count) => element("div", { class: name }, element("dt", {}, label), element("dd", {}, count));
  fill(byId("seat-legend"),
    entry("analytics", "Analytics", boards.analytics), entry("liveAnalytics", "Live Analytics", boards.liveAnalytics),
    entry("free", "free", free ?? "∞"));
}

function counts(id, entries) {
  fill(byId(id), entries.map(([label, count]) => [element("dt", {}, label), element("dd", { class: count ? null : "zero" }, count.toLocaleString("en-GB"))]));
}

function drawBanners(boards, refusals, waiting) {
  const over = boards.over && banner("attention", element("b", {}, `${counted(boards.configured - boards.max, "device")} more than licensed. `),
    "Nobody is cut off, and nobody new gets in until the figure fits: raise the maximum, or suspend or remove devices.");
  if (over) over.id = "over-banner";
  const isFull = boards.max !== null && boards.configured >= boards.max;
  const queued = waiting.length > 0 && banner("attention", element("b", {}, `${counted(waiting.length, "screen waits", "screens wait")} for a licence. `),
    isFull ? "They start by themselves as soon as one is free. " : "Licences are free: their users' licences give no view. ",
    element("a", { href: `/customers/${viewer.pageCustomer}/devices#waiting` }, "Show them"));
  if (queued) queued.id = "waiting-banner";
  // Earlier refusals are over once licences are free: each board comes in at its next try.
  const reason = isFull && refusals?.reasons.find((one) => one.reason === "seatLimit");
  const refused = reason && banner("attention",
    element("b", {}, `${counted(reason.boards, "board was", "boards were")} refused: no licence free. `),
    `${counted(reason.count, "attempt")} since ${say("brief", refusals.since)}, the last ${ago(reason.lastAt)}. `,
    element("a", { href: `/customers/${viewer.pageCustomer}/devices#refusals` }, "Show them"));
  if (refused) refused.id = "refused-banner";
  fill(byId("licence-banners"), over, queued, refused);
}

onPage(load);
setInterval(() => {
  if (!document.hidden && !editor?.isEditing()) onPage(load);
}, refreshMillis);
