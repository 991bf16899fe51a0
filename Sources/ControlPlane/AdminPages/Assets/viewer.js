/**
 * Who views the page, and what it is about: the facts that the server wrote into the document.
 */

const facts = document.documentElement.dataset;

/** `pageCustomer` is the customer that the page is about, `customerId` the one the viewer is confined to; "" is none. */
export const viewer = Object.freeze({
  role: facts.role,
  customerId: facts.viewerCustomer,
  pageCustomer: facts.customer,
  isProvider: facts.role === "provider",
  mayEdit: facts.mayEdit === "yes",
  mayChangeMaximum: facts.mayChangeMaximum === "yes",
  csrfToken: document.querySelector('meta[name="csrf-token"]')?.content ?? "",
});
