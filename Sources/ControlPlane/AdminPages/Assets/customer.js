/**
 * The customer that the page is about, fetched once. Hooks: `#customer-name` shows its name, `#customer-notice` what is
 * left out of its figures.
 */
import { customerPath, request } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { banner } from "./notice.js";
import { viewer } from "./viewer.js";

let answer;

/** `{data, etag}` of the customer of the page. */
export function pageCustomer() {
  answer ??= request("GET", customerPath(viewer.pageCustomer));
  return answer;
}

/** Shows a name at the head of the page; it is kept so that the next page begins with it. */
export function showName(name) {
  const place = byId("customer-name");
  if (!place) return;
  place.textContent = name;
  place.title = `${name} (${viewer.pageCustomer})`;
  document.title = document.title.replace(/ · .* · /, () => ` · ${name} · `);
  sessionStorage.setItem(`name ${viewer.pageCustomer}`, name);
}

/** Says that today names more queues or agents than are counted one by one. */
export function showLeftOut({ queues, agents }) {
  const place = byId("customer-notice");
  if (!place || queues + agents === 0) return;
  const names = [queues > 0 && counted(queues, "queue"), agents > 0 && counted(agents, "agent")].filter(Boolean).join(" and ");
  fill(place, banner("attention", element("b", {}, `${names} of today ${queues + agents === 1 ? "counts" : "count"} in the totals only. `),
    "A day has 2,000 queues and 10,000 agents with figures of their own; the feed names more. Boards that show one of these queues learn of it."));
  place.hidden = false;
}

/** Every time zone that the browser knows, as choices of the `datalist` with this id. */
export function offerTimeZones(id) {
  const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
  byId(id)?.append(...["UTC", ...zones].map((zone) => Object.assign(document.createElement("option"), { value: zone })));
}
