/** A row for each queue, a column for each figure. Columns that do not fit turn their pages as rows do. */
import { make, say, dress, show } from "./dom.js";
import { FIGURES, figureValue } from "./figures.js";
import { formatShort, compareNames } from "./format.js";
import { alarmOf, alarmClass } from "./alarms.js";
import { defaultQueueFigures } from "./defaults.js";
import { makeRows } from "./rows.js";
import { pageAt, pageText } from "./paging.js";
import { widthOf } from "./text-size.js";

const padding = 28, leastName = 190, columnGap = 28, headSize = 24;
/** Of the text of rows, the largest first; in a tile lower than this, more columns matter more than large text. */
const textSizes = [36, 34, 32, 30, 28], lowHeight = 330;
const samples = { count: "0,000", seconds: "00:00", ratio: "100%" };

export function queuesTile(tile, box, welcome) {
  const room = box.width - 2 * padding - leastName;
  const widthsAt = (size, names) => names.map((name) => Math.ceil(Math.max(
    widthOf(FIGURES[name].short, 500) * headSize, widthOf(samples[FIGURES[name].unit], 600) * size)));
  const sizes = textSizes.filter((size) => box.height < lowHeight || size === textSizes[0]);
  const least = sizes[sizes.length - 1];
  const figures = tile.figures ? tile.figures.filter((name) => FIGURES[name]) : defaultQueueFigures(
    welcome.view, (names) => columnsThatFit(widthsAt(least, names), room).length === names.length);
  const count = columnsThatFit(widthsAt(least, figures), room).length;
  // The largest text at which no column is dropped: few rows are high, and yet their numbers have to fit.
  const textSize = sizes.filter((size) => columnsThatFit(widthsAt(size, figures), room).length === count)[0];
  const widths = widthsAt(textSize, figures);
  const columns = widths.slice(0, count);
  const title = tile.title || "Queue";
  const rows = makeRows(box, "", [title].concat(columns.map(() => "")), () => queueRow(columns), textSize);
  const node = make("section", "tile tile-list tile-queues", rows.node);

  return {
    node: node,
    paint(scene) {
      const page = pageAt(figures.length, columns.length, scene.turn);
      const names = figures.slice(page.from, page.to);
      const template = names.map((_, index) => "minmax(" + widths[page.from + index] + "px, 1fr)");
      rows.setColumns("minmax(0, 2.4fr) " + template.join(" "),
        [title].concat(names.map((name) => FIGURES[name].short)));
      const items = queueNames(scene.state, welcome).map((queue) => ({ queue: queue, figures: names }));
      rows.paint(items, scene, "No calls in any queue yet today");
    },
  };
}

function queueRow(columns) {
  const name = make("div", "name");
  const cells = columns.map(() => make("div", "number"));
  const node = make("div", "row", name, ...cells);
  return {
    node: node,
    paint(item, scene) {
      say(name, item.queue);
      cells.forEach((cell, index) => {
        const figure = FIGURES[item.figures[index]];
        show(cell, Boolean(figure));
        if (!figure) return;
        const value = figureValue(item.figures[index], item.queue, scene.state, scene.now);
        const alarm = alarmOf(scene.alarms, item.figures[index], item.queue, value);
        const tone = !alarm && value && figure.tone ? " tone-" + figure.tone : "";
        dress(cell, "number" + tone + alarmClass(alarm) + (value ? "" : " zero") + (figure.live ? " live" : ""));
        say(cell, formatShort(figure.unit, value));
      });
    },
  };
}

/** Those that the dashboard is about, in its order; else all that have had or have calls, by name. */
function queueNames(state, welcome) {
  if (welcome.dashboard.queues) return welcome.dashboard.queues;
  const names = Object.keys((state && state.queues) || {});
  const live = Object.keys((state && state.live && state.live.queues) || {});
  return names.concat(live.filter((name) => names.indexOf(name) < 0)).sort(compareNames);
}

/** The largest first part of the columns that fits in every page. */
function columnsThatFit(widths, room) {
  for (let count = widths.length; count > 1; count--) {
    let fits = true;
    for (let from = 0; from + count <= widths.length; from++) {
      const page = widths.slice(from, from + count);
      if (page.reduce((sum, width) => sum + width + columnGap, 0) > room) fits = false;
    }
    if (fits) return widths.slice(0, count);
  }
  return widths.slice(0, 1);
}
