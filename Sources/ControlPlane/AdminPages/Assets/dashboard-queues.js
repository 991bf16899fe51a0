/**
 * Which queues a board shows: all, or those named. Hooks: the radio buttons `queueChoice`, `#dash-queue-names` with a
 * button for each name, `#dash-queue` and `#dash-queue-add`; `#dash-queue-choices` offers names here and in tiles.
 */
import { byId, element, fill } from "./element.js";
import { viewer } from "./viewer.js";

/** `changed()` is called after each press. Returns `{set(queues), value(), offer(names)}`. */
export function queueChoice(form, changed) {
  const input = byId("dash-queue"), place = byId("dash-queue-names");
  let names = [];

  function draw() {
    byId("dash-queue-list").hidden = form.queueChoice.value === "all";
    fill(place, names.map((name) => element("li", {}, name, viewer.mayEdit && element("button", { type: "button", class: "name-out", "aria-label": `Remove queue ${name}`, on: { click: () => {
      names = names.filter((other) => other !== name);
      draw();
      input.focus();
      changed();
    } } }, "×"))));
  }

  function add() {
    const name = input.value.trim();
    if (name && !names.includes(name)) names.push(name);
    input.value = "";
    draw();
    input.focus();
    changed();
  }
  byId("dash-queue-add").addEventListener("click", add);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !input.value.trim()) return;
    event.preventDefault();
    add();
  });
  for (const radio of form.queueChoice) radio.addEventListener("change", () => {
    draw();
    if (form.queueChoice.value === "some") input.focus();
  });

  return {
    set(queues) {
      names = [...(queues ?? [])];
      form.queueChoice.value = queues ? "some" : "all";
      input.value = "";
      draw();
    },
    /** Null: all. A name that was typed and not added yet counts. */
    value() {
      if (form.queueChoice.value === "all") return null;
      const typed = input.value.trim();
      return typed && !names.includes(typed) ? [...names, typed] : [...names];
    },
    /** Names to choose from, beside those already chosen. */
    offer(known) {
      fill(byId("dash-queue-choices"), [...new Set([...names, ...known])].sort((one, other) => one.localeCompare(other)).map((name) => element("option", { value: name })));
    },
  };
}
