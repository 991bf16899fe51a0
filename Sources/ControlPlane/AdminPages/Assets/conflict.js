/**
 * What to do when somebody else has changed the same thing in the meantime. Hooks: `.conflict` in the form, with the
 * buttons `[data-conflict="theirs"]` and `[data-conflict="mine"]`.
 */
import { element, fill } from "./element.js";

/**
 * Shows in `place` what changed between `base`, which the form was filled with, and `current`, the current values.
 * `fields` gives a label for each member, and how to show its value: `{name: ["Name", (value) => …]}`.
 * `takeTheirs(names)` sets the controls of these members to what they are now; what else was typed stays.
 */
export function showConflict(place, { base, current, fields, takeTheirs }) {
  const changed = Object.keys(fields).filter((name) => JSON.stringify(base[name]) !== JSON.stringify(current[name]));
  const word = (name, values) => {
    const said = (fields[name][1] ?? String)(values[name]);
    return said === "" || said === "null" ? "–" : said;
  };
  const close = () => { place.hidden = true; };
  fill(place,
    element("p", {}, "Somebody has changed this since you opened it. Nothing of yours is saved yet."),
    changed.length > 0
      ? element("dl", {}, changed.map((name) => [element("dt", {}, fields[name][0]), element("dd", {}, `${word(name, base)} → `, element("b", {}, word(name, current)))]))
      : element("p", {}, "What you see here is as it was."),
    element("div", { class: "actions" },
      changed.length > 0 && element("button", { type: "button", "data-conflict": "theirs", on: { click: () => { takeTheirs(changed); close(); } } }, "Take these values"),
      element("button", { type: "button", "data-conflict": "mine", on: { click: close } }, "Keep what I typed")));
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
  place.querySelector("button")?.focus();
}
