/**
 * One dashboard, with what boards show of it while it is edited. Hooks: `#dashboard-form` with the API's paths as
 * control names (`title`, `queues`, `tiles[2].figure`), `#add-tile` with `#tile-dialog`, `#add-alarm`,
 * `#dashboard-save`, `#dashboard-undo`, `#dashboard-delete`, `#dashboard-conflict`.
 */
import { customerPath, list, request } from "./api.js";
import { showConflict } from "./conflict.js";
import { alarmCard, newAlarm } from "./dashboard-alarm.js";
import { cardList } from "./dashboard-cards.js";
import { defaultTiles, some } from "./dashboard-list.js";
import { boardPreview } from "./dashboard-preview.js";
import { queueChoice } from "./dashboard-queues.js";
import { newTile, tileCard } from "./dashboard-tile.js";
import { alarmWords, audience, kinds, tileName, tiers } from "./dashboard-words.js";
import { ask, open } from "./dialog.js";
import { byId, counted, element, fill } from "./element.js";
import { attempt, clearProblem, FormProblem, idFrom, markFields } from "./form.js";
import { note, onPage } from "./notice.js";
import { viewer } from "./viewer.js";

/** How long one may go on typing before the gateway is asked what boards would show. */
const pauseMillis = 300;
const mostTiles = 40, mostAlarms = 40;
/** Ids that are tried for a new dashboard, the title with a number behind it. */
const triedIDs = 20;

const fields = {
  title: ["Title"], queues: ["Queues", (queues) => queues ? queues.join(", ") : "all"],
  callerNumbers: ["Callers' numbers", (word) => word === "masked" ? "hidden" : "as the settings say"],
  tiles: ["Tiles", (tiles) => tiles.length > 0 ? tiles.map(tileName).join(", ") : "the default"],
  alarms: ["Alarms", (alarms) => alarms.map(alarmWords).join("; ")],
};
const newDashboard = { title: "", queues: null, callerNumbers: null, tiles: [], alarms: [] };
const path = (...parts) => customerPath(viewer.pageCustomer, "dashboards", ...parts);

