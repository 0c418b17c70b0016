/** The manager's screen: how each engine is, and the venue's own words. */

import { html, signal } from "../vendor.js";
import { del, get, post } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Banner, Icon, IconButton, toast } from "../kit.js";
import { LanguageSelect } from "./thread.js";
import { about, nameOf } from "./words.js";

const LOOKS = { running: ["ok", "circle-check"], resting: ["warn", "timer"],
  missing: ["warn", "triangle-alert"], off: ["", "minus"] };

const terms = signal([]);
const source = signal("en");
const target = signal("es");
const term = signal("");
const word = signal("");

/** Fetch the engines' states and the glossary. */
export async function loadEngines() {
  about.value = await get("/api/v1/translator");
  terms.value = (await get("/api/v1/glossary")).items;
}

async function act(work) {
  try {
    await work();
    await loadEngines();
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert" });
  }
}

/** The screen. */
export function Engines() {
  return html`<div class="engines">
    <${Banner} tone=${about.value.leaves_house ? "warn" : "ok"} icon="info"
      title=${t(about.value.leaves_house ? "translator.leaves_house" : "translator.stays")} />
    <section class="card part"><h2><${Icon} name="languages" />${t("translator.engines")}</h2>
      <ul>${about.value.engines.map((one) => html`<${Engine} key=${one.name} engine=${one}
        what=${one.pairs} />`)}</ul>
    </section>
    <section class="card part"><h2><${Icon} name="mic" />${t("speech.engines")}</h2>
      <ul>${about.value.speech.engines.map((one) => html`<${Engine} key=${one.name} engine=${one}
          what=${one.languages.map(nameOf)} />`)}
        <${Engine} engine=${{ name: t("speech.voice"), ...about.value.voice }} what=${[]} /></ul>
    </section>
    <section class="card part"><h2><${Icon} name="list" />${t("translator.glossary")}</h2>
      <p class="small muted">${t("translator.glossary_text")}</p>
      <${NewTerm} />
      ${terms.value.length === 0 && html`<p class="muted">${t("translator.no_terms")}</p>`}
      <ul>${terms.value.map((one) => html`<li class="row part-row" key=${one.id}>
        <span class="grow"><strong>${one.term}</strong>
          <span class="part-words small">${one.word} · ${nameOf(one.source)} →
            ${" "}${nameOf(one.target)}</span></span>
        <${IconButton} icon="x" label=${`${t("common.remove")} ${one.term}`}
          onClick=${() => act(() => del(`/api/v1/glossary/${one.id}`))} /></li>`)}</ul>
    </section>
  </div>`;
}

function Engine({ engine, what }) {
  const [tone, icon] = LOOKS[engine.state] ?? ["", "info"];
  const listed = what.length > 0 ? ` · ${what.join(", ")}` : "";
  return html`<li class="row part-row" data-tone=${tone}><${Icon} name=${icon} />
    <span class="grow"><strong>${engine.name}</strong>
      <span class="part-words small">${t(`translator.engine.${engine.state}`)}${listed}
        ${engine.words && html`<br />${engine.words}`}</span></span></li>`;
}

function NewTerm() {
  const onSubmit = (event) => {
    event.preventDefault();
    act(async () => {
      await post("/api/v1/glossary", { source: source.value, target: target.value,
        term: term.value.trim(), word: word.value.trim() });
      term.value = word.value = "";
    });
  };
  return html`<form class="term" onSubmit=${onSubmit}>
    <${LanguageSelect} id="term-from" label=${t("translator.from")} value=${source.value}
      onChange=${(code) => (source.value = code)} />
    <${LanguageSelect} id="term-to" label=${t("translator.to")} value=${target.value}
      onChange=${(code) => (target.value = code)} />
    <span class="field"><label for="term">${t("translator.term")}</label>
      <input id="term" class="input" required maxlength="80" value=${term.value}
        onInput=${(event) => (term.value = event.target.value)} /></span>
    <span class="field"><label for="word">${t("translator.word")}</label>
      <input id="word" class="input" required maxlength="80" value=${word.value}
        onInput=${(event) => (word.value = event.target.value)} /></span>
    <button type="submit" class="button button-primary"><${Icon} name="plus" />
      <span>${t("translator.add")}</span></button>
  </form>`;
}
