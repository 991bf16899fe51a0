/**
 * What dashboards are made of, in people's words: licences, kinds of tiles, figures, conditions of alarms. Unknown
 * words are shown as they came.
 */
import { licenceWord } from "./words.js";

/** The licences that give a view, the lowest first. */
export const tiers = ["insights", "analytics", "liveAnalytics", "contactCentre"];

/** Kinds of tiles in the order in which they are offered: what they are called, what they show, and to whom. */
export const kinds = {
  figure: { name: "One figure", says: "A single number, as large as it gets." },
  figures: { name: "Several figures", says: "Up to eight numbers side by side." },
  queues: { name: "Queues", says: "A row for each queue, with the figures that you choose.", least: "analytics" },
  intervals: { name: "Half hours", says: "A chart of the day: calls offered, answered and abandoned.", least: "analytics" },
  calls: { name: "Calls now", says: "The calls that wait, ring or talk, each with its time.", least: "liveAnalytics" },
  agents: { name: "Agents now", says: "What each agent does at this moment, and for how long.", least: "contactCentre" },
  leaderboard: { name: "Leaderboard", says: "Agents by the calls that they answered today.", least: "liveAnalytics" },
  text: { name: "Text", says: "A sentence of your own: a greeting, a number to call." },
};

/** The licences that see tiles of this kind, in words; "" where it is all of them. */
export function audience(kind) {
  const least = kinds[kind]?.least;
  if (!least) return "";
  return least === tiers.at(-1) ? `${licenceWord(least)} only` : `${licenceWord(least)} and up`;
}

export const kindName = (kind) => kinds[kind]?.name ?? kind;

/** Figures as they are offered: id, name, whether it is there for one queue, and what it is counted in. */
export const figureGroups = [
  ["Calls today", [
    ["offered", "Calls offered", true, "calls"], ["answered", "Calls answered", true, "calls"], ["missed", "Missed calls", false, "calls"],
    ["abandoned", "Abandoned", true, "calls"], ["shortAbandoned", "Abandoned at once", true, "calls"], ["overflowed", "Overflowed", true, "calls"],
    ["transferred", "Transferred", true, "calls"], ["orphaned", "Without an end", true, "calls"],
    ["inbound", "Inbound calls", false, "calls"], ["outbound", "Outbound calls", false, "calls"], ["internal", "Internal calls", false, "calls"],
  ]],
  ["Service today", [
    ["serviceLevel", "Service level", true, "%"], ["abandonedRate", "Abandon rate", true, "%"],
    ["averageSpeedOfAnswerSeconds", "Average wait until answered", true, "seconds"], ["averageAbandonSeconds", "Average wait until abandoned", true, "seconds"],
    ["longestWaitSeconds", "Longest wait today", true, "seconds"], ["averageTalkSeconds", "Average talk time", true, "seconds"],
    ["averageHandleSeconds", "Average handling time", true, "seconds"], ["talkSeconds", "Talk time in total", false, "seconds"],
  ]],
  ["Calls now", [
    ["callsWaiting", "Calls waiting", true, "calls"], ["longestWaitingSeconds", "Longest waiting now", true, "seconds"],
    ["callsRinging", "Calls ringing", false, "calls"], ["callsActive", "Calls in progress", false, "calls"], ["callsHeld", "Calls on hold", false, "calls"],
  ]],
  ["Agents now", [
    ["agentsAvailable", "Agents available", false, "agents"], ["agentsTalking", "Agents talking", false, "agents"], ["agentsRinging", "Agents ringing", false, "agents"],
    ["agentsWrapUp", "Agents in wrap-up", false, "agents"], ["agentsPaused", "Agents paused", false, "agents"], ["agentsLoggedOut", "Agents logged out", false, "agents"],
  ]],
];
const figures = new Map(figureGroups.flatMap(([, list]) => list).map(([id, name, isByQueue, unit]) => [id, { name, isByQueue, unit }]));

export const figureName = (figure) => figures.get(figure)?.name ?? figure;
export const isByQueue = (figure) => figures.get(figure)?.isByQueue ?? true;
export const unitOf = (figure) => figures.get(figure)?.unit ?? "";

/** Conditions of an alarm. */
export const operators = { ">": "is above", ">=": "is at least", "<=": "is at most", between: "is between" };

/** A ratio is typed in per cent: `0.8` ↔ `80`. What is no number stays as it was typed. */
export const shownValue = (figure, value) => typeof value === "number" && unitOf(figure) === "%" ? round(value * 100) : value ?? "";
export function valueShown(figure, text) {
  const typed = text.trim(), number = Number(typed);
  if (typed === "") return null;
  if (!Number.isFinite(number)) return typed;
  return unitOf(figure) === "%" ? round(number / 100) : number;
}
const round = (number) => Number(number.toFixed(6));

/** What a tile is called: as its admin says, or by what it shows. */
export const tileName = (tile) => tile.title ?? (tile.kind === "figure" ? figureName(tile.figure) : kindName(tile.kind));

/** What else there is to say of a tile: `One figure · Sales · 3 wide, 2 high`. */
export function tileWords(tile) {
  const { kind, title, figure, figures: several = [], text, queue, rows, width, height } = tile;
  const size = [width && `${width} wide`, height && `${height} high`].filter(Boolean).join(", ");
  return [(title || kind === "figure") && kindName(kind), title && figure && figureName(figure), several.map(figureName).join(", "),
    text && `“${text}”`, queue, rows && `${rows} rows`, size].filter(Boolean).join(" · ");
}

/** How many tiles and alarms are left out, as a whole or in part. */
export const placesLeftOut = (leftOut) => new Set(leftOut.map(({ tile, alarm }) => `${tile} ${alarm}`)).size;

/** One alarm in a line: `Calls waiting in Sales is above 5`. */
export function alarmWords({ figure, queue, operator, value, upTo }) {
  const unit = unitOf(figure) === "%" ? " %" : unitOf(figure) === "seconds" ? " s" : "";
  const limit = [value, operator === "between" ? upTo : undefined].filter((one) => one !== undefined).map((one) => one === null ? "…" : shownValue(figure, one)).join(" and ");
  return `${figureName(figure)}${queue ? ` in ${queue}` : ""} ${operators[operator] ?? operator} ${limit}${unit}`;
}

/** The colour of an alarm, and whether it flashes: `Red, flashing`. */
export const alarmLook = ({ colour, flash }) => `${colour === "red" ? "Red" : "Amber"}${flash ? ", flashing" : ""}`;
