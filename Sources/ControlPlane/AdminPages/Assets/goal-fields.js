/**
 * The goals of a customer as fields, named as the API names them: `goals.callsWaiting.red`, `goals.queues.Sales.…`.
 * Hooks: `#goal-list`, `#goal-queues` with a `fieldset` for each queue, `#goal-queue` and `#goal-queue-add`.
 */
import { byId, element, fill } from "./element.js";
import { FormProblem, control } from "./form.js";
import { viewer } from "./viewer.js";

/** `most` in the unit of the field; `scale` is how many of it the API's 1 is. `isLowWorse`: red is below amber. */
const measures = {
  serviceLevel: { label: "Service level below", unit: "%", most: 100, scale: 100, isLowWorse: true },
  longestWaitSeconds: { label: "Longest wait now", unit: "seconds", most: 86400 },
  callsWaiting: { label: "Calls waiting", unit: "calls", most: 20000 },
  abandonedRate: { label: "Abandoned rate", unit: "%", most: 100, scale: 100 },
  agentsAvailable: { label: "Available agents, while somebody waits", unit: "agents", most: 10000, isRedOnly: true, isLowWorse: true },
};
const colours = (measure) => measure.isRedOnly ? ["red"] : ["amber", "red"];
const shown = (value, measure) => value === null || value === undefined ? "" : Number((value * (measure.scale ?? 1)).toFixed(2));

/** `changed()` is called when a queue is added, removed or judged in a different way. Returns `{set(goals), value()}`. */
export function goalFields(form, changed) {
  let queues = [], modes = new Map(), lines = 0;

  function add() {
    const input = byId("goal-queue"), name = input.value.trim().normalize("NFC");
    if (!name) return input.focus();
    if (!queues.includes(name)) {
      queues.push(name);
      byId("goal-queues").append(queueFields(name, {}));
    }
    input.value = "";
    control(form, `mode ${name} serviceLevel`)?.focus();
    changed();
  }
  byId("goal-queue-add")?.addEventListener("click", add);
  byId("goal-queue")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.value.trim()) return;
    event.preventDefault();
    add();
  });

  /** A line of one measure; of a queue with the choice whether it has a goal of its own. */
  function line(name, goal, queue) {
    const measure = measures[name], place = queue === undefined ? `goals.${name}` : `goals.queues.${queue}.${name}`;
    lines += 1;
    const inputs = colours(measure).map((colour) => {
      const id = `goal-${lines}-${colour}`;
      const input = element("input", { id, name: `${place}.${colour}`, type: "number", min: 0, max: measure.most, step: measure.scale ? "0.01" : "1", inputmode: "decimal" });
      input.value = shown(goal?.[colour], measure);
      return [element("label", { for: id }, colour === "amber" ? "Amber" : "Red"), input];
    });
    const numbers = element("div", { class: "unit" }, inputs, element("span", {}, measure.unit));
    return element("fieldset", { class: "field", "data-goal": name }, element("legend", {}, measure.label), queue !== undefined && choice(name, goal, queue, numbers), numbers);
  }

  function choice(name, goal, queue, numbers) {
    const mode = goal === undefined ? "inherit" : colours(measures[name]).some((colour) => typeof goal[colour] === "number") ? "own" : "off";
    const select = element("select", { name: `mode ${queue} ${name}`, "aria-label": `${measures[name].label}, in ${queue}` },
      [["inherit", "As for all queues"], ["own", "Its own"], ["off", "Not judged"]].map(([value, words]) => element("option", { value, selected: value === mode }, words)));
    const draw = () => {
      modes.set(JSON.stringify([queue, name]), select.value);
      numbers.hidden = select.value !== "own";
    };
    select.addEventListener("change", () => { draw(); changed(); });
    draw();
    return select;
  }

  function queueFields(queue, goals) {
    const group = element("fieldset", { class: "field", "data-queue": queue }, element("legend", {}, `Queue ${queue}`),
      element("div", { class: "fields two" }, Object.keys(measures).filter((name) => !measures[name].isRedOnly).map((name) => line(name, goals[name], queue))),
      viewer.isProvider && element("div", {}, element("button", { type: "button", class: "quiet small", "aria-label": `Remove the goals of queue ${queue}`, on: { click: () => {
        queues = queues.filter((other) => other !== queue);
        group.remove();
        changed();
        byId("goal-queue")?.focus();
      } } }, "Remove")));
    return group;
  }

  /** The thresholds of one measure as they are typed. */
  function thresholds(place, measure) {
    return Object.fromEntries(colours(measure).map((colour) => [colour, number(form, `${place}.${colour}`, measure)]));
  }

  return {
    set(goals) {
      queues = Object.keys(goals.queues);
      modes = new Map();
      fill(byId("goal-list"), element("div", { class: "fields two" }, Object.keys(measures).map((name) => line(name, goals[name]))));
      fill(byId("goal-queues"), queues.map((queue) => queueFields(queue, goals.queues[queue])));
    },
    /** As the API answers them. Throws a `FormProblem`. */
    value() {
      const goals = { queues: Object.create(null) };
      for (const [name, measure] of Object.entries(measures)) {
        const typed = thresholds(`goals.${name}`, measure);
        goals[name] = Object.values(typed).every((value) => value === null) ? null : typed;
      }
      for (const queue of queues) {
        const own = {};
        for (const [name, measure] of Object.entries(measures).filter(([, one]) => !one.isRedOnly)) {
          const mode = modes.get(JSON.stringify([queue, name]));
          if (mode === "off") own[name] = { amber: null, red: null };
          if (mode === "own") own[name] = thresholds(`goals.queues.${queue}.${name}`, measure);
        }
        if (Object.keys(own).length > 0) goals.queues[queue] = own;
      }
      return goals;
    },
  };
}

/** A number in a field, as the API has it; null where the field is empty. Throws a `FormProblem`. */
function number(form, name, measure) {
  const input = control(form, name), text = input.value.trim(), value = Number(text);
  if (text === "" && !input.validity.badInput) return null;
  if (text === "" || !(value >= 0 && value <= measure.most) || (!measure.scale && !Number.isInteger(value))) {
    throw new FormProblem([{ field: name, reason: `must be ${measure.scale ? "a number" : "a whole number"} from 0 to ${measure.most}` }]);
  }
  return measure.scale ? Number((value / measure.scale).toFixed(4)) : value;
}

/** The merge patch (RFC 7396) that makes goals of earlier ones; undefined where they are the same. */
export function goalsPatch(earlier, goals) {
  if (earlier === goals || JSON.stringify(earlier) === JSON.stringify(goals)) return undefined;
  if (!isObject(earlier) || !isObject(goals)) return goals;
  const patch = Object.create(null);
  for (const name of Object.keys(earlier)) if (!Object.hasOwn(goals, name)) patch[name] = null;
  for (const name of Object.keys(goals)) {
    const change = Object.hasOwn(earlier, name) ? goalsPatch(earlier[name], goals[name]) : goals[name];
    if (change !== undefined) patch[name] = change;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

const isObject = (value) => typeof value === "object" && value !== null;

/** Goals for a person, in one line. */
export function goalWords(goals) {
  const words = (own) => Object.keys(measures).filter((name) => own[name] !== undefined).map((name) => {
    const values = colours(measures[name]).filter((colour) => typeof own[name]?.[colour] === "number").map((colour) => `${colour} ${shown(own[name][colour], measures[name])}`);
    return `${measures[name].label}: ${values.join(", ") || "not judged"}`;
  });
  return [...words(goals), ...Object.entries(goals.queues).map(([queue, own]) => `${queue} (${words(own).join("; ")})`)].join("; ");
}
