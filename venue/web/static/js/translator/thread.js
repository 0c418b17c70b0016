/** What was said in a chat, and the field to say something; the same for guest and staff. */

import { Fragment, html, useEffect, useRef, useSignal } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Empty, Icon, IconButton, toast } from "../kit.js";
import { Hearing, mayListen, SpeakButton, useEar } from "./listen.js";
import { about, canRead, nameOf, readAloud, textIn } from "./words.js";

const LONGEST = 500;

/** A choice of the phrasebook's languages. */
export function LanguageSelect({ id, label, value, onChange, hidden = false }) {
  return html`<span class="language">
    <label for=${id} class=${hidden ? "sr-only" : "small muted"}>${label}</label>
    <select id=${id} class="select" value=${value} onChange=${(event) => onChange(event.target.value)}>
      ${about.value.languages.map((one) => html`<option key=${one.code} value=${one.code}
        selected=${one.code === value} lang=${one.code}>${one.name}</option>`)}
    </select>
  </span>`;
}

/** The dictionary's words for what no machine translates. */
export function Marks({ marks, language }) {
  if (marks.length === 0) return null;
  return html`<ul class="marks" aria-label=${t("translator.dictionary")}>
    ${marks.map((mark) => html`<li key=${mark.kind + mark.code} class="badge badge-bad"
      ...${textIn(language)}><${Icon} name="triangle-alert" />${mark.words}</li>`)}
  </ul>`;
}

/** How a translation came about, in words. */
export function Source({ message }) {
  const key = message.waiting ? "waiting" : message.warning || message.quality;
  if (key === "same") return null;
  return html`<span class="small source" data-kind=${key}>
    ${message.waiting && html`<${Icon} name="loader-circle" class="spin" />`}
    ${t(`translator.source.${key}`)}</span>`;
}

/** The button that reads a text aloud, where somebody can. */
export function ReadAloud({ text, language }) {
  if (!canRead(language)) return null;
  const onClick = () => readAloud(text, language)
    .catch(() => toast(t("speech.no_voice"), { icon: "volume-x" }));
  return html`<${IconButton} icon="volume-2" label=${t("translator.read_aloud")}
    onClick=${onClick} />`;
}

/** The messages of a chat; `side` is who looks at them. */
export function Thread({ messages, side, otherRead }) {
  const end = useRef(null);
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [messages.at(-1)?.id]);
  if (messages.length === 0) {
    return html`<${Empty} icon="languages" title=${t("translator.empty")}>
      <p>${t(`translator.empty_${side}`)}</p><//>`;
  }
  return html`<ol class="thread" aria-live="polite" tabindex="0" aria-label=${t("translator.chat")}>
    ${messages.map((one) => html`<${Message} key=${one.id} message=${one} side=${side}
      isRead=${one.side === side && one.id <= otherRead} />`)}
    <li ref=${end} class="thread-end"></li>
  </ol>`;
}

function Message({ message, side, isRead }) {
  const isOwn = message.side === side;
  const shown = isOwn || message.text === null ? message.original : message.text;
  const language = isOwn || message.text === null ? message.source : message.target;
  const other = isOwn ? message.text : message.original;
  const otherLanguage = isOwn ? message.target : message.source;
  return html`<li class="said" data-own=${isOwn ? "" : null}>
    <div class="bubble">
      ${message.by && !isOwn && html`<span class="small muted">${message.by}</span>`}
      <p class="said-text" ...${textIn(language)}>${shown}</p>
      <${Marks} marks=${message.marks} language=${isOwn ? message.target : message.target} />
      ${!isOwn && message.text === null && message.needs_tap
        && html`<p class="small ask">${t("translator.ask_back")}</p>`}
      ${other !== null && other !== shown && html`<details>
        <summary>${t(isOwn ? "translator.they_read" : "translator.original")}</summary>
        <p ...${textIn(otherLanguage)}>${other}</p></details>`}
      <span class="row said-foot"><${Source} message=${message} />
        <${ReadAloud} text=${shown} language=${language} />
        ${isOwn && html`<span class="small muted"><${Icon} name=${isRead ? "check-check" : "check"} />
          ${t(isRead ? "translator.was_read" : "translator.sent")}</span>`}</span>
    </div>
  </li>`;
}

/** The field to say something; `onSay` rejects when it did not arrive, and the words stay. */
export function Composer({ language, phrases = [], onSay }) {
  const text = useSignal("");
  const isBusy = useSignal(false);
  const ear = useEar(language);
  const say = async (words) => {
    if (isBusy.value || words.trim() === "") return;
    isBusy.value = true;
    try {
      await onSay(words.trim());
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
  return html`<${Fragment}>
    ${phrases.length > 0 && html`<div class="quick" role="group" tabindex="0"
      aria-label=${t("translator.quick")}>
      ${phrases.map((one) => html`<button type="button" class="chip" key=${one}
        disabled=${isBusy.value} ...${textIn(language)} onClick=${() => say(one)}>${one}</button>`)}
    </div>`}
    <${Hearing} ear=${ear} language=${language} onSay=${say} sendLabel=${t("speech.send")} />
    <form class="composer" onSubmit=${onSubmit}>
      ${mayListen() && html`<${SpeakButton} ear=${ear} language=${language} />`}
      <label class="sr-only" for="say">${t("translator.say", { language: nameOf(language) })}</label>
      <input id="say" class="input grow" maxlength=${LONGEST} autocomplete="off"
        placeholder=${t("translator.say", { language: nameOf(language) })}
        ...${textIn(language)} value=${text.value}
        onInput=${(event) => (text.value = event.target.value)} />
      <button type="submit" class="button button-primary" disabled=${isBusy.value}>
        <${Icon} name="send" /><span>${t("translator.send")}</span></button>
    </form>
  <//>`;
}
