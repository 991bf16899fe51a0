/**
 * Edits the maximum, and shows what it does before it is saved. Hooks: `#licence-edit`, `#licence-cancel`,
 * `#licence-save`, `#max-wallboards`, `#max-unlimited`, `#max-reason`, `#licence-consequence`, `#licence-conflict`
 * with `#take-theirs` and `#try-mine`; what happens to surplus devices is in `surplus.js`.
 */
import { request } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { clearProblem, showProblem, whenSent, wholeNumber } from "./form.js";
import { note } from "./notice.js";
import { surplusChoice } from "./surplus.js";
import { age, ago } from "./time.js";
import { authorName, maximumWord } from "./words.js";

/** How long one may go on typing before the consequence is asked for. */
const pauseMillis = 250;
/** Boards that are named in the consequence. */
const namedBoards = 5;

/**
 * The editor of the licence form. `whenSaved({data, etag})` gets the licences afterwards, `reload` fetches them
 * again. Returns `{take(data, etag), isEditing()}`.
 */
export function licenceEditor({ path, whenSaved, reload }) {
  const form = byId("licence-form");
  const save = byId("licence-save"), edit = byId("licence-edit"), cancel = byId("licence-cancel");
  const consequence = byId("licence-consequence");
  const surplus = surplusChoice(() => preview());
  let isEditing = false, boards, etag, timer, asked;

  edit.addEventListener("click", () => begin());
  cancel.addEventListener("click", () => end());
  form.addEventListener("input", (event) => {
    if (event.target === form.unlimited) form.maxWallboards.disabled = form.unlimited.checked;
    if (event.target !== form.reason && !event.target.closest("#surplus")) later();
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && isEditing) end(); });
  whenSent(form, async () => {
    if (!isEditing || save.disabled) return;
    try {
      const answer = await request("PATCH", path, { body: change(false), ifMatch: etag });
      const { effect } = answer.data;
      end(false);
      whenSaved(answer);
      note(effect.suspended.length > 0 ? `Saved. ${counted(effect.suspended.length, "device")} suspended.` : `Saved: ${answer.data.devices.wallboards.display}.`);
    } catch (problem) {
      if (!explain(problem)) throw problem;
    }
  });

  function begin() {
    isEditing = true;
    show();
    form.unlimited.checked = boards.max === null;
    form.maxWallboards.disabled = form.unlimited.checked;
    form.maxWallboards.value = boards.max ?? boards.configured;
    form.reason.value = "";
    surplus.hide();
    fill(consequence);
    save.disabled = true;
    (form.unlimited.checked ? form.unlimited : form.maxWallboards).focus();
    form.maxWallboards.select();
  }

  function end(isReloading = true) {
    isEditing = false;
    clearTimeout(timer);
    asked?.abort();
    clearProblem(form);
    show();
    edit.focus();
    if (isReloading) reload();
  }

  function show() {
    form.classList.toggle("editing", isEditing);
    byId("licence-panel").hidden = !isEditing;
    edit.hidden = isEditing;
    save.hidden = cancel.hidden = !isEditing;
  }

  function later() {
    save.disabled = true;
    clearTimeout(timer);
    timer = setTimeout(preview, pauseMillis);
  }

  const wanted = () => form.unlimited.checked ? null : wholeNumber(form, "maxWallboards", { isRequired: true });

  function change(dryRun) {
    const body = { maxWallboards: wanted(), dryRun, ...surplus.members() };
    if (form.reason.value.trim()) body.reason = form.reason.value.trim();
    return body;
  }

  async function preview() {
    clearTimeout(timer);
    asked?.abort();
    asked = new AbortController();
    clearProblem(form);
    save.disabled = true;
    try {
      const maximum = wanted();
      const tooMany = maximum === null ? 0 : Math.max(0, boards.configured - maximum);
      if (tooMany === 0) surplus.hide();
      if (maximum === boards.max) return fill(consequence, element("p", { class: "soft" }, "This is the maximum now."));
      if (tooMany > 0) {
        await surplus.show(tooMany);
        if (!surplus.isReady()) return fill(consequence, element("p", {}, element("b", {}, `${counted(tooMany, "device")} too many: `), `${boards.configured} are configured.`));
      }
      const { data } = await request("PATCH", path, { body: change(true), ifMatch: etag, signal: asked.signal });
      fill(consequence, effect(data.effect));
      save.disabled = false;
    } catch (problem) {
      if (problem.name === "AbortError" || explain(problem)) return undefined;
      fill(consequence);
      if (!problem.document && !problem.fields) console.error(problem);
      showProblem(form, problem);
    }
    return undefined;
  }

  function effect({ before, after, letsIn, suspended }) {
    const figure = element("p", {}, element("b", {}, `${before.display} becomes ${after.display}. `),
      after.over ? "The figure stays over the maximum until devices are suspended or removed." : freeText(after));
    const entries = letsIn.slice(0, namedBoards).map((board) => element("li", {}, `Lets in ${board.model ? `${board.model} ` : ""}${board.serial}, ${board.waitingSince ? `waiting for ${age(board.waitingSince)}` : `refused ${ago(board.lastRefusedAt)}`}`));
    const more = letsIn.length - namedBoards;
    if (more > 0) entries.push(element("li", {}, `and ${counted(more, "more board")}`));
    const dark = suspended.map((device) => element("li", {}, element("b", {}, device.name), `: ${device.screen}`));
    return [figure, entries.length + dark.length > 0 && element("ul", {}, entries, dark)];
  }

  function freeText({ configured, max }) {
    if (max === null) return "Any number of boards gets in.";
    const free = max - configured;
    return free === 0 ? "No licence is free." : `${counted(free, "licence is", "licences are")} free.`;
  }

  /** Whether the problem is one that can be gone on from: a newer maximum, or devices that came in meanwhile. */
  function explain(problem) {
    if (problem.code === "versionMismatch") {
      offerNewer(problem.document);
      return true;
    }
    if (problem.code === "surplus") {
      boards = { ...boards, configured: problem.document.configured ?? boards.configured };
      surplus.show(problem.document.surplus ?? boards.configured - wanted()).catch(console.error);
      fill(consequence, element("p", {}, element("b", {}, problem.message)));
      return true;
    }
    return false;
  }

  function offerNewer({ lastChange, currentVersion }) {
    const who = lastChange
      ? `${authorName(lastChange.author)} changed the maximum from ${maximumWord(lastChange.previousMaxWallboards)} to ${maximumWord(lastChange.maxWallboards)} ${ago(lastChange.at)}${lastChange.reason ? `: “${lastChange.reason}”` : ""}.`
      : "Somebody has changed the maximum since you opened it.";
    const take = element("button", { type: "button", id: "take-theirs", on: { click: () => end() } }, lastChange ? `Take ${maximumWord(lastChange.maxWallboards)}` : "Take the new value");
    const mine = element("button", { type: "button", id: "try-mine", on: { click: async () => {
      const typed = [form.unlimited.checked, form.maxWallboards.value];
      const answer = await request("GET", path);
      adopt(answer.data, currentVersion ?? answer.etag);
      [form.unlimited.checked, form.maxWallboards.value] = typed;
      preview();
    } } }, "Try mine again");
    save.disabled = true;
    fill(consequence, element("div", { class: "conflict", id: "licence-conflict", role: "alert" },
      element("p", {}, who, " Nothing of yours is saved yet."), element("div", { class: "actions" }, take, mine)));
    take.focus();
  }

  function adopt(data, tag) {
    boards = data.devices.wallboards;
    etag = tag;
    edit.disabled = false;
  }
  return { take: adopt, isEditing: () => isEditing };
}
