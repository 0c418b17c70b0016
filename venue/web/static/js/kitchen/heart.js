/** Being alive: say so to the box, hear whether anything is missing, stay awake, spare the glass. */

import { request } from "../api.js";
import { awake, board, commands, failing, isBehind, link, station } from "./state.js";

const BEAT_MS = 10_000;
/** News may be on their way: a count that differs is looked at again before it counts. */
const DOUBT_MS = 3_000;
/** More tickets than a board is sent; beyond it counts cannot be compared. */
const MOST_COMPARED = 600;
const SHIFT_MS = 60_000;
/** A slow walk over some pixels, so that no edge stands in one place for years. */
const WALK = [[0, 0], [1, 0], [2, 1], [3, 2], [2, 3], [1, 3], [0, 2], [-1, 1], [-2, 0], [-3, -1],
  [-2, -2], [-1, -2]];

let paintedAt = performance.now();

/** Start the beats; `reload` fetches the board when this screen turns out to be behind. */
export function keepAlive(reload) {
  watchPaint();
  keepAwake();
  walk();
  beat(reload, 0);
}

function watchPaint() {
  requestAnimationFrame((at) => {
    paintedAt = at;
    setTimeout(watchPaint, 1_000);
  });
}

async function beat(reload, wrongBefore) {
  let wrong = 0;
  try {
    wrong = await compare(wrongBefore);
    if (wrong > 1) await reload();
  } catch {
    // The sync pill says that the box is away; the next beat tries again.
  }
  setTimeout(() => beat(reload, wrong), wrong > 0 ? DOUBT_MS : BEAT_MS);
}

/** Tell the box how we are; resolves to how many times in a row our count was wrong. */
async function compare(wrongBefore) {
  const open = board.value.entries.size;
  const path = `/api/v1/kitchen/${encodeURIComponent(station.value.id)}/beat`;
  const { status, body } = await request("POST", path, {
    body: {
      open,
      waiting: commands.value.length,
      painted_s: Math.max(0, Math.round((performance.now() - paintedAt) / 1000)),
      visible: document.visibilityState === "visible",
    },
  });
  if (status !== 200) return 0;
  failing.value = body.printers;
  const isComparable = link.value === "live" && commands.value.length === 0
    && body.open < MOST_COMPARED && board.value.entries.size === open;
  const wrong = isComparable && body.open !== open ? wrongBefore + 1 : 0;
  isBehind.value = wrong > 1;
  return wrong;
}

/** Ask the device not to dim; only secure pages may, others rely on the device's settings. */
function keepAwake() {
  if (!navigator.wakeLock) return;
  const ask = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const lock = await navigator.wakeLock.request();
      awake.value = true;
      lock.addEventListener("release", () => (awake.value = false));
    } catch {
      awake.value = false;
    }
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}

function walk(at = 0) {
  const [x, y] = WALK[at];
  document.documentElement.style.setProperty("--shift-x", `${x}px`);
  document.documentElement.style.setProperty("--shift-y", `${y}px`);
  setTimeout(() => walk((at + 1) % WALK.length), SHIFT_MS);
}
