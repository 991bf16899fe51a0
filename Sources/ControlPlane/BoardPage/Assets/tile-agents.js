/** A cell for each agent, coloured by what the agent does, in the order of names so that everybody finds theirs. */
import { make, say, dress, show, style } from "./dom.js";
import { formatShort, secondsSince, compareNames } from "./format.js";
import { pageAt, pageText } from "./paging.js";
import { stateWords } from "./wording.js";

const padding = 20, sidePadding = 28, headHeight = 46, gap = 12;
const leastWidth = 236, leastHeight = 84, mostHeight = 124, bestWidth = 300;

export function agentsTile(tile, box) {
  const pager = make("span", "pager");
  const head = make("div", "head-title", tile.title || "Agents", pager);
  const grid = make("div", "agents");
  const nothing = make("div", "nothing", "No agents have reported yet");
  const node = make("section", "tile tile-list tile-agents live", make("div", "row head", head), nothing, grid);
  const room = { width: box.width - 2 * sidePadding, height: box.height - 2 * padding - headHeight };
  const cells = [];

  return {
    node: node,
    paint(scene) {
      const agents = sorted((scene.state && scene.state.agentStatus) || {});
      const shape = shapeFor(agents.length, room);
      const page = pageAt(agents.length, shape.columns * shape.rows, scene.turn);
      const shown = agents.slice(page.from, page.to);
      style(grid, "grid-template-columns", "repeat(" + shape.columns + ", minmax(0, 1fr))");
      style(grid, "grid-auto-rows", shape.height + "px");
      while (cells.length < shown.length) {
        const cell = agentCell();
        cells.push(cell);
        grid.append(cell.node);
      }
      cells.forEach((cell, index) => {
        show(cell.node, index < shown.length);
        if (index < shown.length) cell.paint(shown[index], scene);
      });
      say(pager, pageText(page, agents.length, 0));
      show(nothing, agents.length === 0);
      show(grid, agents.length > 0);
    },
  };
}

function agentCell() {
  const name = make("div", "agent-name"), doing = make("span", "agent-state"), since = make("span", "agent-since");
  const node = make("div", "agent", name, make("div", "agent-line", doing, since));
  return {
    node: node,
    paint(agent, scene) {
      const words = stateWords(agent.status.state);
      dress(node, "agent agent-" + words.tone);
      say(name, agent.name);
      say(doing, agent.status.state === "paused" && agent.status.pauseReason ? agent.status.pauseReason : words.word);
      const seconds = agent.status.state === "loggedOut" ? null : secondsSince(agent.status.since, scene.now);
      say(since, seconds === null ? "" : formatShort("seconds", seconds));
    },
  };
}

/** Those who are logged out stand last. */
function sorted(statuses) {
  const isAway = (agent) => (agent.status.state === "loggedOut" || agent.status.state === "unknown" ? 1 : 0);
  return Object.keys(statuses).map((name) => ({ name: name, status: statuses[name] }))
    .sort((a, b) => isAway(a) - isAway(b) || compareNames(a.name, b.name));
}

/** Columns, rows and the height of a cell: wide cells while all agents fit on one page, narrower ones where they do not. */
function shapeFor(count, room) {
  const mostColumns = Math.max(1, Math.floor((room.width + gap) / (leastWidth + gap)));
  const mostRows = Math.max(1, Math.floor((room.height + gap) / (leastHeight + gap)));
  let columns = Math.max(1, Math.min(mostColumns, Math.floor((room.width + gap) / (bestWidth + gap))));
  while (columns < mostColumns && columns * mostRows < count) columns += 1;
  const rows = Math.min(mostRows, Math.max(1, Math.ceil(count / columns)));
  const height = Math.min(mostHeight, Math.floor((room.height - (rows - 1) * gap) / rows));
  return { columns: columns, rows: rows, height: height };
}
