/**
 * Boards that were refused within the last day, by reason, and the last attempts. Hooks: `#refusals`,
 * `#refusal-reasons` with `[data-reason]`, `#refusals-table`.
 */
import { customerPath, get } from "./api.js";
import { byId, counted, element, fill } from "./element.js";
import { note, onPage } from "./notice.js";
import { giveSeatBack, seatBackInCell } from "./seat-back.js";
import { makeTable } from "./table.js";
import { ago, dateAndTime, timeElement } from "./time.js";
import { viewer } from "./viewer.js";
import { refusalWord } from "./words.js";

/** Returns a function that fetches and shows the refusals; `whenChanged` is called after a change. */
export function refusals(whenChanged) {
  let isFirst = true;
  const give = (attempt) => (device) => onPage(async () => {
    const { name } = await giveSeatBack(viewer.pageCustomer, device, { serial: attempt.serial });
    note(`“${name}” has its seat back: the screen starts at its next try, within a minute.`);
    await whenChanged();
  });
  const table = makeTable("refusals-table", {
    key: (attempt) => `${attempt.serial} ${attempt.at}`, text: (attempt) => attempt.serial, empty: "No board was refused.",
    columns: [
      { title: "Board", isLead: true, by: (attempt) => attempt.serial, cell: (attempt) => [attempt.serial, element("span", { class: "sub" }, attempt.model), viewer.mayEdit && seatBackInCell(attempt, give(attempt))] },
      { title: "Why", by: (attempt) => attempt.reason, cell: (attempt) => [refusalWord(attempt.reason), element("span", { class: "sub" }, attempt.detail)] },
      { title: "Address", by: (attempt) => attempt.address, cell: (attempt) => attempt.address },
      { title: "When", by: (attempt) => attempt.at, cell: (attempt) => timeElement(attempt.at) },
    ],
  });
  return async () => {
    const { since, reasons, attempts } = await get(customerPath(viewer.pageCustomer, "refusals"));
    byId("refusals-since").textContent = `since ${dateAndTime(since)}`;
    fill(byId("refusal-reasons"), reasons.map(({ reason, count, boards, lastAt }) => element("p", { "data-reason": reason },
      element("b", {}, refusalWord(reason)), ` ${counted(boards, "board")}, ${counted(count, "attempt")}, last ${ago(lastAt)}`)));
    table.show(attempts);
    if (isFirst && location.hash === "#refusals") byId("refusals").scrollIntoView();
    isFirst = false;
  };
}
