/** Where the screen looks: the page, the selected ticket and line. */

import { batch } from "../vendor.js";
import { shownState } from "./board.js";
import {
  built, onPage, pages, pending, rest, selected, selectedLine, shown, start,
} from "./state.js";

const BACK_TO_OLDEST_MS = 20_000;
const GONE = new Set(["void_seen"]);

const visible = () => onPage.value.slice(0, shown.value).map(({ ticket }) => ticket);

/** Move the selection by some tickets on this page; from nowhere it starts at the oldest. */
export function select(by) {
  const ids = visible().map(({ id }) => id);
  if (ids.length === 0) return;
  const at = ids.indexOf(selected.value);
  const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), ids.length - 1);
  choose(ids[to] === selected.value && by > 0 ? (ids[to - 1] ?? null) : ids[to]);
}

function choose(id) {
  batch(() => {
    selected.value = id;
    selectedLine.value = null;
  });
}

/** Move within the selected ticket, line by line; above the first is the ticket itself. */
export function selectLine(by) {
  const ticket = visible().find(({ id }) => id === selected.value);
  if (!ticket) return select(0);
  const ids = ticket.lines
    .filter((line) => !GONE.has(shownState(line, ticket.id, pending.value)))
    .map(({ id }) => id);
  const at = ids.indexOf(selectedLine.value) + by;
  selectedLine.value = at < 0 ? null : ids[Math.min(at, ids.length - 1)];
  return undefined;
}

/** The selected line with its ticket's id, or null. */
export function chosenLine() {
  const ticket = visible().find(({ id }) => id === selected.value);
  const line = ticket?.lines.find(({ id }) => id === selectedLine.value);
  return line ? { ticketId: ticket.id, line } : null;
}

/** The nth ticket of this page, from 1. */
export function nth(n) {
  return visible()[n - 1];
}

let backToOldest = 0;

/** Turn the page; after a while without touch the oldest are shown again by themselves. */
export function turnPage(by) {
  if (by > 0 && rest.value > 0) showPages([...pages.value, start.value + shown.value]);
  if (by < 0 && pages.value.length > 1) showPages(pages.value.slice(0, -1));
  stayOnPage();
}

/** Back to where the oldest tickets are. */
export function showOldest() {
  showPages([0]);
}

function showPages(next) {
  batch(() => {
    pages.value = next;
    built.value = 0;
    selected.value = null;
    selectedLine.value = null;
  });
}

/** Somebody is working here: leave the page as it is for a while. */
export function stayOnPage() {
  clearTimeout(backToOldest);
  if (pages.value.length > 1) backToOldest = setTimeout(showOldest, BACK_TO_OLDEST_MS);
}
