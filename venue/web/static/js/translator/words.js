/** What the translator's screens share: languages, directions, reading aloud, small keepsakes. */

import { signal } from "../vendor.js";
import { directionOf } from "../i18n.js";

/** `{languages: [{code, name}], engines, leaves_house}` of the box. */
export const about = signal({ languages: [], engines: [], leaves_house: false });

/** The box's name for a language, in that language. */
export function nameOf(code) {
  return about.value.languages.find((one) => one.code === code)?.name ?? code;
}

/** Attributes of an element that holds a text of a language. */
export function textIn(code) {
  return { lang: code, dir: directionOf(code) };
}

/** A value kept on this device; a browser that keeps nothing gets the default each time. */
export function kept(name, otherwise) {
  try {
    return localStorage.getItem(`translator.${name}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Keep a value on this device. */
export function keep(name, value) {
  try {
    localStorage.setItem(`translator.${name}`, value);
  } catch {
    // A private window: the choice lasts as long as the page.
  }
}

/** The language to begin with: chosen before, else of the page, else the first there is. */
export function firstLanguage(name, otherwise) {
  const wanted = kept(name, otherwise);
  const codes = about.value.languages.map((one) => one.code);
  return codes.includes(wanted) ? wanted : (codes.includes(otherwise) ? otherwise : "en");
}

/** Whether this browser can read a language aloud by itself. */
export function canRead(code) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  return voices.some((voice) => voice.lang.toLowerCase().startsWith(code));
}

/** Read a text aloud. */
export function readAloud(text, code) {
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.lang = code;
  speechSynthesis.cancel();
  speechSynthesis.speak(spoken);
}

/** Put a message into a list in order; one that is there already is replaced. */
export function withMessage(messages, message) {
  const others = messages.filter((one) => one.id !== message.id);
  return [...others, message].sort((a, b) => a.id - b.id);
}
