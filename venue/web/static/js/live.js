/** News from the box over Socket.IO: in order, without gaps, and honest about being cut off. */

import { signal } from "./vendor.js";
import { io } from "../vendor/socket.io.js";

const STEP_MS = 50;
const LONGEST_MS = 2_000;
const REFUSED_MS = 5_000;
const RESYNC_MS = 2_000;
const RELOAD_MS = 1_000;
const GRACE_MS = 4_000;

/**
 * What one frame means for a screen that has seen everything up to `through`.
 * @param {number} through the last number applied
 * @param {{prev: number, through: number, items: {seq: number}[]}} frame
 * @returns {{through: number, items: object[], gap: boolean}} `gap`: something before it is missing
 */
export function takeFrame(through, frame) {
  if (frame.prev > through) return { through, items: [], gap: true };
  const items = frame.items.filter((item) => item.seq > through);
  return { through: Math.max(through, frame.through), items, gap: false };
}

/**
 * Milliseconds to wait before try number `attempt` (from 1): 50 ms a step, 2 s at most.
 * @param {number} random 0 to 1; spreads the phones of a full room over half of the time
 */
export function backoff(attempt, random = Math.random()) {
  return Math.round(Math.min(STEP_MS * attempt, LONGEST_MS) * (1 - random / 2));
}

/**
 * Keep what has been seen. While a snapshot is fetched, frames wait: applied at once they would be
 * painted over by the older snapshot and lost.
 */
export function createInbox({ after, onNews, onGap }) {
  let through = after;
  let waiting = null;

  function take(frame) {
    if (waiting) {
      waiting.push(frame);
      return;
    }
    const step = takeFrame(through, frame);
    if (step.gap) {
      onGap(through);
      return;
    }
    through = step.through;
    step.items.forEach(onNews);
  }

  return {
    through: () => through,
    take,
    hold() {
      waiting ??= [];
    },
    release(seq) {
      const frames = waiting ?? [];
      waiting = null;
      through = seq;
      frames.forEach(take);
    },
  };
}

/**
 * Follow one view. State starts as "connecting": nothing may look live before it is.
 *
 * @param {object} options
 * @param {string} options.view "guest", "floor", "kitchen:grill", "kitchen:all" or "status"
 * @param {number} options.after the `seq` of the snapshot that the screen shows
 * @param {() => string | null} [options.party] whose orders a phone shows: while it was cut off its
 *   party may have been joined to another
 * @param {(item: object) => void} options.onNews one item, in order, each once
 * @param {() => Promise<number>} options.onReload fetch the snapshot again; resolves to its `seq`
 * @param {() => void} [options.onConnect] each time the box is there (again)
 * @param {() => void} [options.onRefused] the box says who we are may not see this
 * @returns {{state: object, since: object, close: () => void}} `state`: signal of "connecting" |
 *   "live" | "stale" | "refused"; `since`: signal, `performance.now()` of its last change
 */
export function follow({ view, after, party, onNews, onReload, onConnect, onRefused }) {
  const state = signal("connecting");
  const since = signal(performance.now());
  let attempt = 0;
  let closed = false;
  let reloading = false;
  let askedAt = -Infinity;
  let heardAt = performance.now();
  let retry = 0;

  const inbox = createInbox({ after, onNews, onGap: askForMissing });
  const socket = io({
    auth: (give) => give({ after: inbox.through(), view, ...(party && { party: party() }) }),
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnection: false,
    timeout: 5_000,
  });

  function become(next) {
    if (state.value === next) return;
    since.value = performance.now();
    state.value = next;
  }

  function connectIn(wait) {
    clearTimeout(retry);
    if (!closed) retry = setTimeout(() => socket.connect(), wait);
  }

  function cutOff() {
    if (state.value !== "connecting") become("stale");
    attempt += 1;
    connectIn(backoff(attempt));
  }

  function askForMissing(through) {
    if (performance.now() - askedAt < RESYNC_MS) return;
    askedAt = performance.now();
    socket.emit("resync", { after: through });
  }

  async function reload() {
    if (reloading) return;
    reloading = true;
    inbox.hold();
    while (reloading && !closed) {
      try {
        inbox.release(await onReload());
        reloading = false;
      } catch {
        await new Promise((wake) => setTimeout(wake, RELOAD_MS));
      }
    }
  }

  socket.on("connect", () => {
    attempt = 0;
    askedAt = -Infinity;
    heardAt = performance.now();
    socket.io.engine.on("packet", () => {
      heardAt = performance.now();
    });
    become("live");
    onConnect?.();
  });
  socket.on("disconnect", cutOff);
  socket.on("connect_error", () => {
    // `active` is false when the box itself said no; otherwise it was not reached.
    if (socket.active) return cutOff();
    become("refused");
    connectIn(REFUSED_MS);
    onRefused?.();
  });
  socket.on("news", inbox.take);
  socket.on("reload", reload);

  // Wi-Fi that vanishes closes no socket: silence past the box's own ping says so much earlier.
  function isSilent() {
    const interval = socket.io.engine?.pingInterval ?? 25_000;
    return performance.now() - heardAt > interval + GRACE_MS;
  }

  function check() {
    if (socket.connected && isSilent()) socket.disconnect();
  }

  function hurry() {
    if (document.visibilityState === "hidden" || closed) return;
    if (socket.connected && (isSilent() || state.value === "stale")) socket.disconnect();
    if (!socket.connected) connectIn(0);
  }

  function lost() {
    if (socket.connected) become("stale");
  }

  const watch = setInterval(check, 1_000);
  addEventListener("online", hurry);
  addEventListener("offline", lost);
  document.addEventListener("visibilitychange", hurry);

  return {
    state,
    since,
    close() {
      closed = true;
      clearInterval(watch);
      clearTimeout(retry);
      removeEventListener("online", hurry);
      removeEventListener("offline", lost);
      document.removeEventListener("visibilitychange", hurry);
      socket.disconnect();
    },
  };
}
