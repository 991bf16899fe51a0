/**
 * An ordered list of cards that open for editors: tiles and alarms. Hooks: in the list, `li` with
 * `button.card-toggle` and the buttons `[data-move="up|down"]` and `[data-remove]`; each card is a `fieldset` with
 * the name of its path (`tiles[2]`).
 */
import { iconButton, newId } from "./dashboard-fields.js";
import { byId, element, fill } from "./element.js";
import { viewer } from "./viewer.js";

/**
 * Makes `list` (with `<id>-empty` and `<id>-count` beside it) hold cards. `path` is `tiles` or `alarms`, `noun` the
 * word for one, `most` how many there may be, `makeCard(value, changed)` gives the card. `changed()` is called after
 * each change other than input in a field; `say(text)` announces it to screen readers.
 */
export function cardList(list, { path, noun, most, makeCard, changed, say, add }) {
  let cards = [];

  function append(value, isOpen) {
    const card = makeCard(value, whenPressed);
    card.id = newId("card");
    const bodyId = `${card.id}-body`;
    card.toggle = element("button", { type: "button", class: "card-toggle", "aria-controls": bodyId, on: { click: () => open(card, card.body.hidden) } });
    card.body = element("div", { class: "card-body", id: bodyId }, card.fields);
    card.legend = element("legend", { class: "visually-hidden" });
    card.up = iconButton("up", "", () => move(card, -1));
    card.down = iconButton("down", "", () => move(card, 1));
    card.bin = iconButton("remove", "", () => remove(card));
    card.up.dataset.move = "up";
    card.down.dataset.move = "down";
    card.bin.dataset.remove = "";
    card.set = element("fieldset", { id: card.id, class: "plain", tabindex: -1 }, card.legend,
      element("div", { class: "card-line" }, card.toggle, viewer.mayEdit && element("div", { class: "card-buttons" }, card.up, card.down, card.bin)), card.body);
    card.item = element("li", { on: { keydown: (event) => {
      if (!event.altKey || !viewer.mayEdit || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      move(card, event.key === "ArrowUp" ? -1 : 1, document.activeElement);
    } } }, card.set);
    open(card, isOpen);
    cards.push(card);
    list.append(card.item);
    return card;
  }

  function open(card, isOpen) {
    card.body.hidden = !isOpen;
    card.toggle.setAttribute("aria-expanded", String(isOpen));
  }

  function move(card, by, focusOn) {
    const from = cards.indexOf(card), to = from + by;
    if (to < 0 || to >= cards.length) return;
    cards.splice(from, 1);
    cards.splice(to, 0, card);
    if (by < 0) card.item.previousSibling.before(card.item); else card.item.nextSibling.after(card.item);
    whenPressed();
    // At the end of the list a button has nothing left to move past.
    const button = by < 0 ? card.up : card.down;
    (focusOn ?? (button.disabled ? (by < 0 ? card.down : card.up) : button)).focus();
    card.item.scrollIntoView({ block: "nearest" });
    say(`${card.title()} is now ${noun} ${to + 1} of ${cards.length}.`);
  }

  function remove(card) {
    const at = cards.indexOf(card);
    cards = cards.filter((other) => other !== card);
    card.item.remove();
    whenPressed();
    (cards[Math.min(at, cards.length - 1)]?.toggle ?? add)?.focus();
    say(`${card.title()} was removed.`);
  }

  /** Writes what each card is, and where it stands. */
  function draw() {
    cards.forEach((card, index) => {
      const name = `${noun} ${index + 1}, ${card.title()}`;
      card.legend.textContent = name;
      card.set.name = `${path}[${index}]`;
      card.rename(`${path}[${index}]`);
      fill(card.toggle, element("span", { class: "nth", "data-colour": card.colour?.() }, index + 1), element("span", { class: "card-title" }, element("b", {}, card.title(), card.mark && [" ", element("span", { class: "tag attention" }, card.mark)]), element("span", { class: "sub" }, card.words())));
      for (const [button, word] of [[card.up, "Move up"], [card.down, "Move down"], [card.bin, "Remove"]]) {
        button.title = word;
        button.setAttribute("aria-label", `${word}: ${name}`);
      }
      card.up.disabled = index === 0 || !viewer.mayEdit;
      card.down.disabled = index === cards.length - 1 || !viewer.mayEdit;
    });
    byId(`${list.id}-count`).textContent = cards.length > 0 ? cards.length : "";
    byId(`${list.id}-empty`).hidden = cards.length > 0;
    if (add) add.disabled = cards.length >= most;
  }

  function whenPressed() {
    draw();
    changed();
  }

  return {
    /** Shows these values in place of those before. */
    set(values) {
      cards = [];
      list.replaceChildren();
      for (const value of values) append(value, false);
      draw();
    },
    /** Adds one at the end, open, with the focus in it. */
    add(value) {
      const card = append(value, true);
      whenPressed();
      card.focusOn.focus();
      card.item.scrollIntoView({ block: "nearest" });
    },
    values: () => cards.map((card) => card.value()),
    /** Opens the card with this index, so that a field in it can be shown. */
    reveal(index) { if (cards[index]) open(cards[index], true); },
    /** Says of each card what `mark(index)` gives, or nothing. */
    mark(mark) {
      cards.forEach((card, index) => { card.mark = mark(index); });
      draw();
    },
    draw,
  };
}
