/** The phrasebook in two languages: found by typing, shown large, read aloud, edited by managers. */

import { html, signal } from "../vendor.js";
import { del, get, send } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Empty, Icon, IconButton, Sheet, toast } from "../kit.js";
import { LanguageSelect } from "./thread.js";
import { canRead, firstLanguage, keep, readAloud, textIn } from "./words.js";

const SECTIONS = ["phrase", "own", "cooking", "allergen", "diet", "fixed"];

const items = signal([]);
const source = signal("en");
const target = signal("es");
const search = signal("");
const shown = signal(null);

/** Fetch the phrases in both languages. */
export async function loadPhrases(own) {
  source.value = own ?? source.value;
  target.value = firstLanguage("talk", "es");
  await refresh();
}

async function refresh() {
  const path = `/api/v1/phrases?source=${source.value}&target=${target.value}`;
  items.value = (await get(path)).items;
}

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The screen. */
export function Phrasebook({ mayEdit }) {
  const wanted = folded(search.value);
  const found = items.value.filter((one) => folded(`${one.source} ${one.target}`).includes(wanted));
  return html`<div class="book">
    <div class="book-head">
      <${LanguageSelect} id="from" label=${t("translator.from")} value=${source.value}
        onChange=${(code) => ((source.value = code), refresh())} />
      <${LanguageSelect} id="to" label=${t("translator.to")} value=${target.value}
        onChange=${(code) => ((target.value = code), keep("talk", code), refresh())} />
      <label class="sr-only" for="find">${t("translator.find")}</label>
      <input id="find" type="search" class="input grow" placeholder=${t("translator.find")}
        value=${search.value} onInput=${(event) => (search.value = event.target.value)} />
    </div>
    ${found.length === 0 && html`<${Empty} icon="search" title=${t("translator.none_found")} />`}
    ${SECTIONS.map((name) => html`<${Section} key=${name} name=${name}
      rows=${found.filter((one) => one.section === name)} />`)}
    ${shown.value && html`<${Large} key=${shown.value.name} phrase=${shown.value}
      mayEdit=${mayEdit} />`}
  </div>`;
}

function Section({ name, rows }) {
  if (rows.length === 0) return null;
  return html`<section class="card part"><h2>${t(`translator.section.${name}`)}</h2>
    <ul class="phrases">${rows.map((one) => html`<li key=${one.name}>
      <button type="button" class="phrase" onClick=${() => (shown.value = one)}>
        <span ...${textIn(source.value)}>${one.source}</span>
        <span class="muted" ...${textIn(target.value)}>${one.target ?? "–"}</span>
        ${one.own && html`<span class="badge badge-brand">${t("translator.own")}</span>`}
      </button></li>`)}</ul></section>`;
}

function Large({ phrase, mayEdit }) {
  const words = signal(phrase.target ?? "");
  const close = () => (shown.value = null);
  const isOpen = ["phrase", "cooking", "own"].includes(phrase.section);
  const act = async (work) => {
    try {
      await work();
      await refresh();
      close();
    } catch (error) {
      toast(errorText(error), { icon: "triangle-alert" });
    }
  };
  const path = `/api/v1/phrases/${phrase.name}`;
  const save = () => act(() => send("PUT", path, { language: target.value, words: words.value }));
  return html`<${Sheet} title=${phrase.source} onClose=${close}>
    <p class="large" ...${textIn(target.value)}>${phrase.target}</p>
    ${canRead(target.value) && html`<${IconButton} icon="play" label=${t("translator.read_aloud")}
      onClick=${() => readAloud(phrase.target, target.value)} />`}
    ${mayEdit && isOpen && html`<div class="field">
      <label for="words">${t("translator.own_words")}</label>
      <textarea id="words" class="textarea" ...${textIn(target.value)}
        onInput=${(event) => (words.value = event.target.value)}>${words.value}</textarea>
      <div class="row"><button type="button" class="button button-primary" onClick=${save}>
          <${Icon} name="check" />${t("translator.save")}</button>
        ${phrase.own && html`<button type="button" class="button"
          onClick=${() => act(() => del(`${path}/${target.value}`))}>
          ${t("translator.shipped_words")}</button>`}</div>
    </div>`}
  <//>`;
}
