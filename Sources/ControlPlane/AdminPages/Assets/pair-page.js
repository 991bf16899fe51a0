/**
 * The page that the code on the screen leads to: `/pair?code=XXXX-XXXX`. Hook: `#paired` says what was paired; the form
 * is in `pairing.js`.
 */
import { byId, element, fill } from "./element.js";
import { onPage } from "./notice.js";
import { pairingForm } from "./pairing.js";
import { viewer } from "./viewer.js";
import { screenWord } from "./words.js";

const form = pairingForm({
  customer: viewer.customerId,
  whenPaired(device, customer) {
    const place = byId("paired");
    fill(place,
      element("h2", { id: "paired-title" }, `“${device.name}” is paired`),
      element("p", {}, `It shows ${screenWord(device.view)} from now on.`),
      element("p", {}, element("a", { href: `/customers/${customer}/devices` }, "Devices"), " · ", element("a", { href: `/customers/${customer}` }, "Licences")));
    place.hidden = false;
    place.focus();
    history.replaceState(null, "", "/pair");
  },
});

onPage(() => form.begin(new URLSearchParams(location.search).get("code") ?? ""));
