/** What the translator's screens share: languages, directions, reading aloud, small keepsakes. */

import { signal } from "../vendor.js";
import { directionOf } from "../i18n.js";

/** What the box says of itself at /api/v1/translator. */
export const about = signal({ languages: [], engines: [], leaves_house: false,
  speech: { engines: [], languages: [] }, voice: { state: "missing" }, secure: { port: 0 } });

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

const voices = signal(globalThis.speechSynthesis?.getVoices() ?? []);
// Browsers know their voices some moments after the page.
globalThis.speechSynthesis?.addEventListener?.("voiceschanged", () => {
  voices.value = speechSynthesis.getVoices();
});

function hasVoice(code) {
  return voices.value.some((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === code);
}

/** Whether a language can be read aloud: by this browser, else by the box. */
export function canRead(code) {
  return hasVoice(code) || about.value.voice.state === "running";
}

let playing = null;

async function readByBox(text, language) {
  playing?.close();
  const context = (playing = new AudioContext());
  const answer = await fetch("/api/v1/voice", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text, language }),
  });
  if (!answer.ok) throw new Error(`the box reads nothing: ${answer.status}`);
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(await answer.arrayBuffer());
  source.connect(context.destination);
  source.onended = () => context.state !== "closed" && context.close();
  source.start();
}

/** Read a text aloud. @throws {Error} the box could not */
export async function readAloud(text, code) {
  if (!hasVoice(code)) {
    await readByBox(text, code);
    return;
  }
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
