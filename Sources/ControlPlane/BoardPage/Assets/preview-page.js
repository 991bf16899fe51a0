/**
 * The preview of a dashboard: the board's own pictures without a gateway, for a frame of the admin pages.
 *
 * The parent, of the same origin, posts one of these; each replaces what was shown before:
 *
 *   {welcome, state}                                  as the gateway sends them (protocol, sections 3 and 9)
 *   {view, tiles, alarms?, title?, queues?, customerName?, timeZone?}
 *                                                     a dashboard as it is sent to boards, with made-up figures; view is
 *                                                     one of insights, analytics, liveAnalytics, contactCentre, none
 *
 * `tiles` may be empty or absent: the view's own are shown. Once it can take messages, and again after each picture,
 * the preview posts {preview: "ready"} to its parent; for a message that it cannot show, {preview: "failed", reason}.
 */
import { Stage } from "./stage.js";
import { empty } from "./dom.js";
import { makePicture } from "./frame.js";
import { darkScreen } from "./screens.js";
import { forgetWidths } from "./text-size.js";
import { mergePatch } from "./merge-patch.js";
import { sampleWelcome, sampleState } from "./samples.js";

function startPreview() {
  const stage = new Stage(document.getElementById("stage"));
  let shown = null;

  function showMessage(message) {
    const now = Date.now();
    const welcome = message.welcome || sampleWelcome(message, now);
    const state = message.welcome ? mergePatch(null, message.state) : sampleState(welcome, now);
    const picture = welcome.view === "none" ? darkScreen(welcome, "TV-PREVIEW") : makePicture(welcome);
    empty(stage.node);
    stage.node.append(picture.node);
    shown = () => {
      const moment = new Date().toISOString();
      if (welcome.view !== "none") picture.paint({ welcome: welcome, state: state, asOf: moment }, Date.now(), null);
    };
    shown();
  }

  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || typeof event.data !== "object" || event.data === null) return;
    if (!event.data.welcome && !event.data.view) return;
    try {
      showMessage(event.data);
      tell({ preview: "ready" });
    } catch (error) {
      shown = null;
      tell({ preview: "failed", reason: String(error) });
    }
  });
  setInterval(() => {
    if (shown && document.visibilityState !== "hidden") shown();
  }, 1000);
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(forgetWidths);
  tell({ preview: "ready" });
}

function tell(message) {
  if (window.parent !== window) window.parent.postMessage(message, location.origin);
}

startPreview();
