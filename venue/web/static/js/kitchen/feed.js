/** What the box tells this screen: the board, the news, the pacing; and the tick of the clock. */

import { batch, effect } from "../vendor.js";
import { get } from "../api.js";
import { begin } from "../boot.js";
import { follow } from "../live.js";
import { play, unlockOnTouch } from "../sound.js";
import { openTaps, sendTaps } from "./actions.js";
import { ageAt } from "./age.js";
import { eventOf, withSnapshot, withTicket } from "./board.js";
import { keepAlive } from "./heart.js";
import { prefs } from "./prefs.js";
import {
  board, counts, cutOff, entries, isExpo, link, pacing, phase, station, stationNames, timeOfDay,
  wallClock,
} from "./state.js";
import { countsOf, everySecond, touchFaces, useTones } from "./ticking.js";

const CALM_MS = 1_500;
const AGAIN_MS = 2_000;

/** Start the screen of a station; resolves once its board is shown and followed. */
export async function run(slug) {
  station.value = { id: slug, name: "" };
  const { me } = await untilReached(begin);
  await openTaps(me.device?.id ?? me.staff_id ?? 0, loadBoard);
  unlockOnTouch();
  everySecond(tick);
  const seq = await firstBoard();
  if (seq === null) return;
  listen(seq);
  loadPacing().catch(() => undefined);
  keepAlive(loadBoard);
}

async function untilReached(action) {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!error.isTransient) throw error;
      phase.value = "unreachable";
      await new Promise((wake) => setTimeout(wake, AGAIN_MS));
    }
  }
}

async function firstBoard() {
  try {
    return await untilReached(loadBoard);
  } catch (error) {
    phase.value = error.status === 404 ? "unknown" : "refused";
    return null;
  }
}

/** Fetch the whole board; resolves to its `seq`. */
export async function loadBoard() {
  const slug = encodeURIComponent(station.value.id);
  const answer = await get(`/api/v1/kitchen/${slug}/tickets`);
  useTones(answer.tones);
  batch(() => {
    station.value = answer.station;
    stationNames.value = answer.names;
    board.value = withSnapshot(board.value, answer, performance.now());
    phase.value = "ready";
  });
  return answer.seq;
}

/** Fetch how many orders guests may send. */
export async function loadPacing() {
  showPacing(await get("/api/v1/pacing"));
}

/** Take a PACING of the API; its seconds become a moment of our own clock. */
export function showPacing({ until_s: left, ...rest }) {
  const endsAt = left === undefined ? undefined : performance.now() + left * 1000;
  pacing.value = { ...rest, endsAt };
}

function listen(after) {
  const live = follow({
    view: `kitchen:${station.value.id}`,
    after,
    onNews,
    onReload: loadBoard,
    onConnect: onBack,
    onRefused: () => {
      phase.value = "refused";
    },
  });
  let calm = 0;
  effect(() => {
    const state = live.state.value;
    link.value = state;
    clearTimeout(calm);
    if (state === "live") cutOff.value = false;
    else calm = setTimeout(() => (cutOff.value = true), CALM_MS);
  });
}

/** Ages are told anew after each gap: a screen that slept has lost count of the seconds. */
function onBack() {
  sendTaps();
  phase.value = "ready";
  loadBoard().catch(() => undefined);
  loadPacing().catch(() => undefined);
}

function onNews({ kind, seq, ticket, pacing: paced }) {
  if (kind === "pacing") showPacing(paced);
  if (kind !== "ticket") return;
  const event = eventOf(board.value.entries.get(ticket.id), ticket);
  const keeps = isExpo.value ? () => true : undefined;
  board.value = withTicket(board.value, ticket, seq, performance.now(), keeps);
  if (event && !isExpo.value) play(prefs.value.sounds[event]);
}

let lateBefore = new Set();

function tick(now) {
  touchFaces(now);
  const next = countsOf(entries.value, now);
  const { open, due, late } = counts.value;
  if (next.open !== open || next.due !== due || next.late !== late) counts.value = next;
  wallClock.value = timeOfDay();
  hearLate(now);
}

/** Each ticket is heard once when its time is over. */
function hearLate(now) {
  const late = entries.value
    .filter(({ since, ticket }) => (ageAt(since, now) ?? -1) >= ticket.target_s)
    .map(({ ticket }) => ticket.id);
  if (late.some((id) => !lateBefore.has(id)) && phase.value === "ready") {
    play(prefs.value.sounds.late);
  }
  lateBefore = new Set(late);
}