/** Edits the dashboard with this id, or a new one that begins with the default tiles of a licence (`empty`: none). */
export function dashboardEditor({ id, start }) {
  const form = byId("dashboard-form"), save = byId("dashboard-save"), undo = byId("dashboard-undo"), remove = byId("dashboard-delete");
  const title = form.elements.namedItem("title"), masked = form.elements.namedItem("callerNumbers");
  /** As it is stored, as the form began, and the tag; no tag: it is stored nowhere. */
  let base = newDashboard, begun = "", etag = null, devices = [], timer, asked;

  const preview = boardPreview((tile, alarm) => { tiles.mark(tile); alarms.mark(alarm); });
  const say = (text) => { byId("dash-said").textContent = text; };
  const queues = queueChoice(form, changed);
  const tiles = cardList(byId("dash-tiles"), { path: "tiles", noun: "tile", most: mostTiles, makeCard: tileCard, changed, say, add: byId("add-tile") });
  const alarms = cardList(byId("dash-alarms"), { path: "alarms", noun: "alarm", most: mostAlarms, makeCard: alarmCard, changed, say, add: byId("add-alarm") });

  function show(dashboard, names = Object.keys(fields)) {
    if (names.includes("title")) title.value = dashboard.title;
    if (names.includes("queues")) queues.set(dashboard.queues);
    if (names.includes("callerNumbers")) masked.checked = dashboard.callerNumbers === "masked";
    if (names.includes("tiles")) tiles.set(dashboard.tiles);
    if (names.includes("alarms")) alarms.set(dashboard.alarms);
  }

  /** What is typed, as the API has it. */
  const typed = () => ({
    title: title.value.trim(), queues: queues.value(), callerNumbers: masked.checked ? "masked" : null, tiles: tiles.values(), alarms: alarms.values(),
  });

  /** Takes what is stored now. What is in the form was what was sent, or is shown afresh. */
  function adopt({ data, etag: tag }, sent) {
    base = data;
    etag = tag;
    if (!sent) show(base);
    begun = JSON.stringify(sent ?? typed());
    drawHead();
    drawButtons();
    preview.take(base);
  }

  function drawHead() {
    byId("dashboards-title").textContent = base.title || "New dashboard";
    const names = devices.map(({ name }) => name);
    byId("dashboards-count").textContent = etag === null ? "Not saved yet" : names.length === 0 ? "Shown on no device yet" : `Shown on ${some(names, 4)}`;
    if (remove) remove.hidden = etag === null;
  }

  function drawButtons() {
    if (!save) return;
    const isChanged = JSON.stringify(typed()) !== begun;
    save.disabled = !isChanged && etag !== null;
    undo.disabled = !isChanged;
  }

  function changed() {
    drawButtons();
    clearTimeout(timer);
    timer = setTimeout(check, pauseMillis);
  }

  /** Asks the gateway what boards would show, and what is wrong, without a word about what has not been typed yet. */
  async function check() {
    if (!viewer.mayEdit) return;
    asked?.abort();
    asked = new AbortController();
    const now = typed();
    try {
      const { data } = await request("PUT", `${path(id ?? (idFrom(now.title) || "new"))}?dryRun=true`, { body: { ...now, title: now.title || "Untitled" }, signal: asked.signal });
      if (form.getAttribute("aria-busy") === "true") return;
      clearProblem(form);
      preview.take({ ...data, title: now.title });
    } catch (problem) {
      if (problem.name === "AbortError" || form.getAttribute("aria-busy") === "true") return;
      if (!problem.document) throw problem;
      clearProblem(form);
      const rest = markFields(form, found(problem.errors));
      const more = problem.errors.length > 0 ? rest.map(({ field, reason }) => `${field}: ${reason}.`).join(" ") : problem.message;
      preview.keep(`The preview stays as it was: ${more || `${counted(problem.errors.length, "field is", "fields are")} wrong.`}`);
    }
  }

  /** Problems by the fields of the form, whose cards are opened: `tiles[2].width.x` → `tiles[2].width`. */
  function found(errors) {
    return errors.map(({ field, reason }) => {
      const [, kind, index] = /^(tiles|alarms)\[(\d+)\]/.exec(field ?? "") ?? [];
      if (kind) (kind === "tiles" ? tiles : alarms).reveal(Number(index));
      let known = field ?? "";
      while (known && !form.elements.namedItem(known)) known = known.replace(/(?:^|\.)[^.[\]]*$|\[\d*\]$/, "");
      return { field: known || field, reason };
    });
  }

  async function store() {
    const body = typed();
    try {
      if (etag === null) {
        await storeNew(body);
      } else {
        adopt(await request("PUT", path(id), { body, ifMatch: etag }), body);
      }
      note(`“${body.title}” is saved.`);
    } catch (problem) {
      if (problem.status === 412 || (problem.status === 404 && etag)) return resolve();
      if (problem.errors) problem.errors = found(problem.errors);
      throw problem;
    }
  }

  /** The id is made of the title; where it is taken, with a number behind. */
  async function storeNew(body) {
    const stem = idFrom(body.title).slice(0, 60) || "dashboard";
    for (let number = 1; ; number += 1) {
      const tried = number === 1 ? id ?? stem : `${stem}-${number}`;
      try {
        const answer = await request("PUT", path(tried), { body, ifNoneMatch: "*" });
        id = tried;
        history.replaceState(null, "", `?dashboard=${encodeURIComponent(id)}`);
        adopt(answer, body);
        return;
      } catch (problem) {
        if (problem.status !== 412 || number === triedIDs) throw problem;
      }
    }
  }

  async function resolve() {
    const before = base;
    let answer;
    try {
      answer = await request("GET", path(id));
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      etag = null;
      drawHead();
      throw new FormProblem([], "Somebody else has deleted it. Your changes are not saved yet: saving creates it again.");
    }
    base = answer.data;
    etag = answer.etag;
    begun = "";
    showConflict(byId("dashboard-conflict"), { base: before, current: base, fields, takeTheirs: (names) => { show(base, names); changed(); } });
  }

  function askToRemove() {
    const names = devices.map(({ name }) => name);
    ask({
      title: `Delete “${base.title}”?`, action: "Delete dashboard", isDanger: true,
      body: names.length > 0
        ? element("p", {}, `${counted(names.length, "device")} (${some(names, 12)}) will show the default of ${names.length === 1 ? "its" : "their"} licence at once.`)
        : element("p", {}, "No device shows it."),
      work: async () => {
        await request("DELETE", path(id), { ifMatch: etag });
        begun = JSON.stringify(typed());
        drawButtons();
        location.assign(location.pathname);
      },
    });
  }

  if (viewer.mayEdit) {
    form.addEventListener("input", () => { tiles.draw(); alarms.draw(); changed(); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!save.disabled) await attempt(form, store);
    });
    undo.addEventListener("click", () => { clearProblem(form); show(JSON.parse(begun || JSON.stringify(base))); changed(); });
    remove.addEventListener("click", askToRemove);
    byId("add-alarm").addEventListener("click", () => alarms.add(newAlarm));
    byId("take-tiles").addEventListener("click", () => { tiles.set(preview.tiles()); changed(); byId("add-tile").focus(); });
    byId("add-tile").addEventListener("click", () => open(byId("tile-dialog")));
    fill(byId("tile-offers"), Object.entries(kinds).map(([kind, { name, says }]) => element("li", {}, element("button", { type: "button", class: "offer", "data-kind": kind, on: { click: () => {
      byId("tile-dialog").close();
      tiles.add(newTile(kind));
    } } }, element("b", {}, name), element("span", {}, says), audience(kind) && element("span", { class: "tag" }, audience(kind))))));
    window.addEventListener("beforeunload", (event) => { if (!undo.disabled) event.preventDefault(); });
  }

  onPage(async () => {
    const all = list(customerPath(viewer.pageCustomer, "devices"));
    if (id) {
      const answer = await request("GET", path(id));
      devices = (await all).filter(({ dashboardId }) => dashboardId === id);
      preview.choose(tiers.findLast((tier) => devices.some(({ view }) => view === tier)) ?? tiers.at(-1));
      adopt(answer);
    } else {
      const begin = tiers.includes(start) ? { ...newDashboard, tiles: (await defaultTiles())[start] } : newDashboard;
      if (tiers.includes(start)) preview.choose(start);
      show(begin);
      begun = JSON.stringify(typed());
      drawHead();
      drawButtons();
      check();
    }
    for (const part of ["dashboard-form", "editor-actions", "dashboard-crumb"]) byId(part).hidden = false;
    byId("list-actions").hidden = true;
    if (!id) title.focus();
    const others = await list(path());
    queues.offer(others.flatMap((one) => [...(one.queues ?? []), ...one.tiles.map(({ queue }) => queue)]).filter(Boolean));
  });
}
