/**
 * Forms that keep what was typed. A problem's sentence is shown on top (`.form-problem`), and the reason for a field
 * beside it (`#<control>-error`, tied to the control by aria-describedby).
 */
import { element, fill } from "./element.js";

/**
 * Runs `work` when the form is sent, one run at a time, and shows what it throws. The form stays as it is either way.
 * `work` may return a promise.
 */
export function whenSent(form, work) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await attempt(form, work);
  });
}

/** Runs `work` while the form is busy; shows a problem and returns false where there is one. */
export async function attempt(form, work) {
  if (form.getAttribute("aria-busy") === "true") return false;
  form.setAttribute("aria-busy", "true");
  clearProblem(form);
  try {
    await work();
    return true;
  } catch (problem) {
    if (!problem.document && !problem.fields) console.error(problem);
    showProblem(form, problem);
    return false;
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** A problem found before anything was sent: `[{field, reason}]`. */
export class FormProblem extends Error {
  constructor(fields, message = "") {
    super(message);
    this.fields = fields;
  }
}

/** Shows a problem: what names a field of the form beside it, the rest on top; then the first of them has the focus. */
export function showProblem(form, problem) {
  const rest = markFields(form, problem.errors ?? problem.fields ?? []);
  const top = form.querySelector(".form-problem");
  fill(top, problem.message || null,
    rest.length > 0 && element("ul", {}, rest.map(({ field, reason }) => element("li", {}, field ? `${field}: ${reason}` : reason))));
  top.hidden = !problem.message && rest.length === 0;
  const wrong = form.querySelector('[aria-invalid="true"]');
  if (wrong) wrong.focus();
  else top.scrollIntoView({ block: "nearest" });
}

/** Takes away what a problem before has left. */
export function clearProblem(form) {
  const top = form.querySelector(".form-problem");
  if (top) { top.hidden = true; top.replaceChildren(); }
  for (const line of form.querySelectorAll(".error")) {
    const control = document.getElementById(line.dataset.errorFor);
    control?.removeAttribute("aria-invalid");
    describe(control, line.id, false);
    line.remove();
  }
}

/** The control of this name; of several (radio buttons) the first. */
export function control(form, name) {
  const found = form.elements.namedItem(name);
  return found instanceof RadioNodeList ? found[0] : found;
}

/** Sets controls from values by name: text, number, choice; true and false tick boxes. */
export function setValues(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const one = form.elements.namedItem(name);
    if (!one) continue;
    if (one.type === "checkbox") one.checked = Boolean(value);
    else one.value = value ?? "";
  }
}

/** A whole number in a field, null where it is empty. Throws a `FormProblem` for anything else. */
export function wholeNumber(form, name, { least = 0, isRequired = false } = {}) {
  const input = control(form, name);
  const text = input.value.trim();
  if (text === "" && !input.validity.badInput && !isRequired) return null;
  const number = Number(text);
  if (text === "" || !Number.isInteger(number) || number < least) {
    throw new FormProblem([{ field: name, reason: `must be a whole number, ${least} or more` }]);
  }
  return number;
}

/** Shows each reason beside the field that it names, and returns those that name none of the form. */
export function markFields(form, errors) {
  return errors.filter(({ field, reason }) => !markField(form, field, reason));
}

/** An id made of a name: `Anonymous Bank plc` → `anonymous-bank-plc`. */
export function idFrom(name) {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64);
}

function markField(form, field, reason) {
  const input = field ? control(form, field) : null;
  if (!input || !input.id || input.closest("[hidden]")) return false;
  const id = `${input.id}-error`;
  const place = input.closest(".field") ?? input.parentElement;
  if (document.getElementById(id)) return true;
  place.append(element("p", { class: "error", id, "data-error-for": input.id }, capitalised(reason)));
  input.setAttribute("aria-invalid", "true");
  describe(input, id, true);
  return true;
}

function describe(input, id, isAdded) {
  if (!input) return;
  const ids = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (isAdded) ids.add(id); else ids.delete(id);
  if (ids.size) input.setAttribute("aria-describedby", [...ids].join(" "));
  else input.removeAttribute("aria-describedby");
}

const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);
