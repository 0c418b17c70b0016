/** Telling the box what this screen has painted: several frames in one call, until it has answered. */

import { request } from "../api.js";

/** In a rush a call per frame and screen was most of the box's work; nobody waits for it. */
const GATHER_MS = 100;
const GATHER_SPREAD_MS = 150;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;

/** Call back once the frame that holds the present changes is on the glass. */
export function afterPaint(then) {
  // The first callback runs before the frame is painted, the second after it.
  requestAnimationFrame(() => requestAnimationFrame(then));
}

/**
 * @param {object} options
 * @param {(ids: string[]) => Promise<{status: number}>} options.send
 * @param {(then: () => void) => void} [options.painted] calls back after the next painted frame
 * @param {() => boolean} [options.visible] nobody sees what a hidden page paints
 * @param {(then: () => void, wait: number) => void} [options.later]
 */
export function createAcks({
  send,
  painted = afterPaint,
  visible = () => document.visibilityState === "visible",
  later = setTimeout,
}) {
  const told = new Set();
  const owed = new Set();
  let fresh = new Set();
  let isUnderWay = false;
  let failures = 0;

  /** Gather for a moment, each screen its own, so that several do not call together. */
  function gather() {
    if (isUnderWay || owed.size === 0) return;
    isUnderWay = true;
    later(flush, GATHER_MS + Math.random() * GATHER_SPREAD_MS);
  }

  async function flush() {
    const ids = [...owed];
    const { status } = await send(ids).catch(() => ({ status: 0 }));
    if (status > 0 && status < 500 && status !== 429) {
      ids.forEach((id) => owed.delete(id));
      failures = 0;
      isUnderWay = false;
      gather();
      return;
    }
    failures += 1;
    later(flush, Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS));
  }

  function onPaint(ids) {
    if (!visible()) {
      ids.forEach((id) => told.delete(id));
      return;
    }
    ids.forEach((id) => owed.add(id));
    gather();
  }

  /** The screen is about to paint these tickets. */
  return function show(ids) {
    const unknown = ids.filter((id) => !told.has(id));
    if (unknown.length === 0) return;
    unknown.forEach((id) => told.add(id));
    const isFirst = fresh.size === 0;
    unknown.forEach((id) => fresh.add(id));
    if (!isFirst) return;
    painted(() => {
      const batch = fresh;
      fresh = new Set();
      onPaint(batch);
    });
  };
}

/** The call itself; it is naturally idempotent and needs no key. */
export function sendAcks(station, ids) {
  const path = `/api/v1/kitchen/${encodeURIComponent(station)}/ack`;
  return request("POST", path, { body: { ticket_ids: ids } });
}
