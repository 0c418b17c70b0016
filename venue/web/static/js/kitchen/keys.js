/** The bump bar: a keyboard with few keys and wet hands. */

import {
  bumpNth, bumpTicket, openRecent, select, stayOnPage, turnPage,
} from "./actions.js";
import { selected, sheet } from "./state.js";
import { toggleMute } from "../sound.js";

const KEYS = {
  ArrowLeft: () => select(step(-1)),
  ArrowRight: () => select(step(1)),
  ArrowUp: () => select(-1),
  ArrowDown: () => select(1),
  PageUp: () => turnPage(-1),
  PageDown: () => turnPage(1),
  Enter: () => selected.value && bumpTicket(selected.value),
  Escape: () => (selected.value = null),
  u: openRecent,
  m: toggleMute,
};

function step(by) {
  return document.documentElement.dir === "rtl" ? -by : by;
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || sheet.value) return;
  // Enter and space on a focused button are that button's.
  const isButton = event.target.closest?.("button, a, input");
  if (isButton && (event.key === "Enter" || event.key === " ")) return;
  const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
  const act = digit ? () => bumpNth(digit) : KEYS[event.key.length === 1 ? event.key.toLowerCase()
    : event.key];
  if (!act) return;
  event.preventDefault();
  document.documentElement.dataset.keys = "";
  stayOnPage();
  act();
}

/** Listen to keys, and to a wheel or a swipe that turns the page. */
export function listenToKeys() {
  addEventListener("keydown", onKey);
}

const SWIPE_PX = 90;
const WHEEL_MS = 300;
let wheeledAt = -Infinity;
let touchedAt = null;

/** Handlers for the board's own element. */
export const turning = {
  onWheel({ deltaY, timeStamp }) {
    if (Math.abs(deltaY) < 4 || timeStamp - wheeledAt < WHEEL_MS) return;
    wheeledAt = timeStamp;
    turnPage(Math.sign(deltaY));
  },
  onTouchStart({ touches }) {
    touchedAt = touches[0].clientX;
    stayOnPage();
  },
  onTouchEnd({ changedTouches }) {
    const way = touchedAt === null ? 0 : changedTouches[0].clientX - touchedAt;
    touchedAt = null;
    if (Math.abs(way) > SWIPE_PX) turnPage(step(way < 0 ? 1 : -1));
  },
};
