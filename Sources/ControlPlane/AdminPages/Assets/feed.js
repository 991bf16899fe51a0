/**
 * How the feed of a customer's call events does, in words. Hook: `[data-state]` of the badge.
 */
import { element } from "./element.js";
import { say, timeElement } from "./time.js";

const states = { none: "Never", live: "Live", delayed: "Late", lost: "Lost" };
const troubles = ["rejected", "ignored", "shortened"];

const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** The state as a dot with its word. */
export const feedBadge = ({ state }) =>
  element("span", { class: "badge", "data-state": state }, element("span", { class: "dot", "aria-hidden": "true" }), states[state] ?? state);

/** When the newest event happened, or nothing. */
export const lastEvent = ({ lastEventAt }) => lastEventAt && timeElement(lastEventAt);

/** Such as `3 rejected, 1 shortened`; empty where nothing was wrong. */
export const troubleWords = (feed) =>
  troubles.filter((word) => feed[word]).map((word) => `${feed[word].toLocaleString("en-GB")} ${word}`).join(", ");

/** What became of the events, each with its number. */
export const feedCounts = (feed) => ["accepted", "duplicates", ...troubles].map((word) =>
  element("div", { class: feed[word] ? null : "zero" }, element("dt", {}, capital(word)), element("dd", {}, feed[word].toLocaleString("en-GB"))));

/** The latest problem of each kind, as list items. */
export const feedProblems = ({ problems }) => problems.map(({ kind, at, reason }) =>
  element("li", {}, element("b", {}, `${capital(kind)} `), timeElement(at), `: ${reason}`));

/** A sentence about the state. */
export function feedSentence(feed) {
  if (feed.state === "none") return ["No telephone system has sent anything yet."];
  return [
    "The newest event ", feed.lastEventAt ? ["happened ", timeElement(feed.lastEventAt)] : "is of an earlier day",
    feed.lastHeardAt && [", the last request came ", timeElement(feed.lastHeardAt)],
    ". Of the events since ", timeElement(feed.since, say("brief", feed.since)), ":",
  ];
}
