/** Fingers on the board: a wheel or a swipe turns the page, a hold begins a dish or opens a ticket. */

import { startLine } from "./actions.js";
import { openTicket } from "./opening.js";
import { stayOnPage, turnPage } from "./paging.js";
import { entries } from "./state.js";

const SWIPE_PX = 90;
const WHEEL_MS = 300;
const HOLD_MS = 500;
const STILL_PX = 12;

let wheeledAt = -Infinity;
let touchedAt = null;
let held = null;
/** The click that ends a hold is not a tap. */
let isHold = false;

function hold(target) {
  const card = target.closest(".ticket");
  const entry = entries.value.find(({ ticket }) => ticket.id === card?.dataset.id);
  if (!entry) return;
  isHold = true;
  const lineId = target.closest(".line")?.dataset.id;
  const line = entry.ticket.lines.find(({ id }) => id === lineId);
  if (line) startLine(entry.ticket.id, line);
  else openTicket(entry.ticket.id);
}

function letGo() {
  clearTimeout(held?.timer);
  held = null;
}

/** Handlers for the board's own element. */
export const gestures = {
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
    const isRtl = document.documentElement.dir === "rtl";
    if (Math.abs(way) > SWIPE_PX) turnPage(way < 0 === isRtl ? -1 : 1);
  },
  onPointerDown({ target, clientX, clientY, button }) {
    letGo();
    isHold = false;
    if (button !== 0) return;
    held = { x: clientX, y: clientY, timer: setTimeout(() => hold(target), HOLD_MS) };
  },
  onPointerMove({ clientX, clientY }) {
    if (held && Math.hypot(clientX - held.x, clientY - held.y) > STILL_PX) letGo();
  },
  onPointerUp: letGo,
  onPointerCancel: letGo,
  onContextMenu(event) {
    event.preventDefault();
    if (event.button === 2 && !isHold) hold(event.target);
  },
  onClickCapture(event) {
    if (!isHold) return;
    isHold = false;
    event.stopPropagation();
    event.preventDefault();
  },
};
