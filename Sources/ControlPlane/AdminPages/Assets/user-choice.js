/**
 * A field in which a user is chosen: type an id or a part of the name, and see what a board of that user shows.
 */
import { customerPath, list } from "./api.js";
import { element, fill } from "./element.js";
import { givesView, licenceWord, screenWord } from "./words.js";

/**
 * Offers the users of a customer in `input` (with its `datalist`), and says in its hint what the chosen one means.
 * Returns `{load(customer), find(id), update()}`.
 */
export function userChoice(input, hint, choices) {
  let users = new Map();
  const initial = hint.textContent;

  function update() {
    const id = input.value.trim();
    const user = users.get(id);
    hint.classList.toggle("error-tone", Boolean(id) && !user);
    if (!id) hint.textContent = initial;
    else if (!user) hint.textContent = "There is no user with this id.";
    else if (givesView(user.supervisor)) hint.textContent = `${user.name}, ${licenceWord(user.supervisor)}: the board shows ${screenWord(user.supervisor)}.`;
    else hint.textContent = `${user.name} has no licence that gives a view: boards cannot be assigned.`;
  }
  input.addEventListener("input", update);

  return {
    update,
    find: (id) => users.get(id),
    async load(customer) {
      const items = await list(customerPath(customer, "users"));
      users = new Map(items.map((user) => [user.id, user]));
      fill(choices, items.filter((user) => givesView(user.supervisor)).map((user) => element("option", { value: user.id }, `${user.name} · ${licenceWord(user.supervisor)}`)));
      update();
    },
  };
}
