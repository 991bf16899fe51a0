/**
 * Plain sentences for the entries of the ledger.
 */
import { licenceWord, maximumWord } from "./words.js";

const gains = {
  enrolmentKey: "registered with an enrolment key and took a seat", pairing: "was paired and took a seat",
  resumed: "was resumed and took a seat again", carriedOver: "had its seat when the ledger began",
};
const losses = {
  suspended: "was suspended; its seat is free", removed: "was removed; its seat is free",
  surplus: "was suspended because the maximum was lowered", customerClosed: "lost its seat: the customer was closed",
};

/** What an entry of the ledger, or a line of the statement, says happened. */
export function eventSentence(entry) {
  const board = entry.serial;
  switch (entry.kind) {
    case "opened": return `The ledger was opened${entry.timeZone ? `; months are cut by ${entry.timeZone}` : ""}.`;
    case "maximum": return `The maximum ${"previousMaxWallboards" in entry ? `went from ${maximumWord(entry.previousMaxWallboards)} to` : "became"} ${maximumWord(entry.maxWallboards)}${entry.reason ? `: “${entry.reason}”` : ""}.`;
    case "seatTaken": return `${board} ${gains[entry.how] ?? "took a seat"} as ${licenceWord(entry.boardLicence)}.`;
    case "seatFreed": return `${board} ${losses[entry.how] ?? "gave its seat up"}.`;
    case "boardLicence": return `${board} counts as ${licenceWord(entry.boardLicence)}, no longer as ${licenceWord(entry.previousBoardLicence)}.`;
    case "hardware": return `${board} took over the seat${entry.previousSerial ? ` of ${entry.previousSerial}` : ""}.`;
    case "timeZone": return `Months from the next one on are cut by ${entry.timeZone ?? "another time zone"}.`;
    case "closed": return "The customer was removed.";
    default: return entry.kind;
  }
}
