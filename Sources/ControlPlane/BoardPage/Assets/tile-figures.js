/** Several figures in one tile, all of one size. */
import { make, say, dress, style } from "./dom.js";
import { FIGURES, figureValue } from "./figures.js";
import { formatValue } from "./format.js";
import { alarmOf, alarmClass } from "./alarms.js";
import { sizeFor, widthOf } from "./text-size.js";

const padding = 28, gap = 24, labelSize = 26, mostSize = 150;

export function figuresTile(tile, box) {
  const names = tile.figures.filter((name) => FIGURES[name]);
  const title = tile.title || tile.queue ? make("div", "label", tile.title || tile.queue) : null;
  const room = { width: box.width - 2 * padding, height: box.height - 40 - (title ? 42 : 0) };
  const grid = make("div", "cells");
  const node = make("section", "tile tile-figures", title, grid);
  const shape = bestShape(names, room);
  const isTight = shape.height < 100;
  const isShort = names.some((name) => widthOf(FIGURES[name].label, 500) * labelSize > shape.width);
  style(grid, "grid-template-columns", "repeat(" + shape.columns + ", minmax(0, 1fr))");
  const cells = names.map((name) => {
    const figure = FIGURES[name];
    const label = make("div", "cell-label", isShort ? capital(figure.short) : figure.label);
    const value = make("div", "cell-value");
    const cell = make("div", "", label, value);
    grid.append(cell);
    return { name: name, figure: figure, cell: cell, value: value };
  });

  return {
    node: node,
    paint(scene) {
      const texts = cells.map((one) => {
        const number = figureValue(one.name, tile.queue, scene.state, scene.now);
        const alarm = alarmOf(scene.alarms, one.name, tile.queue, number);
        const tone = !alarm && number && one.figure.tone ? " tone-" + one.figure.tone : "";
        dress(one.cell, "cell" + (isTight ? " tight" : "") + tone + alarmClass(alarm) + (one.figure.live ? " live" : ""));
        return formatValue(one.figure.unit, number);
      });
      const most = Math.min(mostSize, (shape.height - (isTight ? 34 : 38)) * 0.92);
      const size = Math.min.apply(null, texts.map((text) => sizeFor(text, 700, shape.width, most)));
      cells.forEach((one, index) => {
        say(one.value, texts[index]);
        style(one.value, "font-size", size + "px");
      });
    },
  };
}

/** Columns and the size of a cell, so that the figures are as large as can be. */
function bestShape(names, room) {
  const widest = Math.max.apply(null, names.map((name) =>
    widthOf(FIGURES[name].unit === "seconds" ? "00:00" : FIGURES[name].unit === "ratio" ? "100%" : "0,000", 700)));
  let best = null;
  for (let columns = 1; columns <= names.length; columns++) {
    const rows = Math.ceil(names.length / columns);
    const width = (room.width - (columns - 1) * gap) / columns, height = (room.height - (rows - 1) * 8) / rows;
    const size = Math.min(mostSize, (height - 38) * 0.92, width / widest);
    const empty = rows * columns - names.length;
    const worth = size - 6 * empty;
    if (!best || worth > best.worth) best = { columns: columns, width: width, height: height, worth: worth };
  }
  return best;
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
