/**
 * One alarm as fields: a figure, when it is too much or too little, and how the screen shows it. A card of
 * `dashboard-cards.js`.
 */
import { choice, field, figureChoice, newId, numberInput, queueInput } from "./dashboard-fields.js";
import { alarmLook, alarmWords, isByQueue, operators, shownValue, unitOf, valueShown } from "./dashboard-words.js";
import { element } from "./element.js";

/** What an alarm begins with. */
export const newAlarm = { figure: "callsWaiting", operator: ">", value: 5, colour: "amber" };

/** The card of an alarm: `{fields, value(), rename(path), title(), words(), colour()}`. */
export function alarmCard(alarm) {
  const figure = figureChoice(alarm.figure), queue = queueInput(alarm.queue);
  const operator = choice(alarm.operator, Object.entries(operators));
  const limit = numberInput(shownValue(alarm.figure, alarm.value)), upTo = numberInput(shownValue(alarm.figure, alarm.upTo));
  const colour = choice(alarm.colour, [["amber", "Amber"], ["red", "Red"]]);
  const flash = element("input", { type: "checkbox", id: newId("flash"), checked: Boolean(alarm.flash) });
  const queueField = field("Queue", queue), upToField = field("and", upTo);
  const limitField = field("Limit", limit), limitLabel = limitField.querySelector("label");
  const controls = { figure, queue, operator, value: limit, upTo, colour, flash };

  function draw() {
    const unit = unitOf(figure.value);
    queueField.hidden = !queue.value && !isByQueue(figure.value);
    upToField.hidden = operator.value !== "between";
    limitLabel.textContent = unit === "%" ? "Limit in per cent" : unit ? `Limit in ${unit}` : "Limit";
  }
  for (const control of [figure, operator]) control.addEventListener("change", draw);
  draw();

  function value() {
    const now = { figure: figure.value };
    if (!queueField.hidden) now.queue = queue.value.trim() || undefined;
    Object.assign(now, { operator: operator.value, value: valueShown(figure.value, limit.value) });
    if (!upToField.hidden) now.upTo = valueShown(figure.value, upTo.value);
    return { ...now, colour: colour.value, flash: flash.checked || undefined };
  }

  return {
    fields: element("div", { class: "fields two" }, field("Figure", figure), queueField, field("When it", operator),
      element("div", { class: "pair" }, limitField, upToField), field("Colour", colour),
      element("div", { class: "field" }, element("span", { class: "label", "aria-hidden": "true" }, "Attention"), element("label", { class: "choice" }, flash, " Flashes"))),
    value,
    rename(path) { for (const [member, control] of Object.entries(controls)) control.name = `${path}.${member}`; },
    title: () => alarmLook(value()),
    words: () => alarmWords(value()),
    colour: () => colour.value,
    focusOn: figure,
  };
}
