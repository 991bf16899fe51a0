/**
 * Says what happened. Hooks: `#notices` holds passing notes, `#page-problem` the reason why the page could not be
 * filled.
 */
import { byId, element, fill, icon } from "./element.js";

/**
 * A note that stays for some seconds, at most three at once. While a dialog is open, screen readers skip the rest of
 * the page, so the notes go into the dialog.
 */
export function note(text) {
  const region = byId("notices");
  const place = document.querySelector("dialog[open]:not(#question)") ?? document.body;
  if (region.parentNode !== place) place.append(region);
  const line = element("p", {}, icon("check"), text);
  region.append(line);
  while (region.children.length > 3) region.firstChild.remove();
  setTimeout(() => line.remove(), 6000);
}

/** A banner in one of the meanings attention, danger, good, calm; children as with `element`. */
export function banner(meaning, ...children) {
  return element("div", { class: `banner ${meaning}` }, meaning === "attention" || meaning === "danger" ? icon("warning") : null, element("div", {}, children));
}

/** Says at the top of the page why it could not be filled; null takes it away. */
function pageProblem(problem) {
  const region = byId("page-problem");
  region.hidden = !problem;
  fill(region, problem?.message);
}

/** Runs what fills the page, and says where it fails. */
export async function onPage(work) {
  try {
    const result = await work();
    pageProblem(null);
    return result;
  } catch (problem) {
    if (problem.name === "AbortError") return undefined;
    pageProblem(problem);
    if (!problem.document) throw problem;
    return undefined;
  }
}
