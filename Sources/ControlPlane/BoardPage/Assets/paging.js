/** Lists that do not fit turn their pages. All tiles turn at once, by the clock. */

/** How long a page stays. */
export const PAGE_MILLISECONDS = 10000;

/**
 * The part of `count` items to show at a moment: {from, to, page, pages}. The last page is as full as the others: it
 * begins with the end of the previous one, so that no tile is nearly empty.
 */
export function pageAt(count, perPage, now) {
  const room = Math.max(1, perPage);
  const pages = Math.max(1, Math.ceil(count / room));
  const page = Math.floor(now / PAGE_MILLISECONDS) % pages;
  const from = Math.max(0, Math.min(page * room, count - room));
  return { from: from, to: Math.min(count, from + room), page: page, pages: pages };
}

/** `1–6 of 23`; empty where all is on one page. Where there is little room: `1/4`. */
export function pageText(page, count, omitted, isShort) {
  const more = omitted > 0 ? " +" + omitted + (isShort ? "" : " more") : "";
  if (page.pages === 1) return more.trim();
  return isShort ? page.page + 1 + "/" + page.pages + more : page.from + 1 + "–" + page.to + " of " + count + more;
}
