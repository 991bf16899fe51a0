/**
 * What every page does: the customer's name, signing out, and going on to where one wanted to go before signing in.
 * Hook: `#sign-out` is the form.
 */
import { pageCustomer, showName } from "./customer.js";
import { byId } from "./element.js";
import { viewer } from "./viewer.js";

byId("sign-out")?.addEventListener("submit", () => sessionStorage.clear());

const next = sessionStorage.getItem("next");
sessionStorage.removeItem("next");
if (next && new URL(next, location.origin).origin === location.origin && next.startsWith("/")) {
  if (next !== location.pathname + location.search) location.replace(new URL(next, location.origin));
}

if (viewer.pageCustomer) {
  const known = sessionStorage.getItem(`name ${viewer.pageCustomer}`);
  if (known) showName(known);
  pageCustomer().then(({ data }) => showName(data.name), () => { /* the page itself says what is wrong */ });
}
document.querySelectorAll('.tabs [aria-current], .links [aria-current]').forEach((link) => link.scrollIntoView?.({ block: "nearest", inline: "center" }));
