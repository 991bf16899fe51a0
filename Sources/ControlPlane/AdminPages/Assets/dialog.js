/**
 * Dialogs: those of the page, and questions. Hooks: `[data-close]` closes the dialog around it; a question is
 * `#question` with the buttons `#question-go` and `[data-close]`, and `#question-typed` where something must be typed.
 */
import { byId, element, fill } from "./element.js";
import { attempt, clearProblem, control } from "./form.js";

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-close]")) return;
  const dialog = event.target.closest("dialog");
  forgetSecret(dialog);
  dialog?.close();
});
// Escape closes too; the event does not bubble, but is captured.
document.addEventListener("close", (event) => forgetSecret(event.target), true);

/** What was shown once is not left in the page. */
function forgetSecret(dialog) {
  dialog?.querySelector(".secret")?.remove();
}

/** Opens a dialog of the page with no problem left from before, and the focus on the control of this name. */
export function open(dialog, focusOn) {
  const form = dialog.querySelector("form");
  if (form) clearProblem(form);
  dialog.showModal();
  dialog.scrollTop = 0;
  if (form && focusOn) control(form, focusOn)?.focus();
}

/**
 * Asks before something is done, and does it: `title`, `body` (children as with `element`), `action` (the word on the
 * button), `isDanger`, `typed` (a text that must be typed first), `work`. A problem of `work` is shown in the question,
 * which stays. Resolves to whether it was done.
 */
export function ask({ title, body, action, isDanger = false, typed, work }) {
  byId("question")?.remove();
  const go = element("button", { type: "submit", id: "question-go", class: isDanger ? "danger" : "primary" }, action);
  const typedInput = typed && element("input", { id: "question-typed", autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-labelledby": "question-label" });
  const form = element("form", { novalidate: true },
    element("header", {}, element("h2", { id: "question-title" }, title)),
    element("div", { class: "form-problem", role: "alert", hidden: true }),
    element("div", { class: "consequence" }, body),
    typed && element("div", { class: "field" }, element("label", { for: "question-typed", id: "question-label" }, "Type ", element("code", {}, typed), " to go on"), typedInput),
    element("footer", {}, element("button", { type: "button", "data-close": true, autofocus: !typed }, "Cancel"), go));
  const dialog = element("dialog", { id: "question", "aria-labelledby": "question-title" }, form);
  document.body.append(dialog);
  if (typed) {
    go.disabled = true;
    typedInput.addEventListener("input", () => { go.disabled = typedInput.value !== typed; });
  }
  dialog.showModal();
  if (typed) typedInput.focus();
  return new Promise((resolve) => {
    let isDone = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (go.disabled) return;
      isDone = await attempt(form, work);
      if (isDone) dialog.close();
    });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(isDone); });
  });
}

/**
 * Shows a secret that is given out once, in `place`: `label` names it, `hint` says what to do with it. It is gone
 * from the page when the dialog around it closes. Hooks: `#secret` is the field, `#secret-copy` the button.
 */
export function showSecret(place, { label, hint, secret }) {
  const field = element("input", { id: "secret", readonly: true, value: secret, "aria-describedby": "secret-hint", on: { focus: () => field.select() } });
  const copy = element("button", { type: "button", id: "secret-copy", on: { click: async () => {
    try {
      await navigator.clipboard.writeText(secret);
      copy.textContent = "Copied";
    } catch {
      field.select();
      copy.textContent = "Press Ctrl+C";
    }
  } } }, "Copy");
  fill(place, element("div", { class: "secret" },
    element("label", { for: "secret" }, element("b", {}, label)),
    element("div", { class: "line" }, field, copy),
    element("p", { id: "secret-hint" }, hint)));
  field.focus();
}
