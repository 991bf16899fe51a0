/** Agents by the calls that they have answered. */
import { make, say, style } from "./dom.js";
import { formatValue } from "./format.js";
import { makeRows } from "./rows.js";

export function leaderboardTile(tile, box) {
  const rows = makeRows(box, "56px minmax(0, 1fr) 120px 110px", [tile.title || "Leaderboard", "", "answered", "talk"], agentRow);
  const node = make("section", "tile tile-list tile-leaderboard", rows.node);
  return {
    node: node,
    paint(scene) {
      const agents = sorted((scene.state && scene.state.agents) || {});
      const most = agents.length > 0 ? Math.max(1, agents[0].answered || 0) : 1;
      rows.paint(agents.slice(0, tile.rows || agents.length).map((agent) => Object.assign({ most: most }, agent)), scene,
        "Nobody has answered a call yet today");
    },
  };
}

function agentRow() {
  const rank = make("div", "rank"), name = make("div", "name");
  const answered = make("div", "number"), talk = make("div", "number soft"), bar = make("i", "share");
  return {
    node: make("div", "row ranked", rank, name, answered, talk, bar),
    paint(agent) {
      say(rank, String(agent.rank));
      say(name, agent.name);
      say(answered, formatValue("count", agent.answered));
      say(talk, formatValue("seconds", agent.averageTalkSeconds));
      style(bar, "transform", "scaleX(" + ((agent.answered || 0) / agent.most).toFixed(3) + ")");
    },
  };
}

function sorted(agents) {
  return Object.keys(agents).map((name) => Object.assign({ name: name }, agents[name]))
    .sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name));
}
