/** A dashboard: its tiles on a grid, made once for a `welcome` and painted again whenever something may have changed. */
import { make, style, show } from "./dom.js";
import { arrange, pixels, GRID } from "./layout.js";
import { tilesOf } from "./defaults.js";
import { FIGURES } from "./figures.js";
import { figureTile } from "./tile-figure.js";
import { figuresTile } from "./tile-figures.js";
import { queuesTile } from "./tile-queues.js";
import { callsTile } from "./tile-calls.js";
import { agentsTile } from "./tile-agents.js";
import { intervalsTile } from "./tile-intervals.js";
import { leaderboardTile } from "./tile-leaderboard.js";
import { textTile } from "./tile-text.js";

/** How long a page of a dashboard with more tiles than fit stays. */
const PAGE_MILLIS = 20000;

const KINDS = {
  figure: figureTile, figures: figuresTile, queues: queuesTile, calls: callsTile, agents: agentsTile,
  intervals: intervalsTile, leaderboard: leaderboardTile, text: textTile,
};

/** {node, pageCount, paint(scene)}: scene is {state, now, turn}; `turn` is the time by which pages turn. */
export function makeDashboard(welcome) {
  const alarms = welcome.dashboard.alarms || [];
  const pages = arrange(tilesOf(welcome, isKnown)).map((page) => makePage(page, welcome));
  const node = make("main", "dashboard", ...pages.map((page) => page.node));
  return {
    node: node,
    pageCount: pages.length,
    /** Returns which page is shown, from 0. */
    paint(scene) {
      const shown = pages.length > 1 ? Math.floor(scene.turn / PAGE_MILLIS) % pages.length : 0;
      const full = Object.assign({ alarms: alarms }, scene);
      pages.forEach((page, index) => {
        show(page.node, index === shown);
        if (index === shown) page.tiles.forEach((tile) => tile.paint(full));
      });
      return shown;
    },
  };
}

function makePage(page, welcome) {
  const node = make("div", "grid");
  style(node, "grid-template-rows", "repeat(" + page.rows + ", minmax(0, 1fr))");
  style(node, "height", GRID.height + "px");
  const tiles = page.places.map((place) => {
    const tile = KINDS[place.tile.kind](place.tile, pixels(place, page.rows), welcome);
    style(tile.node, "grid-column", place.column + 1 + " / span " + place.width);
    style(tile.node, "grid-row", place.row + 1 + " / span " + place.height);
    node.append(tile.node);
    return tile;
  });
  return { node: node, tiles: tiles };
}

/** Whether this page can draw a tile: newer gateways may know more. */
function isKnown(tile) {
  if (!Object.prototype.hasOwnProperty.call(KINDS, tile.kind)) return false;
  if (tile.kind === "figure") return Boolean(FIGURES[tile.figure]);
  return tile.kind !== "figures" || (tile.figures || []).some((name) => FIGURES[name]);
}
