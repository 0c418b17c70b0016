/** What this one screen has chosen: its keys and its sounds. Kept on the device. */

import { signal } from "../vendor.js";

const NAME = "venue kitchen screen";

/** What a key may do, in the order of the list in which they are learned. */
export const ACTIONS = [
  "left", "right", "up", "down", "bump", "start", "rush", "recall", "more", "oldest", "next_page",
  "all_day", "dishes", "mute",
  "bump_1", "bump_2", "bump_3", "bump_4", "bump_5", "bump_6", "bump_7", "bump_8", "bump_9",
];

/** Keys as the browser names them; a USB bump bar is a keyboard with few of them. */
export const USUAL_KEYS = {
  left: "ArrowLeft", right: "ArrowRight", up: "ArrowUp", down: "ArrowDown", bump: "Enter",
  start: "s", rush: "r", recall: "u", more: "i", oldest: "Home", next_page: "PageDown",
  all_day: "a", dishes: "d", mute: "m",
  bump_1: "1", bump_2: "2", bump_3: "3", bump_4: "4", bump_5: "5", bump_6: "6", bump_7: "7",
  bump_8: "8", bump_9: "9",
};

export const EVENTS = ["new", "rush", "allergy", "void", "late"];
export const TUNES = ["off", "new", "call", "alarm", "low", "urgent"];
export const USUAL_SOUNDS = {
  new: "new", rush: "urgent", allergy: "alarm", void: "alarm", late: "low",
};

const usual = { keys: USUAL_KEYS, sounds: USUAL_SOUNDS };

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    return {
      keys: { ...USUAL_KEYS, ...kept.keys },
      sounds: { ...USUAL_SOUNDS, ...kept.sounds },
    };
  } catch {
    return usual;
  }
}

/** `{keys: {action: key}, sounds: {event: tune}}` */
export const prefs = signal(read());

function keep(next) {
  prefs.value = next;
  try {
    localStorage.setItem(NAME, JSON.stringify(next));
  } catch {
    // No storage: the choice lasts as long as the page.
  }
}

/** A key as it is stored and compared: letters small, all else as the browser says. */
export function keyName(key) {
  return key.length === 1 ? key.toLowerCase() : key;
}

/** The keys after `key` was pressed for `action`; whatever had that key before gives it up. */
export function learned(keys, action, key) {
  const others = Object.entries(keys).map(([name, own]) => [name, own === key ? "" : own]);
  return { ...Object.fromEntries(others), [action]: key };
}

/** The action of a key, or null. */
export function actionOf(keys, key) {
  const wanted = keyName(key);
  return ACTIONS.find((name) => keys[name] === wanted) ?? null;
}

export function learnKey(action, key) {
  keep({ ...prefs.value, keys: learned(prefs.value.keys, action, keyName(key)) });
}

export function forgetKeys() {
  keep({ ...prefs.value, keys: USUAL_KEYS });
}

export function chooseSound(event, tune) {
  keep({ ...prefs.value, sounds: { ...prefs.value.sounds, [event]: tune } });
}
