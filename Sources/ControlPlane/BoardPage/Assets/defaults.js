/** What a board shows that was sent no tile that this page knows: as the gateway sends it, where nobody made a dashboard. */
const DEFAULT_TILES = {
  insights: [
    { kind: "figure", figure: "offered", width: 4, height: 3 },
    { kind: "figure", figure: "answered", width: 4, height: 3 },
    { kind: "figure", figure: "missed", width: 4, height: 3 },
    { kind: "figure", figure: "averageTalkSeconds", width: 6, height: 3 },
    { kind: "figure", figure: "talkSeconds", width: 6, height: 3 },
  ],
  analytics: [
    { kind: "figure", figure: "serviceLevel", width: 3, height: 2 },
    { kind: "figure", figure: "offered", width: 3, height: 2 },
    { kind: "figure", figure: "abandonedRate", width: 3, height: 2 },
    { kind: "figure", figure: "averageSpeedOfAnswerSeconds", width: 3, height: 2 },
    { kind: "intervals", width: 5, height: 4 },
    { kind: "queues", width: 7, height: 4 },
  ],
  liveAnalytics: [
    { kind: "figure", figure: "callsWaiting", width: 3, height: 2 },
    { kind: "figure", figure: "longestWaitingSeconds", width: 3, height: 2 },
    { kind: "figure", figure: "serviceLevel", width: 3, height: 2 },
    { kind: "figures", width: 3, height: 2, figures: ["callsActive", "agentsAvailable", "answered", "abandoned"] },
    { kind: "intervals", width: 6, height: 2 },
    { kind: "queues", width: 6, height: 2 },
    { kind: "calls", width: 7, height: 2 },
    { kind: "leaderboard", width: 5, height: 2 },
  ],
  contactCentre: [
    { kind: "figure", figure: "callsWaiting", width: 3, height: 2 },
    { kind: "figure", figure: "longestWaitingSeconds", width: 3, height: 2 },
    { kind: "figure", figure: "serviceLevel", width: 3, height: 2 },
    { kind: "figures", width: 3, height: 2,
      figures: ["answered", "abandoned", "averageSpeedOfAnswerSeconds", "averageTalkSeconds"] },
    { kind: "agents", width: 7, height: 4 },
    { kind: "queues", width: 5, height: 2 },
    { kind: "calls", width: 5, height: 2 },
  ],
};

/**
 * The tiles of a dashboard: those of the sent ones that this page knows, or the view's own if none is left. Tiles of
 * a newer gateway stay out until the page is reloaded.
 */
export function tilesOf(welcome, isKnown) {
  const known = (welcome.dashboard.tiles || []).filter(isKnown);
  return known.length > 0 ? known : DEFAULT_TILES[welcome.view] || [];
}

/** Columns of a grid of queues that does not name its figures: as many of the view's own as `fits` says that there can be. */
export function defaultQueueFigures(view, fits) {
  let figures = view === "analytics"
    ? ["offered", "answered", "abandoned", "averageSpeedOfAnswerSeconds", "serviceLevel"]
    : ["callsWaiting", "longestWaitingSeconds", "answered", "abandoned", "serviceLevel"];
  for (const dispensable of ["abandoned", "answered", "offered", "averageSpeedOfAnswerSeconds"]) {
    if (!fits(figures)) figures = figures.filter((name) => name !== dispensable);
  }
  return figures;
}
