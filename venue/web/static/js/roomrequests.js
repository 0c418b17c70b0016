/** What a guest in a room may ask for by a tap, in the own language. Entry of /guest/requests. */

import { html, signal } from "./vendor.js";
import { get, post } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, lang, setLanguage, t } from "./i18n.js";
import { Empty, Icon, SyncPill, toast, Toasts } from "./kit.js";
import { follow } from "./live.js";
import { about, firstLanguage, keep, textIn } from "./translator/words.js";
import { LanguageSelect } from "./translator/thread.js";

const PATH = "/api/v1/room-requests";
const found = signal({ items: [], choices: [] });
const language = signal("en");
const link = signal("connecting");
const isOver = signal(false);
const busy = signal("");

async function load() {
  found.value = await get(`${PATH}/own?language=${language.value}`);
  return found.value.seq;
}

async function speak(code) {
  language.value = code;
  keep("guest", code);
  await load();
}

function onNews(news) {
  if (news.kind === "session" && news.state === "closed") isOver.value = true;
  if (news.kind === "room_request") load().catch(() => undefined);
}

async function act(name, path, body) {
  busy.value = name;
  try {
    await post(path, body);
    await load();
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
  }
  busy.value = "";
}

const ask = (phrase) => act(phrase, PATH, { phrase, language: language.value });
const withdraw = (id) => act(`own ${id}`, `${PATH}/${id}/withdraw`, {});
const isLive = (one) => one.state === "open" || one.state === "taken";

function Requests() {
  if (isOver.value) return html`<${Over} />`;
  const { items, choices } = found.value;
  const live = new Set(items.filter(isLive).map((one) => one.phrase));
  return html`<main class="requests">
    <header class="chat-head">
      <a class="icon-button" href="/guest" aria-label=${t("translator.back")}>
        <${Icon} name="arrow-left" class="icon-flip" /></a>
      <h1 class="grow">${t("requests.title")}</h1>
      ${link.value !== "live" && html`<${SyncPill} state=${link.value} />`}
      <${LanguageSelect} id="own" label=${t("translator.my_language")} hidden
        value=${language.value} onChange=${speak} />
    </header>
    ${items.length > 0 && html`<ul class="stack" aria-label=${t("requests.own")}>${items.map((one) => html`
      <${Own} key=${one.id} one=${one} />`)}</ul>`}
    <h2>${t("requests.ask")}</h2>
    <ul class="choices">${choices.map(({ phrase, text }) => html`<li key=${phrase}><button type="button"
      class="button button-large button-wide" ...${textIn(language.value)}
      disabled=${live.has(phrase) || busy.value !== "" || link.value === "stale"}
      onClick=${() => ask(phrase)}>${text}</button></li>`)}</ul>
    <a class="button button-wide" href="/guest/chat"><${Icon} name="languages" />${t("requests.other")}</a>
    <${Toasts} />
  </main>`;
}

function Own({ one }) {
  return html`<li class="card request" data-state=${one.state}>
    <span class="grow"><strong ...${textIn(language.value)}>${one.text}</strong>
      <span class="small muted open-text" role="status">${t(`requests.state.${one.state}`,
        { name: one.by })}</span></span>
    ${isLive(one) && html`<button type="button" class="button button-quiet" disabled=${busy.value !== ""}
      onClick=${() => withdraw(one.id)}>${t("requests.withdraw")}</button>`}
  </li>`;
}

function Over() {
  return html`<main class="gone"><${Empty} icon="door-open" title=${t("translator.over")}>
    <a class="button" href="/guest">${t("translator.back")}</a><//></main>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><${Empty} icon="wifi-off" title=${t("translator.unreachable")}>
    <p>${errorText(error)}</p>
    <a class="button" href="/guest">${t("translator.back")}</a><//></main>`;
}

async function run() {
  try {
    await begin();
    about.value = await get("/api/v1/translator");
    await speak(firstLanguage("guest", lang.value));
    paint(Requests);
    const live = follow({ view: "guest", after: found.value.seq, onNews, onReload: load });
    live.state.subscribe((state) => (link.value = state));
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
