/**
 * The customer that the page is about, fetched once. Hook: `#customer-name` shows its name.
 */
import { customerPath, request } from "./api.js";
import { byId } from "./element.js";
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

/** Every time zone that the browser knows, as choices of the `datalist` with this id. */
export function offerTimeZones(id) {
  const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
  byId(id)?.append(...["UTC", ...zones].map((zone) => Object.assign(document.createElement("option"), { value: zone })));
}
