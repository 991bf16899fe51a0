/**
 * Tables that fit in memory: sorted by any column, searched, and drawn a part at a time. Hooks: each row has
 * `data-key`; a heading that sorts is a button in a `th` with `aria-sort`.
 */
import { byId, element, fill } from "./element.js";

/** Rows that are drawn before one asks for more. */
const rowsAtOnce = 200;

/**
 * Makes `#id` a table. `columns`: `{title, cell(item), by?(item), isNumber?, isLead?, isBare?}`: `cell` gives the
 * content, `by` what the column is sorted by (text, number or null). `key(item)` names a row, `text(item)` is what a
 * search looks through, `empty` is shown when there is nothing. `sort` is the title of the column to begin with.
 */
export function makeTable(id, { columns, key, text, empty, sort, isDescending = false, search }) {
  const table = byId(id);
  const scroll = element("div", { class: "table-scroll" });
  table.replaceWith(scroll);
  scroll.append(table);
  const body = element("tbody");
  const foot = element("div");
  scroll.after(foot);
  const state = { items: null, column: columns.find(({ title }) => title === sort), isDescending, query: "", shown: rowsAtOnce };

  const heads = columns.map((column) => {
    const content = column.by
      ? element("button", { type: "button", class: "sort", on: { click: () => sortBy(column) } }, column.title)
      : column.title;
    return element("th", { scope: "col", class: column.isNumber ? "number" : null }, content);
  });
  table.append(element("thead", {}, element("tr", {}, heads)), body);
  const input = search && byId(search);
  input?.addEventListener("input", () => { state.query = input.value.trim().toLowerCase(); state.shown = rowsAtOnce; draw(); });

  function sortBy(column) {
    state.isDescending = state.column === column ? !state.isDescending : false;
    state.column = column;
    draw();
  }

  function chosen() {
    const { items, query, column } = state;
    const found = query ? items.filter((item) => text(item).toLowerCase().includes(query)) : [...items];
    if (column) {
      const way = state.isDescending ? -1 : 1;
      found.sort((one, other) => way * compare(column.by(one), column.by(other)));
    }
    return found;
  }

  function row(item) {
    return element("tr", { "data-key": key(item) }, columns.map((column) => {
      const content = column.cell(item);
      const isBlank = content === "" || content === null || content === undefined || content === false;
      const names = [column.isNumber && "number", column.isLead && "lead", column.isBare && "bare", isBlank && "blank"].filter(Boolean);
      return element("td", { class: names.join(" ") || null, "data-label": column.title }, element("div", { class: "cell" }, content));
    }));
  }

  function draw() {
    heads.forEach((head, index) => {
      if (columns[index] === state.column) head.setAttribute("aria-sort", state.isDescending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    if (!state.items) return;
    const items = chosen();
    fill(body, items.slice(0, state.shown).map(row));
    const isEmpty = items.length === 0;
    table.hidden = isEmpty;
    const rest = items.length - state.shown;
    fill(foot,
      isEmpty && element("p", { class: "empty", id: `${id}-empty` }, state.query ? `Nothing matches “${input.value.trim()}”.` : empty),
      rest > 0 && element("div", { class: "more-rows" }, element("button", { type: "button", on: { click: () => { state.shown += 1000; draw(); } } }, `Show more (${rest.toLocaleString("en-GB")} left)`)));
  }

  return {
    /** Draws every row, as paper needs it. */
    showAll() { state.shown = Infinity; draw(); },
    /** Shows these items in place of those before; sort, search and scroll stay. */
    show(items) {
      const focused = document.activeElement?.closest?.(`#${id} tr[data-key]`);
      const place = focused ? controls(focused).indexOf(document.activeElement) : -1;
      state.items = items;
      draw();
      const row = focused && body.querySelector(`tr[data-key="${CSS.escape(focused.dataset.key)}"]`);
      if (row) controls(row)[place]?.focus();
    },
  };
}

const controls = (row) => [...row.querySelectorAll("a, button, input, select")];

/** Orders texts as people do and numbers by size; what is missing comes last. */
export function compare(one, other) {
  if (one === other) return 0;
  if (one === null || one === undefined || one === "") return 1;
  if (other === null || other === undefined || other === "") return -1;
  return typeof one === "number" && typeof other === "number" ? one - other : collator.compare(one, other);
}
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
