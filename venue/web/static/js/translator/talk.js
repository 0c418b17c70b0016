/** Conversation on one tablet that lies between two people: each half faces its person. */

import { html, signal, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Icon, toast } from "../kit.js";
import { Hearing, mayListen, SpeakButton, useEar } from "./listen.js";
import { LanguageSelect, Marks, ReadAloud, Source } from "./thread.js";
import { firstLanguage, keep, textIn } from "./words.js";

const LONGEST = 500;
const sides = signal({ guest: "es", staff: "en" });
/** The last thing said: `{side, translation}`. */
const last = signal(null);

/** Choose the languages of both halves. */
export function prepareTalk(ownLanguage) {
  sides.value = { guest: firstLanguage("talk", "es"), staff: ownLanguage };
}

async function translate(side, text) {
  const other = side === "guest" ? "staff" : "guest";
  const body = { text, source: sides.value[side], target: sides.value[other] };
  last.value = { side, translation: await post("/api/v1/translate", body) };
}

/** The screen. */
export function Talk() {
  return html`<div class="talk"><${Half} side="guest" /><${Half} side="staff" /></div>`;
}

function choose(side, code) {
  sides.value = { ...sides.value, [side]: code };
  last.value = null;
  if (side === "guest") keep("talk", code);
}

function Half({ side }) {
  const text = useSignal("");
  const isBusy = useSignal(false);
  const code = sides.value[side];
  const ear = useEar(code);
  const say = async (words) => {
    if (isBusy.value || words.trim() === "") return;
    isBusy.value = true;
    try {
      await translate(side, words.trim());
      text.value = "";
    } catch (error) {
      text.value = words;
      toast(errorText(error), { icon: "triangle-alert" });
    } finally {
      isBusy.value = false;
    }
  };
  const onSubmit = (event) => {
    event.preventDefault();
    say(text.value);
  };
  return html`<section class="half card" data-side=${side} aria-label=${t(`translator.half_${side}`)}>
    <${LanguageSelect} id=${`half-${side}`} label=${t(`translator.half_${side}`)} value=${code}
      onChange=${(chosen) => choose(side, chosen)} />
    <${Heard} side=${side} />
    <${Hearing} ear=${ear} language=${code} onSay=${say} sendLabel=${t("speech.translate")} />
    <form class="composer" onSubmit=${onSubmit}>
      ${mayListen() && html`<${SpeakButton} ear=${ear} language=${code} />`}
      <label class="sr-only" for=${`say-${side}`}>${t(`translator.half_${side}`)}</label>
      <input id=${`say-${side}`} class="input grow" maxlength=${LONGEST} autocomplete="off"
        ...${textIn(code)} value=${text.value}
        onInput=${(event) => (text.value = event.target.value)} />
      <button type="submit" class="button button-primary" disabled=${isBusy.value}>
        <${Icon} name="languages" /><span>${t("translator.translate")}</span></button>
    </form>
  </section>`;
}

function Heard({ side }) {
  const said = last.value;
  if (!said) return html`<p class="heard muted">${t("translator.talk_hint")}</p>`;
  const { translation } = said;
  const isOwn = said.side === side;
  const shown = isOwn ? translation.original : (translation.text ?? translation.original);
  const code = isOwn || translation.text === null ? translation.source : translation.target;
  return html`<div class="heard" aria-live="polite">
    <p class="heard-text" data-own=${isOwn ? "" : null} ...${textIn(code)}>${shown}</p>
    ${!isOwn && html`<${Marks} marks=${translation.marks} language=${translation.target} />
      <span class="row"><${Source} message=${translation} />
      <${ReadAloud} text=${shown} language=${code} /></span>
      ${translation.text !== null && translation.text !== translation.original
        && html`<p class="small muted" ...${textIn(translation.source)}>
          ${translation.original}</p>`}`}
  </div>`;
}
