/**
 * The controls that tiles and alarms are edited with. Each has an id of its own; its name is the path of what it sets
 * (`tiles[2].figure`), so that a problem which names a path finds its field.
 */
import { element, icon } from "./element.js";
import { figureGroups, figureName } from "./dashboard-words.js";
import { viewer } from "./viewer.js";

let made = 0;
export const newId = (stem) => `${stem}-${made += 1}`;

/** A control with its label above and a hint below. */
export function field(label, control, { hint, isFull } = {}) {
  control.id ||= newId("field");
  const hintId = hint && `${control.id}-hint`;
  if (hintId) control.setAttribute("aria-describedby", hintId);
  return element("div", { class: isFull ? "field full" : "field" }, element("label", { for: control.id }, label), control,
    hint && element("p", { class: "hint", id: hintId }, hint));
}

export const textInput = (value, attributes) => element("input", { value: value ?? "", autocomplete: "off", ...attributes });
export const numberInput = (value, attributes) => textInput(value, { type: "number", inputmode: "decimal", step: "any", ...attributes });

/** A queue, by name; none is all of them. */
export const queueInput = (value) => textInput(value, { list: "dash-queue-choices", maxlength: 128, placeholder: "All queues" });

/** A choice of `[[value, word]]`. A value that is not among them is one more. */
export function choice(value, options, attributes) {
  const known = options.some(([one]) => one === (value ?? ""));
  const select = element("select", attributes ?? {}, [...options, ...(known ? [] : [[value, value]])].map(([one, word]) => element("option", { value: one }, word)));
  select.value = value ?? "";
  return select;
}

/** A choice of one figure, in groups; `accepts(figure id)` leaves some out. */
export function figureChoice(value, accepts = () => true, attributes = {}) {
  const groups = figureGroups.map(([title, list]) => [title, list.filter(([id]) => id === value || accepts(id))]).filter(([, list]) => list.length > 0);
  const isKnown = groups.some(([, list]) => list.some(([id]) => id === value));
  const select = element("select", attributes, groups.map(([title, list]) => element("optgroup", { label: title }, list.map(([id, name]) => element("option", { value: id }, name)))),
    !isKnown && value && element("option", { value }, figureName(value)));
  if (value) select.value = value;
  return select;
}

/** A square button with an icon, whose name says what it is about. */
export function iconButton(name, label, click) {
  return element("button", { type: "button", class: "small square", "aria-label": label, title: label, disabled: !viewer.mayEdit, on: { click } }, icon(name));
}

/**
 * Figures in an order: a choice for each, moved up and removed by buttons. `least` of them stay. `changed()` is
 * called after each press. Returns `{node, values(), rename(path)}`.
 */
export function figureList(values, { label, hint, accepts, least, most, changed }) {
  const rows = element("ol", { class: "figure-rows", on: { change: () => redraw() } });
  const add = element("button", { type: "button", class: "small", disabled: !viewer.mayEdit, on: { click: () => {
    const taken = new Set(current());
    const next = figureGroups.flatMap(([, list]) => list).map(([id]) => id).find((id) => !taken.has(id) && (accepts?.(id) ?? true));
    append(next);
    redraw();
    rows.lastChild.querySelector("select").focus();
    changed();
  } } }, "Add figure");
  const node = element("fieldset", { class: "field full figure-list", id: newId("figures"), tabindex: -1 }, element("legend", {}, label), rows, add, hint && element("p", { class: "hint" }, hint));
  let path = "";

  const current = () => [...rows.children].map((row) => row.querySelector("select").value);

  function append(value) {
    const select = figureChoice(value, accepts, { id: newId("figure"), "aria-label": "Figure" });
    const row = element("li", {}, select,
      iconButton("up", "Move figure up", () => { row.previousSibling?.before(row); redraw(); row.querySelector("button").focus(); changed(); }),
      iconButton("remove", "Remove figure", () => { const next = row.nextSibling ?? row.previousSibling; row.remove(); redraw(); (next?.querySelector("select") ?? add).focus(); changed(); }));
    rows.append(row);
  }

  function redraw() {
    const count = rows.children.length;
    add.hidden = count >= most || !viewer.mayEdit;
    node.name = path;
    const chosen = current();
    [...rows.children].forEach((row, index) => {
      const select = row.querySelector("select");
      select.name = `${path}[${index}]`;
      // Each figure occurs once.
      for (const option of select.options) option.disabled = option.value !== select.value && chosen.includes(option.value);
      const [up, remove] = row.querySelectorAll("button");
      up.disabled = index === 0 || !viewer.mayEdit;
      remove.disabled = count <= least || !viewer.mayEdit;
    });
  }

  values.forEach(append);
  redraw();
  return { node, values: current, rename(to) { path = to; redraw(); } };
}
