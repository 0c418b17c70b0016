/** A guest's chat with the house, each in the own language. Entry of /guest/chat. */

import { html, signal } from "./vendor.js";
import { get, post } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, lang, setLanguage, t } from "./i18n.js";
import { Banner, Empty, Icon, SyncPill, Toasts } from "./kit.js";
import { follow } from "./live.js";
import { Composer, LanguageSelect, Thread } from "./translator/thread.js";
import { about, firstLanguage, keep, withMessage } from "./translator/words.js";

const QUICK = ["bill_please", "water_still", "need_more_time", "fork", "napkins", "toilet", "wifi"];

const chat = signal(null);
const messages = signal([]);
const language = signal("en");
const quick = signal([]);
const link = signal("connecting");
const isOver = signal(false);

async function load() {
  const fresh = await get(`/api/v1/chats/${chat.value.id}`);
  chat.value = fresh;
  messages.value = fresh.messages;
  markRead();
  return fresh.seq;
}

function markRead() {
  const last = messages.value.at(-1)?.id ?? 0;
  if (document.hidden || last === 0 || chat.value.guest_read >= last) return;
  post(`/api/v1/chats/${chat.value.id}/read`, { through: last }).catch(() => undefined);
}

async function speak(code) {
  language.value = code;
  keep("guest", code);
  chat.value = await post("/api/v1/chats", { language: code });
  const { items } = await get(`/api/v1/phrases?source=${code}&target=${code}`);
  quick.value = QUICK.map((id) => items.find((one) => one.name === `phrase.${id}`)?.source)
    .filter(Boolean);
}

function onNews(news) {
  if (news.kind === "chat_ended" || (news.kind === "session" && news.state === "closed")) {
    isOver.value = true;
  } else if (news.kind === "chat" && news.chat.id === chat.value.id) {
    chat.value = news.chat;
  } else if (news.kind === "chat_message" && news.chat.id === chat.value.id) {
    chat.value = news.chat;
    messages.value = withMessage(messages.value, news.message);
    markRead();
  }
}

async function say(text) {
  const path = `/api/v1/chats/${chat.value.id}/messages`;
  const said = await post(path, { text, language: language.value });
  // A message that waits may have been translated, and told, before this answer came.
  if (!messages.value.some((one) => one.id === said.id)) {
    messages.value = withMessage(messages.value, said);
  }
}

function Chat() {
  if (isOver.value) return html`<${Over} />`;
  return html`<main class="chat">
    <header class="chat-head">
      <a class="icon-button" href="/guest" aria-label=${t("translator.back")}>
        <${Icon} name="arrow-left" class="icon-flip" /></a>
      <h1 class="grow">${t("translator.chat")}</h1>
      ${link.value !== "live" && html`<${SyncPill} state=${link.value} />`}
      <${LanguageSelect} id="own" label=${t("translator.my_language")} hidden
        value=${language.value} onChange=${speak} />
    </header>
    ${about.value.leaves_house && html`<${Banner} icon="info" title=${t("translator.leaves_house")} />`}
    <p class="small muted chat-rule">${t("translator.allergy_rule")}</p>
    <${Thread} messages=${messages.value} side="guest" otherRead=${chat.value.staff_read} />
    <${Composer} language=${language.value} phrases=${quick.value} onSay=${say} />
    <${Toasts} />
  </main>`;
}

function Over() {
  return html`<main class="gone"><${Empty} icon="door-open" title=${t("translator.over")}>
    <p>${t("translator.over_text")}</p>
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
    const after = await load();
    paint(Chat);
    const live = follow({ view: "guest", after, onNews, onReload: load });
    live.state.subscribe((state) => (link.value = state));
    document.addEventListener("visibilitychange", markRead);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
