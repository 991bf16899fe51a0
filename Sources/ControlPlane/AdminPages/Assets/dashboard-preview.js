/**
 * What boards of each licence show of a dashboard: the board's own page in a frame, and in words what is left out and
 * why. Hooks: `#dash-tiers` with a radio button for each licence, `#dash-screen` with the frame, `#dash-words`.
 */
import { figureName, placesLeftOut, tileName, tiers } from "./dashboard-words.js";
import { byId, counted, element, fill } from "./element.js";
import { licenceWord } from "./words.js";

const isNumber = (value) => typeof value === "number";

/**
 * `whenDrawn(tile, alarm)` gets two functions from an index to what the chosen licence lacks of it, in words or
 * nothing. Returns `{choose(tier), take(dashboard), keep(text), tiles()}`.
 */
export function boardPreview(whenDrawn) {
  const place = byId("dash-screen"), words = byId("dash-words");
  const frame = element("iframe", { src: "/preview/", title: "Preview of the board", tabindex: -1 });
  let tier = tiers.at(-1), shown = null, isReady = false, sent = "";

  const radios = tiers.map((one) => element("input", { type: "radio", name: "tier", value: one, id: `tier-${one}`, checked: one === tier, on: { change: () => choose(one) } }));
  const notes = tiers.map(() => element("span", { class: "sub" }));
  byId("dash-tiers").append(...radios.map((radio, index) => element("label", { class: "tier", for: radio.id }, radio, element("span", {}, element("b", {}, licenceWord(tiers[index])), notes[index]))));

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== location.origin) return;
    if (data?.preview === "failed") console.error("The preview cannot be drawn:", data.reason);
    if (data?.preview !== "ready" || isReady) return;
    isReady = true;
    send();
  });
  place.append(frame);

  function choose(one) {
    tier = one;
    radios[tiers.indexOf(one)].checked = true;
    draw();
  }

  /** The picture starts over with each message, so an equal one is not sent again. */
  function send() {
    if (!isReady || !shown) return;
    const { title, queues, views } = shown;
    const { tiles, alarms } = views[tier];
    const message = { view: tier, title, queues, tiles, alarms, customerName: byId("customer-name").textContent };
    if (JSON.stringify(message) === sent) return;
    sent = JSON.stringify(message);
    frame.contentWindow.postMessage(message, location.origin);
  }

  /** What is said already is not said again to those who listen. */
  function tell(...children) {
    const said = element("div", {}, children);
    if (said.textContent !== words.textContent) fill(words, [...said.childNodes]);
  }

  function draw() {
    if (!shown) return;
    place.dataset.view = tier;
    send();
    tiers.forEach((one, index) => {
      const count = placesLeftOut(shown.views[one].leftOut);
      notes[index].textContent = count === 0 ? "shows all" : `${count} left out`;
      notes[index].classList.toggle("attention-tone", count > 0);
    });
    tell(summary());
    whenDrawn(
      (index) => isGone(index) ? `not on ${licenceWord(tier)}` : of(index).length > 0 && `in part on ${licenceWord(tier)}`,
      (index) => shown.views[tier].leftOut.some(({ alarm }) => alarm === index) && `not on ${licenceWord(tier)}`);
  }

  function summary() {
    const { leftOut } = shown.views[tier], boards = `Boards of ${licenceWord(tier)}`;
    if (shown.tiles.length === 0) return [element("p", {}, `${boards} show their default tiles.`), list(leftOut)];
    if (leftOut.length === 0) return element("p", {}, `${boards} show all of it.`);
    const kept = shown.tiles.filter((tile, index) => !isGone(index)).length;
    const says = kept === 0 ? "show none of these tiles, but their default ones" : kept < shown.tiles.length ? `show ${kept} of ${counted(shown.tiles.length, "tile")}` : "show every tile, but not all in it";
    return [element("p", {}, `${boards} ${says}. Left out:`), list(leftOut)];
  }

  function list(leftOut) {
    const lines = Object.groupBy(leftOut, nameOf);
    return leftOut.length > 0 && element("ul", { class: "left-out" }, Object.entries(lines).map(([name, reasons]) => element("li", {}, element("b", {}, `${name}:`), ` ${reasons.map(reasonOf).join(" ")}`)));
  }

  const of = (index) => shown.views[tier].leftOut.filter(({ tile }) => tile === index);
  /** Of a tile with several figures a part may be left. */
  const isGone = (index) => of(index).some(({ figure }) => !figure) || (of(index).length > 0 && of(index).length >= (shown.tiles[index]?.figures?.length ?? 1));
  /** The gateway's sentence, which has the words of the API for kinds and figures. */
  const reasonOf = ({ figure, reason }) => figure ? reason.replace(figure, figureName(figure)) : reason.replace(/^Tiles of the kind \w+/, "Such tiles");

  const nameOf = ({ tile, alarm }) => isNumber(tile) ? `Tile ${tile + 1}, ${tileName(shown.tiles[tile])}` : `Alarm ${alarm + 1}`;

  return {
    choose,
    /** Shows a dashboard with the `views` that the gateway makes of it. */
    take(dashboard) { shown = dashboard; place.classList.remove("stale"); draw(); },
    /** The tiles that are in the preview now. */
    tiles: () => shown?.views[tier].tiles ?? [],
    /** Says why the preview stays as it was. */
    keep(text) {
      place.classList.add("stale");
      tell(element("p", { class: "error-tone" }, text));
    },
  };
}
