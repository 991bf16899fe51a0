/**
 * All dashboards of a customer, and where a new one begins. Hooks: `#dashboards` with `tr[data-key=<dashboardId>]`,
 * `#add-dashboard`, `#start-dialog` with `a[data-start=<licence>|empty]`.
 */
import { customerPath, list, request } from "./api.js";
import { placesLeftOut, tileName, tiers } from "./dashboard-words.js";
import { open } from "./dialog.js";
import { byId, counted, element, fill } from "./element.js";
import { onPage } from "./notice.js";
import { makeTable } from "./table.js";
import { viewer } from "./viewer.js";
import { licenceWord } from "./words.js";

const path = (...parts) => customerPath(viewer.pageCustomer, ...parts);

/** Shows the list. */
export function dashboardList() {
  byId("dashboard-list").hidden = false;
  let devices = new Map();
  const on = ({ devices: ids }) => (ids ?? []).map((id) => devices.get(id)).filter(Boolean);
  const table = makeTable("dashboards", {
    sort: "Title", key: ({ id }) => id, text: ({ title }) => title,
    empty: "No dashboards yet. Every board shows the default of its licence.",
    columns: [
      { title: "Title", isLead: true, by: ({ title }) => title, cell: ({ id, title }) => [element("a", { href: `?dashboard=${encodeURIComponent(id)}` }, title), element("span", { class: "sub mono" }, id)] },
      { title: "Tiles", by: ({ tiles }) => tiles.length, cell: ({ tiles }) => tiles.length === 0 ? element("span", { class: "soft" }, "Default") : tiles.length },
      { title: "Queues", by: ({ queues }) => queues?.join(), cell: ({ queues }) => queues ? some(queues) : element("span", { class: "soft" }, "All") },
      { title: "Shown on", by: (dashboard) => -on(dashboard).length, cell: (dashboard) => shownOn(on(dashboard)) },
      { title: "Left out", cell: ({ views }) => leftOut(views) },
    ],
  });

  onPage(async () => {
    const [dashboards, all] = await Promise.all([list(path("dashboards")), list(path("devices"))]);
    devices = new Map(all.map((device) => [device.id, device]));
    const count = all.filter(({ dashboardId }) => dashboardId).length;
    byId("dashboards-count").textContent = dashboards.length === 0 ? "" : `${counted(dashboards.length, "dashboard")}, on ${count} of ${counted(all.length, "device")}`;
    table.show(dashboards);
  });
  byId("add-dashboard")?.addEventListener("click", () => onPage(offerStarts));
}

/** The first of many names. They may have commas in them. */
export const some = (names, most = 3) => names.length > most ? `${names.slice(0, most).join(" · ")} and ${names.length - most} more` : names.join(" · ");

function shownOn(devices) {
  if (devices.length === 0) return element("span", { class: "soft" }, "No device");
  const cut = devices.filter(({ dashboardLeavesOut }) => dashboardLeavesOut > 0);
  return [some(devices.map(({ name }) => name)),
    cut.length > 0 && element("span", { class: "sub attention-tone" }, `${some(cut.map(({ name }) => name))} ${cut.length === 1 ? "leaves" : "leave"} tiles out`)];
}

/** How much boards of each licence leave out: `2 on Insights`. */
function leftOut(views = {}) {
  const parts = tiers.filter((tier) => views[tier]?.leftOut.length > 0).map((tier) => `${placesLeftOut(views[tier].leftOut)} on ${licenceWord(tier)}`);
  return parts.length > 0 ? parts.map((part) => element("span", { class: "sub" }, part)) : element("span", { class: "soft" }, "Nothing");
}

/** The default tiles of each licence, as the gateway has them. */
export async function defaultTiles() {
  const body = { title: "New dashboard", queues: null, tiles: [], alarms: [] };
  const { data } = await request("PUT", `${path("dashboards", "new")}?dryRun=true`, { body });
  return Object.fromEntries(tiers.map((tier) => [tier, data.views[tier].tiles]));
}

async function offerStarts() {
  const tiles = await defaultTiles();
  const offer = (start, title, text) => element("li", {}, element("a", { class: "offer", href: `?new=${start}`, "data-start": start }, element("b", {}, title), element("span", {}, text)));
  fill(byId("start-offers"),
    [...tiers].reverse().map((tier) => offer(tier, `Default of ${licenceWord(tier)}`, tiles[tier].map(tileName).join(", "))),
    offer("empty", "Nothing", "Each board shows the default of its licence, until you add a tile."));
  open(byId("start-dialog"));
}
