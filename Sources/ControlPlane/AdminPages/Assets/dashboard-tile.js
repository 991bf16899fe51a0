/**
 * One tile as fields: those that its kind has, and what all have. A card of `dashboard-cards.js`.
 */
import { choice, field, figureChoice, figureList, numberInput, queueInput, textInput } from "./dashboard-fields.js";
import { isByQueue, tileName, tileWords } from "./dashboard-words.js";
import { element } from "./element.js";

const sizes = (count, words) => [["", "Automatic"], ...Array.from({ length: count }, (_, index) => [String(index + 1), `${index + 1} of ${count}${words[index + 1] ? `, ${words[index + 1]}` : ""}`])];
const widths = sizes(12, { 2: "a sixth", 3: "a quarter", 4: "a third", 6: "half", 8: "two thirds", 9: "three quarters", 12: "the whole width" });
const heights = sizes(6, { 1: "a sixth", 2: "a third", 3: "half", 4: "two thirds", 6: "the whole height" });

/** What a tile of a kind begins with. */
export function newTile(kind) {
  const first = { figure: { figure: "answered" }, figures: { figures: ["offered", "answered", "missed"] }, text: { text: "Welcome" } };
  return { kind, ...first[kind] };
}

/** The card of a tile: `{fields, value(), rename(path), title(), words()}`; `changed()` is called after each press. */
export function tileCard(tile, changed) {
  const { kind } = tile;
  const controls = {}, parts = [];
  const add = (member, control, label, more) => { controls[member] = control; parts.push(field(label, control, more)); };
  let figures = null;

  if (kind === "figure") add("figure", figureChoice(tile.figure), "Figure");
  if (kind === "figures") figures = figureList(tile.figures ?? [], { label: "Figures", least: 1, most: 8, changed });
  if (kind === "queues") figures = figureList(tile.figures ?? [], { label: "Columns", hint: "Without any: the usual ones.", accepts: isByQueue, least: 0, most: 8, changed });
  if (figures) parts.push(figures.node);
  if (kind === "figure" || kind === "figures") add("queue", queueInput(tile.queue), "Queue");
  if (kind === "text") add("text", element("textarea", { rows: 3, maxlength: 500 }, tile.text ?? ""), "Text", { isFull: true });
  add("title", textInput(tile.title, { maxlength: 100, placeholder: "As the board calls it" }), "Title", { isFull: true });
  const sizesFrom = parts.length;
  if (kind === "calls" || kind === "leaderboard") add("rows", numberInput(tile.rows, { min: 1, max: 40, step: 1, placeholder: "All that fit" }), "Rows at most");
  add("width", choice(tile.width && String(tile.width), widths), "Width");
  add("height", choice(tile.height && String(tile.height), heights), "Height");
  parts.push(element("div", { class: "pair full" }, parts.splice(sizesFrom)));

  const queueField = controls.queue?.closest(".field");
  /** Some figures there are for all queues alone. A queue that was typed stays in sight. */
  function drawQueue() {
    if (!queueField) return;
    queueField.hidden = !controls.queue.value && !(figures ? figures.values() : [controls.figure.value]).every(isByQueue);
  }
  controls.figure?.addEventListener("change", drawQueue);
  drawQueue();

  const number = (control) => control.value.trim() === "" ? undefined : Number.isFinite(Number(control.value)) ? Number(control.value) : control.value;
  const text = (control) => control.value.trim() || undefined;

  function value() {
    drawQueue();
    const now = { kind };
    if (controls.figure) now.figure = controls.figure.value;
    const chosen = figures?.values() ?? [];
    if (kind === "figures" || chosen.length > 0) now.figures = chosen;
    if (controls.queue && !queueField.hidden) now.queue = text(controls.queue);
    if (controls.text) now.text = controls.text.value.trim();
    if (controls.rows) now.rows = number(controls.rows);
    return { ...now, title: text(controls.title), width: number(controls.width), height: number(controls.height) };
  }

  return {
    fields: element("div", { class: "fields two" }, parts),
    value,
    rename(path) {
      for (const [member, control] of Object.entries(controls)) control.name = `${path}.${member}`;
      figures?.rename(`${path}.figures`);
    },
    title: () => tileName(value()),
    words: () => tileWords(value()),
    focusOn: controls.figure ?? figures?.node.querySelector("select") ?? controls.text ?? controls.title,
  };
}
