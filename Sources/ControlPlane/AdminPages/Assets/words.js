/**
 * People's words for the words of the API. Unknown words are shown as they came.
 */

const supervisor = { none: "None", reports: "Reports", insights: "Insights", analytics: "Analytics", liveAnalytics: "Live Analytics", contactCentre: "Contact Centre" };
const screens = {
  none: "nothing: the page says why", reports: "nothing: the page says why",
  insights: "today's totals", analytics: "completed calls by queue",
  liveAnalytics: "completed and live calls, and the leaderboard", contactCentre: "live calls, and what each agent does now",
};
const refusals = {
  seatLimit: "No licence free", suspended: "Suspended", unknownToken: "Token not valid, or of other hardware",
  badEnrolmentKey: "Enrolment key not valid", removed: "Removed", replaced: "Replaced by other hardware",
  takenOver: "Taken over by a newer connection", notEntitled: "The user's licence gives no view",
  tooManyAttempts: "Too many attempts",
  customerClosed: "Customer closed", pairingUnavailable: "The gateway has no address for pairing", unavailable: "The gateway could not store it",
};
const statuses = { connected: "Connected", asleep: "Asleep", offline: "Offline", waiting: "Waiting", refused: "Refused", suspended: "Suspended" };
const waits = { seatLimit: "a licence", notEntitled: "a licence of its user that gives a view" };
const alarms = {
  clonedCredential: "Two boards use one credential", wrongSerial: "Credential used by other hardware",
  keyOfAnotherUser: "Key of another user", displacedByKey: "Displaced by a registration",
};
const roles = { provider: "Provider", customer: "Customer admin", monitor: "Read only", feed: "Call events only" };

const lookUp = (words) => (word) => words[word] ?? word ?? "";

/** A supervisor licence, a view or a class of board licence. */
export const licenceWord = lookUp(supervisor);
/** What a screen shows by the supervisor licence of its user. */
export const screenWord = lookUp(screens);
export const refusalWord = lookUp(refusals);
/** What a screen waits for that is paired. */
export const waitingWord = lookUp(waits);
export const statusWord = lookUp(statuses);
export const alarmWord = lookUp(alarms);
export const roleWord = lookUp(roles);
export const userLicenceWord = (word) => ({ essential: "Essential", professional: "Professional" })[word] ?? "None";

/** Whether boards of a user with this supervisor licence have anything to show. */
export const givesView = (licence) => licence !== "none" && licence !== "reports";

/** A maximum: the number, or the word for none. */
export const maximumWord = (maximum) => maximum === null || maximum === undefined ? "unlimited" : maximum.toLocaleString("en-GB");

/** The name in an author, without the token that the text in full has behind it: `Anna (token 4kq)` → `Anna`. */
export const authorName = (author) => author.replace(/ \((token|key) [^()]*\)$/, "");
