/**
 * A list of rows under a head: rows are made once and their texts changed in place. The head says the title, and which
 * part of a longer list is shown.
 */
import { make, say, show, style, dress } from "./dom.js";
import { pageAt, pageText } from "./paging.js";

const padding = 20, headHeight = 46, leastRow = 48, mostRow = 78;

/**
 * `columns`: templates of CSS grid. `heads`: texts over the columns, of which the first is the title. `makeRow` returns
 * {node, paint(item, scene)}.
 */
export function makeRows(box, columns, heads, makeRow) {
  const pager = make("span", "pager");
  const headCells = heads.map((text, index) => make("div", index === 0 ? "head-title" : "head-cell", text));
  headCells[0].append(pager);
  const head = make("div", "row head", ...headCells);
  const nothing = make("div", "nothing");
  const body = make("div", "rows", nothing);
  const node = make("div", "list", head, body);
  const room = box.height - 2 * padding - headHeight;
  const most = Math.max(1, Math.floor(room / leastRow));
  const made = [];
  setColumns(columns, heads);

  function setColumns(template, texts) {
    style(node, "--columns", template);
    headCells.forEach((cell, index) => {
      if (index > 0) say(cell, texts[index] || "");
    });
  }

  return {
    node: node,
    capacity: most,
    setColumns: setColumns,
    /** Shows a part of `items`; `limit`: no more than so many at once; `omitted`: how many were not sent at all. */
    paint(items, scene, emptyText, limit, omitted) {
      const perPage = Math.min(most, limit || most);
      const page = pageAt(items.length, perPage, scene.now);
      const shown = items.slice(page.from, page.to);
      // As many rows as a full page has, so that turning a page moves nothing.
      const height = Math.floor(Math.max(leastRow, Math.min(mostRow, room / Math.max(1, Math.min(perPage, items.length)))));
      style(node, "--row", height + "px");
      style(node, "--text", Math.max(26, Math.min(38, Math.round(height * 0.54))) + "px");
      while (made.length < shown.length) {
        const row = makeRow();
        made.push(row);
        body.append(row.node);
      }
      made.forEach((row, index) => {
        show(row.node, index < shown.length);
        if (index < shown.length) row.paint(shown[index], scene);
      });
      say(pager, pageText(page, items.length, omitted || 0));
      say(nothing, emptyText);
      show(nothing, shown.length === 0);
      dress(node, shown.length === 0 ? "list is-empty" : "list");
    },
  };
}
