/** The sync in words: kinds, causes, states. Pure but for the language. */

import { hasText, t } from "../i18n.js";
import { ageParts } from "../status/words.js";

/** 5400 -> "1 h". */
export function ageText(seconds) {
  const { key, count } = ageParts(seconds ?? 0);
  return t(key, { count });
}

/** What a message tells; a kind without words is spelled out. */
export function kindText(kind) {
  const key = `sync.kind.${kind}`;
  return hasText(key) ? t(key) : kind.replaceAll("_", " ");
}

/** The last answer in this language where its cause is known, else as the box has it. */
export function causeText({ code, words }) {
  const key = `sync.code.${code}`;
  return code && hasText(key) ? t(key) : words;
}

/** A line of a message's trail. */
export function trailText({ what }) {
  const key = `sync.trail.${what}`;
  return hasText(key) ? t(key) : what;
}

/** Tone and icon of a provider's state. */
export const STATES = {
  online: ["ok", "circle-check"],
  degraded: ["warn", "triangle-alert"],
  offline: ["warn", "cloud-off"],
  captive: ["warn", "wifi-off"],
  key_refused: ["bad", "lock"],
  checking: ["info", "loader-circle"],
  off: ["", "minus"],
};

/** Tone and icon of a message's state. */
export const MESSAGE_STATES = {
  queued: ["", "clock"],
  sending: ["info", "send"],
  unknown: ["warn", "search"],
  dead_letter: ["bad", "circle-alert"],
  accepted: ["ok", "check"],
  reconciled: ["ok", "check-check"],
  fixed: ["ok", "user"],
  waived: ["", "ban"],
};
