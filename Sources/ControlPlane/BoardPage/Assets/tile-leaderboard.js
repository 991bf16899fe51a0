/** Agents by the calls that they have answered. */
import { make, say, style } from "./dom.js";
import { formatShort, compareNames } from "./format.js";
import { makeRows } from "./rows.js";
import { widthOf } from "./text-size.js";

export function leaderboardTile(tile, box) {
  const hasTalk = box.width > 620;
  const answeredWidth = Math.ceil(widthOf("answered", 500) * 24) + 2;
  const rows = makeRows(box, "42px minmax(0, 1fr) " + answeredWidth + "px" + (hasTalk ? " 110px" : ""),
    [tile.title || "Leaderboard", "answered"].concat(hasTalk ? ["talk"] : []), () => agentRow(hasTalk));
  const node = make("section", "tile tile-list tile-leaderboard", rows.node);
  return {
    node: node,
    paint(scene) {
      const agents = sorted((scene.state && scene.state.agents) || {});
      const most = agents.length > 0 ? Math.max(1, agents[0].answered || 0) : 1;
      // It is about those who lead: it does not turn to the others.
      const shown = agents.slice(0, Math.min(rows.capacity, tile.rows || agents.length));
      rows.paint(shown.map((agent) => Object.assign({ most: most }, agent)), scene,
        "Nobody has answered a call yet today", agents.length - shown.length);
    },
  };
}

function agentRow(hasTalk) {
  const rank = make("div", "rank"), name = make("div", "name");
  const answered = make("div", "number"), talk = make("div", "number soft"), bar = make("i", "share");
  return {
    node: make("div", "row ranked", rank, name, answered, hasTalk ? talk : null, bar),
    paint(agent) {
      say(rank, String(agent.rank));
      say(name, agent.name);
      say(answered, formatShort("count", agent.answered));
      say(talk, formatShort("seconds", agent.averageTalkSeconds));
      style(bar, "transform", "scaleX(" + ((agent.answered || 0) / agent.most).toFixed(3) + ")");
    },
  };
}

function sorted(agents) {
  return Object.keys(agents).map((name) => Object.assign({ name: name }, agents[name]))
    .sort((a, b) => a.rank - b.rank || compareNames(a.name, b.name));
}
