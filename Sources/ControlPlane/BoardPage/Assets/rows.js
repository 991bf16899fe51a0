/**
 * A list of rows under a heading: rows are made once and their texts changed in place. The heading shows the title,
 * and which part of a longer list is shown.
 */
import { make, say, show, style, dress } from "./dom.js";
import { pageAt, pageText } from "./paging.js";

const padding = 20, headHeight = 46, leastRow = 47, mostRow = 96, mostText = 36;

/** Of a row's height in pixels. */
function textSizeFor(height) {
  return Math.max(26, Math.min(mostText, Math.round(height * 0.54)));
}

/**
 * `columns`: templates of CSS grid. `heads`: the title, and texts over the last columns; the title has the width of the
 * others. `makeRow` returns {node, paint(item, scene)}. `textLimit`: the largest text that the columns have room for.
 */
export function makeRows(box, columns, heads, makeRow, textLimit) {
  const pager = make("span", "pager");
  const headCells = heads.map((text, index) => make("div", index === 0 ? "head-title" : "head-cell", text));
  headCells[0].append(pager);
  style(headCells[0], "grid-column", "1 / " + (heads.length > 1 ? -heads.length : -1));
  const head = make("div", "row head", ...headCells);
  const nothing = make("div", "nothing");
  const body = make("div", "rows", nothing);
  const node = make("div", "list", head, body);
  const room = box.height - 2 * padding - headHeight;
  const most = Math.max(1, Math.floor(room / leastRow));
  const made = [];
  setColumns(columns, heads);

  function rowHeight(count) {
    return Math.floor(Math.max(leastRow, Math.min(mostRow, room / Math.max(1, Math.min(most, count)))));
  }

  function setColumns(template, texts) {
    style(node, "--columns", template);
    if (texts) headCells.forEach((cell, index) => {
      if (index > 0) say(cell, texts[index] || "");
    });
  }

  /** The short form if the title leaves no room: checked when the text changes, since that costs a layout. */
  function tell(page, count, omitted) {
    const text = pageText(page, count, omitted);
    if (pager.toldText === text) return;
    pager.toldText = text;
    say(pager, text);
    if (text && headCells[0].scrollWidth > headCells[0].clientWidth) say(pager, pageText(page, count, omitted, true));
  }

  return {
    node: node,
    /** The size of the text while so many rows are shown. */
    textSize(count) {
      return textSizeFor(rowHeight(count));
    },
    /** The most rows that are shown at once. */
    capacity: most,
    setColumns: setColumns,
    /** Shows `items`, or a page of them; `omitted`: how many there are besides. */
    paint(items, scene, emptyText, omitted) {
      const page = pageAt(items.length, most, scene.turn);
      const shown = items.slice(page.from, page.to);
      // As many rows as a full page has, so that turning the page moves nothing.
      const height = rowHeight(items.length);
      style(node, "--row", height + "px");
      style(node, "--text", Math.min(textSizeFor(height), textLimit || mostText) + "px");
      while (made.length < shown.length) {
        const row = makeRow();
        made.push(row);
        body.append(row.node);
      }
      made.forEach((row, index) => {
        show(row.node, index < shown.length);
        if (index < shown.length) row.paint(shown[index], scene);
      });
      tell(page, items.length, omitted || 0);
      say(nothing, emptyText);
      show(nothing, shown.length === 0);
      dress(node, shown.length === 0 ? "list is-empty" : "list");
    },
  };
}
