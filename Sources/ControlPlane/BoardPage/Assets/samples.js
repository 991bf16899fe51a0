/** Made-up figures for the preview, such as an ordinary morning has them. */

const queueNames = ["Customer service", "New customers", "Orders", "Returns", "Technical help"];
const agentNames = ["Anna Bell", "Ben Okafor", "Carla Núñez", "Dev Patel", "Eva Lind", "Finn Murphy", "Grace Adeyemi",
  "Henry Clarke", "Imogen Brooks", "Jonas Dubois", "Karolina Evans", "Liam Osei"];
const agentStates = ["talking", "talking", "available", "talking", "wrapUp", "talking", "ringing", "paused", "talking",
  "available", "talking", "loggedOut"];

/** A welcome for a dashboard: {view, tiles?, alarms?, title?, queues?, customerName?, timeZone?}. */
export function sampleWelcome(request, now) {
  const isLive = request.view === "liveAnalytics" || request.view === "contactCentre";
  const customer = request.customerName || "Example Ltd";
  return {
    type: "welcome", deviceId: "preview", deviceName: "Preview", customerName: customer,
    timeZone: request.timeZone || localZone(), boardLicence: isLive ? "liveAnalytics" : "analytics", view: request.view,
    entitlementVersion: 1, heartbeatSeconds: 15, serverTime: new Date(now).toISOString(),
    dashboard: {
      title: request.title || customer, tiles: request.tiles || [], alarms: request.alarms || [],
      queues: request.queues || undefined,
    },
  };
}

/** A state of the view; queues that the dashboard names have figures too. */
export function sampleState(welcome, now) {
  const names = sampleQueues(welcome.dashboard);
  const state = {
    basis: { window: "today", from: at(now, 32400), to: at(now, -54000), serviceLevelSeconds: 20, shortAbandonSeconds: 5,
      serviceLevelVariant: "standard", feed: "live", lastEventAt: at(now, 4) },
    totals: figuresOf(910, 814, 96),
  };
  Object.assign(state.totals, { inbound: 931, outbound: 204, internal: 57, missed: 96, talkSeconds: 149776 });
  if (welcome.view === "insights") {
    return { basis: state.basis, totals: pick(state.totals,
      ["offered", "answered", "missed", "averageTalkSeconds", "talkSeconds"]) };
  }
  delete state.totals.talkSeconds;
  state.queues = Object.create(null);
  names.forEach((name, index) => {
    const offered = Math.round(480 / (index + 1)), abandoned = Math.round(offered * (0.06 + 0.015 * (index % 4)));
    state.queues[name] = figuresOf(offered, offered - abandoned, abandoned);
  });
  state.intervals = sampleIntervals(now);
  if (welcome.view === "analytics") return state;
  state.agents = Object.create(null);
  agentNames.forEach((name, index) => {
    state.agents[name] = { rank: index + 1, answered: 92 - 6 * index, talkSeconds: 15000, averageTalkSeconds: 171 + 7 * index };
  });
  state.live = sampleLive(names, now);
  if (welcome.view === "contactCentre") {
    state.agentStatus = Object.create(null);
    agentNames.forEach((name, index) => {
      state.agentStatus[name] = { state: agentStates[index], since: at(now, 17 + 53 * index),
        pauseReason: agentStates[index] === "paused" ? "Lunch" : undefined };
    });
  }
  return state;
}

/** The dashboard's queues, and those that its tiles and alarms name; the made-up ones without any. */
function sampleQueues(dashboard) {
  const named = (dashboard.queues || []).slice();
  for (const one of dashboard.tiles.concat(dashboard.alarms)) {
    if (one.queue && named.indexOf(one.queue) < 0) named.push(one.queue);
  }
  return dashboard.queues ? named : named.concat(queueNames.slice(0, Math.max(0, queueNames.length - named.length)));
}

function figuresOf(offered, answered, abandoned) {
  return {
    offered: offered, answered: answered, abandoned: abandoned, shortAbandoned: 0, overflowed: 0, orphaned: 0,
    transferred: Math.round(answered * 0.07), abandonedRate: abandoned / Math.max(1, answered + abandoned),
    serviceLevel: 0.76, averageSpeedOfAnswerSeconds: 38.2, averageAbandonSeconds: 51.4, longestWaitSeconds: 412,
    averageTalkSeconds: 184, averageHandleSeconds: 221,
  };
}

function sampleIntervals(now) {
  const counts = [22, 41, 58, 77, 92, 104, 96, 88, 71, 64];
  const intervals = {};
  const day = new Date(now).toISOString().slice(0, 10);
  counts.forEach((answered, index) => {
    const start = new Date(Date.parse(day + "T08:00Z") + index * 1800000).toISOString().slice(0, 16);
    const abandoned = Math.round(answered * 0.11);
    intervals[start] = { offered: answered + abandoned, answered: answered, abandoned: abandoned, serviceLevel: 0.78 };
  });
  return intervals;
}

function sampleLive(names, now) {
  const calls = {};
  const states = ["waiting", "waiting", "waiting", "ringing", "active", "active", "active", "active", "held"];
  states.forEach((state, index) => {
    calls["call-" + index] = { state: state, queue: names[index % names.length], direction: "inbound",
      caller: "••• 0" + (132 + 97 * index), since: at(now, 161 - 13 * index),
      agent: state === "waiting" ? undefined : agentNames[index % agentNames.length] };
  });
  const queues = Object.create(null);
  names.slice(0, 3).forEach((name, index) => {
    queues[name] = { callsWaiting: 1, longestWaitingSince: at(now, 161 - 13 * index) };
  });
  return {
    callsWaiting: 3, callsRinging: 1, callsActive: 4, callsHeld: 1, longestWaitingSince: at(now, 161), feed: "live",
    lastEventAt: at(now, 2), calls: calls, callsOmitted: 0, queues: queues,
    agentStates: { available: 2, ringing: 1, talking: 6, wrapUp: 1, paused: 1, loggedOut: 1 },
  };
}

function at(now, secondsAgo) {
  return new Date(now - 1000 * secondsAgo).toISOString();
}

function pick(from, names) {
  const picked = {};
  names.forEach((name) => { picked[name] = from[name]; });
  return picked;
}

function localZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
