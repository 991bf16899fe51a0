/**
 * What every page does: shows the customer's name, and forgets what was kept for it at sign-out. It runs after the
 * module of the page, and then enables `#main`, which is inert until then: a click that nothing listens to yet would
 * be lost. Hook: `#sign-out` is the form.
 */
import { pageCustomer, showLeftOut, showName } from "./customer.js";
import { byId } from "./element.js";
import { viewer } from "./viewer.js";

byId("main").inert = false;

byId("sign-out")?.addEventListener("submit", () => sessionStorage.clear());

if (viewer.pageCustomer) {
  const known = sessionStorage.getItem(`name ${viewer.pageCustomer}`);
  if (known) showName(known);
  pageCustomer().then(({ data }) => {
    showName(data.name);
    showLeftOut(data.leftOut);
  }, () => { /* the page itself says what is wrong */ });
}
document.querySelectorAll('.tabs [aria-current], .links [aria-current]').forEach((link) => link.scrollIntoView?.({ block: "nearest", inline: "center" }));
