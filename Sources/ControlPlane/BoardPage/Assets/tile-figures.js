/** Several figures in one tile, all of one size but for those that are too long for it. */
import { make, say, dress, style } from "./dom.js";
import { FIGURES, figureValue } from "./figures.js";
import { formatValue } from "./format.js";
import { alarmOf, alarmClass } from "./alarms.js";
import { sizeFor, widthOf } from "./text-size.js";

const padding = 28, gap = 24, mostSize = 150;
/** Below this the title stands at the left, since there is no room for it on top. */
const slimHeight = 175, slimTitle = 190;

export function figuresTile(tile, box) {
  const names = tile.figures.filter((name) => FIGURES[name]);
  const title = tile.title || tile.queue ? make("div", "label", tile.title || tile.queue) : null;
  const isSlim = box.height < slimHeight;
  const room = {
    width: box.width - 2 * padding - (title && isSlim ? slimTitle : 0),
    height: box.height - (isSlim ? 16 : 40) - (title && !isSlim ? 42 : 0),
  };
  const grid = make("div", "cells");
  const node = make("section", "tile tile-figures" + (isSlim ? " slim" : ""), title, grid);
  const shape = bestShape(names, room);
  const labelSize = shape.height < 112 ? 24 : shape.height < 170 ? 26 : 32;
  const lineHeight = Math.round(labelSize * 1.42);
  style(grid, "grid-template-columns", "repeat(" + shape.columns + ", minmax(0, 1fr))");
  const cells = names.map((name) => {
    const figure = FIGURES[name];
    const label = make("div", "cell-label", labelThatFits(figure, shape.width, labelSize));
    style(label, "font-size", labelSize + "px");
    style(label, "line-height", lineHeight + "px");
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
        dress(one.cell, "cell" + tone + alarmClass(alarm) + (one.figure.live ? " live" : ""));
        return formatValue(one.figure.unit, number);
      });
      const most = Math.min(mostSize, (shape.height - lineHeight) * 0.9);
      cells.forEach((one, index) => {
        say(one.value, texts[index]);
        style(one.value, "line-height", Math.ceil(Math.min(most, shape.size)) + "px");
        style(one.value, "font-size", sizeFor(texts[index], 700, shape.width, Math.min(most, shape.size)) + "px");
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
    const size = Math.min(mostSize, (height - 38) * 0.9, width / widest);
    const empty = rows * columns - names.length, fullness = Math.min(1, (size + 38) / height);
    const worth = size * (0.6 + 0.4 * fullness) - 6 * empty;
    if (!best || worth > best.worth) best = { columns: columns, width: width, height: height, size: size, worth: worth };
  }
  return best;
}

function labelThatFits(figure, width, size) {
  const labels = [figure.label, figure.medium || figure.label, capital(figure.short)];
  return labels.filter((label) => widthOf(label, 500) * size <= width)[0] || labels[2];
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
