/**
 * Several figures in one tile, all of one size except those that are too long for it. If they would become too small,
 * they turn their pages.
 */
import { make, say, dress, show, style } from "./dom.js";
import { FIGURES, figureValue } from "./figures.js";
import { formatValue, formatShort } from "./format.js";
import { alarmOf, alarmClass } from "./alarms.js";
import { sizeFor, widthOf } from "./text-size.js";
import { pageAt, pageText } from "./paging.js";

const padding = 28, gap = 24, mostSize = 150, leastSize = 40, leastText = 26;
/** Below this the title stands at the left, since there is no room for it on top. */
const slimHeight = 175, slimTitle = 190;

export function figuresTile(tile, box) {
  const names = tile.figures.filter((name) => FIGURES[name]);
  const isSlim = box.height < slimHeight;
  const titleWidth = Math.min(slimTitle, Math.floor(box.width * 0.32));
  const pager = make("span", "pager");
  const title = tile.title || tile.queue ? make("div", "label", tile.title || tile.queue, pager) : null;
  const room = {
    width: box.width - 2 * padding - (title && isSlim ? titleWidth : 0),
    height: box.height - (isSlim ? 16 : 40) - (title && !isSlim ? 42 : 0),
  };
  const shape = shapeFor(names, room);
  const labelSize = shape.height < 112 ? 24 : shape.height < 170 ? 26 : 32;
  const lineHeight = Math.round(labelSize * 1.42);
  const size = Math.min(shape.size, (shape.height - lineHeight) * 0.9);
  const grid = make("div", "cells");
  const node = make("section", "tile tile-figures" + (isSlim ? " slim" : ""), title, grid);
  if (title && isSlim) style(title, "width", titleWidth + "px");
  style(grid, "grid-template-columns", "repeat(" + shape.columns + ", minmax(0, 1fr))");
  const cells = names.map((name) => {
    const cell = makeCell(FIGURES[name], shape.width, labelSize, lineHeight, size);
    grid.append(cell.node);
    return cell;
  });

  return {
    node: node,
    paint(scene) {
      const page = pageAt(names.length, shape.count, scene.turn);
      say(pager, pageText(page, names.length, 0, true));
      cells.forEach((cell, index) => {
        const isShown = index >= page.from && index < page.to;
        show(cell.node, isShown);
        if (!isShown) return;
        const number = figureValue(names[index], tile.queue, scene.state, scene.now);
        cell.paint(number, alarmOf(scene.alarms, names[index], tile.queue, number));
      });
    },
  };
}

/** `width`: of the cell; `size`: of the figure, all in pixels. */
function makeCell(figure, width, labelSize, lineHeight, size) {
  const label = make("div", "cell-label", labelThatFits(figure, width, labelSize));
  style(label, "font-size", labelSize + "px");
  style(label, "line-height", lineHeight + "px");
  const value = make("div", "cell-value");
  style(value, "line-height", Math.ceil(size) + "px");
  const node = make("div", "", label, value);
  return {
    node: node,
    paint(number, alarm) {
      const tone = !alarm && number && figure.tone ? " tone-" + figure.tone : "";
      dress(node, "cell" + tone + alarmClass(alarm) + (figure.live ? " live" : ""));
      let text = formatValue(figure.unit, number);
      if (sizeFor(text, 700, width, size) < leastText) text = formatShort(figure.unit, number);
      say(value, text);
      style(value, "font-size", Math.max(24, sizeFor(text, 700, width, size)) + "px");
    },
  };
}

/** As many figures at once as are still large enough: {count, columns, width, height, size}. */
function shapeFor(names, room) {
  for (let count = names.length; ; count--) {
    const shape = bestShape(names, count, room);
    if (shape.size >= leastSize || count === 1) return shape;
  }
}

/** Columns and the size of a cell, so that so many figures are as large as can be. */
function bestShape(names, count, room) {
  const widest = Math.max.apply(null, names.map((name) => widthOf(SAMPLES[FIGURES[name].unit], 700)));
  let best = null;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const width = (room.width - (columns - 1) * gap) / columns, height = (room.height - (rows - 1) * 8) / rows;
    const size = Math.min(mostSize, (height - 38) * 0.9, width / widest);
    const empty = rows * columns - count, fullness = Math.min(1, (size + 38) / height);
    const worth = size * (0.6 + 0.4 * fullness) - 6 * empty;
    if (!best || worth > best.worth) {
      best = { count: count, columns: columns, width: width, height: height, size: size, worth: worth };
    }
  }
  return best;
}

const SAMPLES = { count: "0,000", seconds: "00:00", ratio: "100%" };

function labelThatFits(figure, width, size) {
  const labels = [figure.label, figure.medium || figure.label, capital(figure.short)];
  return labels.filter((label) => widthOf(label, 500) * size <= width)[0] || labels[2];
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
