/** The listening control of a field: a button, and above the field what is heard and confirmed. */

import { html, signal, useEffect, useRef } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon } from "../kit.js";
import { whyNoMicrophone } from "../microphone.js";
import { browserEar, hearByBrowser } from "./browserear.js";
import { hear } from "./hearing.js";
import { about, nameOf, textIn } from "./words.js";

const ACTIVE = ["opening", "listening", "thinking"];
const ICONS = { opening: "mic", listening: "mic", thinking: "loader-circle", heard: "message-square",
  busy: "timer", refused: "mic-off", none: "mic-off", insecure: "lock" };
const CAN_TRY_AGAIN = ["missed", "busy", "failed", "heard"];

/** Whether anybody here may understand speech at all: the box, or perhaps this browser. */
export function mayListen() {
  return about.value.speech.engines.length > 0 || "SpeechRecognition" in globalThis
    || "webkitSpeechRecognition" in globalThis;
}

/** One listening control for a field in a language; `{now, start, done, close}`. */
export function useEar(language) {
  const held = useRef(null);
  held.current ??= createEar();
  useEffect(() => held.current.close, [language]);
  return held.current;
}

function createEar() {
  const now = signal({ state: "idle", words: "" });
  let running = null;

  function become(state, words = "") {
    now.value = { ...now.value, state, words };
  }

  function close() {
    running?.cancel();
    running = null;
    now.value = { state: "idle", words: "" };
  }

  async function start(language) {
    close();
    const why = whyNoMicrophone();
    if (why) return become(why);
    if (about.value.speech.languages.includes(language)) {
      running = hear({ language, onState: become });
      return undefined;
    }
    const kind = await browserEar(language, about.value.leaves_house);
    if (!kind) return become("unavailable");
    now.value = { ...now.value, kind };
    running = hearByBrowser({ language, kind, onState: become });
    return undefined;
  }

  return { now, start, close, done: () => running?.done() };
}

/** The button; it also says that one has finished speaking. */
export function SpeakButton({ ear, language }) {
  const { state } = ear.now.value;
  const isOn = ACTIVE.includes(state);
  const label = isOn ? t("speech.done") : t("speech.speak", { language: nameOf(language) });
  return html`<button type="button" class="icon-button speak" aria-label=${label} title=${label}
    aria-pressed=${isOn} disabled=${state === "thinking"}
    onClick=${() => (isOn ? ear.done() : ear.start(language))}>
    <${Icon} name="mic" /></button>`;
}

/** What is going on, in words; `onSay` gets what the person confirmed. */
export function Hearing({ ear, language, onSay, sendLabel }) {
  const { state, words, kind } = ear.now.value;
  if (state === "idle") return null;
  const confirm = () => {
    ear.close();
    onSay(words);
  };
  return html`<div class="hearing" data-state=${state} role="status">
    <p class="hearing-state"><${Icon} name=${ICONS[state] ?? "info"}
      class=${state === "thinking" ? "spin" : ""} />
      <strong>${t(`speech.${state}`, { language: nameOf(language) })}</strong></p>
    ${words && html`<p class="hearing-words" ...${textIn(language)}>${words}</p>`}
    <${Help} state=${state} kind=${kind} />
    <div class="hearing-acts">
      ${state === "heard" && html`<button type="button" class="button button-primary"
        onClick=${confirm}><${Icon} name="check" /><span>${sendLabel}</span></button>`}
      ${state === "listening" && html`<button type="button" class="button" onClick=${ear.done}>
        ${t("speech.done")}</button>`}
      ${CAN_TRY_AGAIN.includes(state) && html`<button type="button" class="button"
        onClick=${() => ear.start(language)}>${t("speech.again")}</button>`}
      <button type="button" class="button button-quiet" onClick=${ear.close}>
        ${t(ACTIVE.includes(state) || state === "heard" ? "speech.cancel" : "speech.close")}</button>
    </div>
  </div>`;
}

function Help({ state, kind }) {
  if (state === "insecure") return html`<${Secure} />`;
  const key = { missed: "missed_hint", refused: "refused_hint", none: "type_instead",
    failed: "type_instead", unavailable: "type_instead" }[state];
  if (key) return html`<p class="small">${t(`speech.${key}`)}</p>`;
  if (state !== "listening" && state !== "opening") return null;
  return html`<p class="small">${t(kind === "cloud" ? "speech.leaves" : "speech.private")}</p>`;
}

/** How one gets to the page on which browsers give the microphone. */
function Secure() {
  const { port, trust } = about.value.secure;
  if (!port) return html`<p class="small">${t("speech.insecure_none")}</p>`;
  const address = `https://${location.hostname}:${port}${location.pathname}`;
  return html`<p class="small">${t("speech.insecure_how")}</p>
    <p class="hearing-links"><a class="button" href=${address}>${t("speech.open_secure")}</a>
      ${trust && html`<a href=${trust}>${t("speech.trust")}</a>`}</p>`;
}
