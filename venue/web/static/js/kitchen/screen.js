/** The settings of this one screen: its sounds, its keys, and how it is. */

import { html, useLayoutEffect, useState } from "../vendor.js";
import { chooseTheme } from "../boot.js";
import { t } from "../i18n.js";
import { Icon, Sheet } from "../kit.js";
import { play } from "../sound.js";
import {
  ACTIONS, EVENTS, TUNES, chooseSound, forgetKeys, keyName, learnKey, prefs,
} from "./prefs.js";
import { awake, close } from "./state.js";

const AWAKE = { true: "kds.awake_yes", false: "kds.awake_no", null: "kds.awake_unknown" };

export function ScreenSheet() {
  const theme = document.documentElement.dataset.theme ?? "dark";
  const [shown, setShown] = useState(theme);
  const choose = (next) => {
    chooseTheme(next);
    setShown(next);
  };
  return html`<${Sheet} dialog title=${t("kds.screen")} onClose=${close}>
    <div class="choices" role="group" aria-label=${t("kds.theme")}>
      ${[["dark", "moon"], ["light", "sun"]].map(([name, icon]) => html`<button type="button"
        key=${name} class="button" aria-pressed=${String(shown === name)}
        onClick=${() => choose(name)}><${Icon} name=${icon} />${t(`kds.theme.${name}`)}</button>`)}
    </div>
    <p class="muted">${t(AWAKE[awake.value])} ${t("kds.gestures")}</p>
    <h3>${t("kds.sounds")}</h3>
    <ul class="sounds">${EVENTS.map((event) => html`<${Sound} key=${event} event=${event} />`)}</ul>
    <h3>${t("kds.keys")}</h3>
    <${Keys} />
  <//>`;
}

function Sound({ event }) {
  const onChange = ({ target }) => {
    chooseSound(event, target.value);
    play(target.value);
  };
  return html`<li><label><span>${t(`kds.event.${event}`)}</span>
    <select class="input" value=${prefs.value.sounds[event]} onChange=${onChange}>
      ${TUNES.map((tune) => html`<option key=${tune} value=${tune}>${t(`kds.tune.${tune}`)}</option>`)}
    </select></label>
    <button type="button" class="button" onClick=${() => play(prefs.value.sounds[event])}>
      <${Icon} name="volume-2" />${t("kds.hear")}<span class="sr-only"> ${
        t(`kds.event.${event}`)}</span></button></li>`;
}

/** Learning: tap an action, then press the key of the bump bar that shall do it. */
function Keys() {
  const [learning, setLearning] = useState(null);
  useLayoutEffect(() => {
    if (!learning) return undefined;
    const onKey = (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.key !== "Escape") learnKey(learning, event.key);
      setLearning(null);
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, [learning]);
  const { keys } = prefs.value;
  return [
    html`<p class="muted" role="status">${learning
      ? t("kds.learning", { action: nameOf(learning) }) : t("kds.learn_text")}</p>`,
    html`<ul class="learn">${ACTIONS.map((action) => html`<li key=${action}>
      <button type="button" class="button" aria-pressed=${String(learning === action)}
        onClick=${() => setLearning(learning === action ? null : action)}>
        <span class="grow">${nameOf(action)}</span>
        <kbd>${learning === action ? "…" : keyText(keys[action])}</kbd></button></li>`)}</ul>`,
    html`<button type="button" class="button" onClick=${forgetKeys}>
      <${Icon} name="rotate-ccw" />${t("kds.keys_usual")}</button>`,
  ];
}

function nameOf(action) {
  const number = /^bump_(\d)$/.exec(action);
  return number ? t("kds.action.bump_n", { n: number[1] }) : t(`kds.action.${action}`);
}

const SYMBOLS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "␣" };

/** A key as people know it; a dash for none. */
export function keyText(key) {
  if (!key) return "–";
  return SYMBOLS[key] ?? (keyName(key).length === 1 ? key.toUpperCase() : key);
}
