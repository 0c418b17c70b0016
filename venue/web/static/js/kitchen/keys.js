/** The bump bar: a keyboard with few keys and wet hands. Which key does what is chosen by screen. */

import { bumpTicket, rushTicket, startLine, tapLine } from "./actions.js";
import {
  chosenLine, nth, select, selectLine, showOldest, stayOnPage, turnPage,
} from "./paging.js";
import { ACTIONS, actionOf, prefs } from "./prefs.js";
import { openAllDay, openDishes, openRecent, openTicket } from "./opening.js";
import { selected, selectedLine, sheet } from "./state.js";
import { toggleMute } from "../sound.js";

const onSelected = (act) => () => selected.value && act(selected.value);

const DOES = {
  left: () => select(step(-1)),
  right: () => select(step(1)),
  up: () => selectLine(-1),
  down: () => selectLine(1),
  bump() {
    const chosen = chosenLine();
    if (chosen) tapLine(chosen.ticketId, chosen.line);
    else onSelected(bumpTicket)();
  },
  start() {
    const chosen = chosenLine();
    if (chosen) startLine(chosen.ticketId, chosen.line);
  },
  rush: onSelected(rushTicket),
  recall: openRecent,
  more: onSelected(openTicket),
  oldest: showOldest,
  next_page: () => turnPage(1),
  all_day: openAllDay,
  dishes: openDishes,
  mute: toggleMute,
};
for (const name of ACTIONS.filter((one) => one.startsWith("bump_"))) {
  const n = Number(name.slice("bump_".length));
  DOES[name] = () => {
    const ticket = nth(n);
    if (ticket) bumpTicket(ticket.id);
  };
}

function step(by) {
  return document.documentElement.dir === "rtl" ? -by : by;
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || sheet.value) return;
  // Enter and space on a focused button are that button's.
  const isButton = event.target.closest?.("button, a, input");
  if (isButton && (event.key === "Enter" || event.key === " ")) return;
  const act = event.key === "Escape" ? nothingSelected : event.key === "PageUp"
    ? () => turnPage(-1) : DOES[actionOf(prefs.value.keys, event.key)];
  if (!act) return;
  event.preventDefault();
  document.documentElement.dataset.keys = "";
  stayOnPage();
  act();
}

function nothingSelected() {
  selected.value = null;
  selectedLine.value = null;
}

/** Listen to keys. */
export function listenToKeys() {
  addEventListener("keydown", onKey);
}
