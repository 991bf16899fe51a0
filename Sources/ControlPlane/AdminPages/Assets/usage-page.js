/**
 * The statement of a month. Hooks: `#usage-month`, `#month-before`, `#month-after`, `#usage-range`, `#usage-figures`
 * with `tr[data-key="total|analytics|liveAnalytics"]`, `#usage-lines` with `tr[data-key=<sequence>]`, `#usage-chart`,
 * `#figures-csv`, `#lines-csv`, `#usage-print`.
 */
import { customerPath, get, withQuery } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { eventSentence } from "./ledger-words.js";
import { banner, onPage } from "./notice.js";
import { makeTable } from "./table.js";
import { dateAndTime, say, timeElement } from "./time.js";
import { drawChart } from "./usage-chart.js";
import { viewer } from "./viewer.js";
import { authorName, licenceWord, maximumWord } from "./words.js";

const path = customerPath(viewer.pageCustomer, "usage");
const month = byId("usage-month");
let zone;

/** A count with the moment that it was reached and the device that made it so. */
function extreme({ count, at, serial }) {
  return [count.toLocaleString("en-GB"), element("span", { class: "sub" }, timeElement(at, dateAndTime(at, zone)), serial && `, ${serial}`)];
}

const figures = makeTable("usage-figures", {
  key: (row) => row.name, text: (row) => row.name, empty: "No figures.",
  columns: [
    { title: "Class", isLead: true, cell: (row) => row.name === "total" ? "All wallboards" : licenceWord(row.name) },
    { title: "Opening", isNumber: true, cell: (row) => row.opening },
    { title: "Highest", isNumber: true, cell: (row) => extreme(row.highest) },
    { title: "Lowest", isNumber: true, cell: (row) => extreme(row.lowest) },
    { title: "Closing", isNumber: true, cell: (row) => row.closing },
    { title: "Different devices", isNumber: true, cell: (row) => row.distinctDevices },
    { title: "Seat-hours", isNumber: true, cell: (row) => row.seatHours.toLocaleString("en-GB", { maximumFractionDigits: 4 }) },
  ],
});

const lines = makeTable("usage-lines", {
  key: (line) => line.sequence, text: (line) => line.kind, empty: "Nothing changed in this month.",
  columns: [
    { title: "When", cell: (line) => timeElement(line.at, `${say("dayMonth", line.at, zone)}, ${say("clock", line.at, zone)}`) },
    { title: "What", isLead: true, cell: (line) => [eventSentence(line), element("span", { class: "sub" }, `by ${authorName(line.author)}, entry ${line.sequence}`)] },
    { title: "Analytics", isNumber: true, cell: (line) => line.analytics },
    { title: "Live Analytics", isNumber: true, cell: (line) => line.liveAnalytics },
    { title: "All", isNumber: true, cell: (line) => line.total },
    { title: "Maximum", isNumber: true, cell: (line) => maximumWord(line.maxWallboards) },
  ],
});

async function load() {
  const period = month.value;
  const usage = await get(withQuery(path, { period }));
  if (month.value !== period) return;
  month.value = usage.period;
  zone = usage.timeZone;
  const [year, number] = usage.period.split("-");
  byId("usage-range").textContent = `${say("month", Date.UTC(year, number - 1, 15), "UTC")}, ${usage.timeZone}. `
    + (usage.isComplete ? "Complete." : `As of ${dateAndTime(usage.asOf, zone)}; the month still runs.`);
  history.replaceState(null, "", withQuery(location.pathname, { period: usage.period }));
  figures.show(["analytics", "liveAnalytics", "total"].map((name) => ({ name, ...usage.boardLicences[name] })));
  lines.show(usage.lines);
  byId("lines-count").textContent = usage.linesOmitted ? `the first ${counted(usage.lines.length, "line")}; ${usage.linesOmitted} more are in the CSV` : "";
  byId("lines-csv").href = withQuery(path, { period: usage.period, format: "csv" });
  byId("figures-csv").href = withQuery(path, { period: usage.period, format: "csv", part: "figures" });
  fill(byId("usage-banners"), usage.over.map((span) => banner("attention", element("b", {}, `Over the maximum, by up to ${span.most}: `),
    `from ${dateAndTime(span.from, zone)} ${span.to ? `to ${dateAndTime(span.to, zone)}` : "until now"}.`)));
  drawChart(byId("usage-chart"), usage);
}

/** Goes to another month, counted from the one that is shown. */
function step(months) {
  const [year, number] = month.value.split("-").map(Number);
  const there = new Date(Date.UTC(year, number - 1 + months, 1));
  month.value = there.toISOString().slice(0, 7);
  onPage(load);
}

month.addEventListener("change", () => { if (/^\d{4}-\d{2}$/.test(month.value)) onPage(load); });
byId("month-before").addEventListener("click", () => step(-1));
byId("month-after").addEventListener("click", () => step(1));
window.addEventListener("beforeprint", () => lines.showAll());
byId("usage-print").addEventListener("click", () => window.print());
month.value = new URLSearchParams(location.search).get("period") ?? "";
onPage(load);
