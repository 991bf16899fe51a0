/**
 * The page that the code on the screen leads to: `/pair?code=XXXX-XXXX`. Hook: `#paired` says what was paired; the form
 * is in `pairing.js`.
 */
import { byId } from "./element.js";
import { onPage } from "./notice.js";
import { pairingForm } from "./pairing.js";
import { viewer } from "./viewer.js";
import { screenWord } from "./words.js";

const form = pairingForm({
  customer: viewer.customerId,
  whenPaired(device, customer) {
    const place = byId("paired");
    byId("paired-title").textContent = device.waiting ? `“${device.name ?? device.serial}” waits for a licence` : `“${device.name}” is paired`;
    byId("paired-shows").textContent = device.waiting ? `${device.configured} of ${device.max} are in use. It starts by itself as soon as one is free; its place in the line is ${device.place}.` : `It shows ${screenWord(device.view)} from now on.`;
    byId("paired-devices").href = `/customers/${encodeURIComponent(customer)}/devices`;
    byId("paired-licences").href = `/customers/${encodeURIComponent(customer)}`;
    place.hidden = false;
    place.focus();
    history.replaceState(null, "", "/pair");
  },
});

onPage(() => form.begin(new URLSearchParams(location.search).get("code") ?? ""));
