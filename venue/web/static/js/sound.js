/** Short sounds made in the browser, no files. Browsers allow them after the first touch or key. */

import { signal } from "./vendor.js";

const NAME = "venue sound";
const OFF = "off";
/** Notes as [frequency in Hz, start in s, length in s]. */
const TUNES = {
  new: [[880, 0, 0.12], [1318.5, 0.13, 0.22]],
  call: [[659.3, 0, 0.14], [880, 0.16, 0.14], [659.3, 0.32, 0.2]],
  low: [[440, 0, 0.18], [330, 0.2, 0.3]],
  urgent: [[1047, 0, 0.09], [1319, 0.1, 0.09], [1568, 0.2, 0.09], [1568, 0.36, 0.2]],
  alarm: [[988, 0, 0.14], [740, 0.16, 0.14], [988, 0.32, 0.14], [740, 0.48, 0.24]],
};
const LOUDNESS = 0.35;
const GAP_S = 0.8;
const READY_AFTER_MS = 3_000;

/** True while the person wants silence on this device; kept over reloads. */
export const muted = signal(read() === OFF);
/** True when a sound was due and the browser still waits for a touch. */
export const locked = signal(false);

let context = null;
let playedAt = -Infinity;

function read() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

/** Sound on or off, remembered on this device. */
export function toggleMute() {
  muted.value = !muted.value;
  try {
    localStorage.setItem(NAME, muted.value ? OFF : "on");
  } catch {
    // No storage: the choice lasts as long as the page.
  }
  if (!muted.value) play("new");
}

/** Get ready while nothing happens, and listen for the first touch or key, which browsers want. */
export function unlockOnTouch() {
  if (typeof AudioContext === "undefined") return;
  setTimeout(() => {
    context ??= new AudioContext();
  }, READY_AFTER_MS);
  const unlock = async () => {
    context ??= new AudioContext();
    await context.resume();
    locked.value = context.state !== "running";
    if (!locked.value) events.forEach((name) => removeEventListener(name, unlock));
  };
  const events = ["pointerup", "keydown"];
  events.forEach((name) => addEventListener(name, unlock));
}

/** Play a tune, a name of `TUNES`; "off" is silence. Many at once sound as one. */
export function play(tune) {
  if (muted.value || !(tune in TUNES) || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  locked.value = context.state !== "running";
  if (locked.value || context.currentTime - playedAt < GAP_S) return;
  playedAt = context.currentTime;
  for (const [frequency, start, length] of TUNES[tune]) note(frequency, playedAt + start, length);
}

function note(frequency, start, length) {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.type = "triangle";
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.001, start + length);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + length);
}
