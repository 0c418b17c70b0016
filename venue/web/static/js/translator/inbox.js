/** The staff's chats: who waits for an answer, and the one that is open. */

import { html, signal } from "../vendor.js";
import { get, post } from "../api.js";
import { t } from "../i18n.js";
import { Empty, Icon } from "../kit.js";
import { Composer, LanguageSelect, Thread } from "./thread.js";
import { nameOf, withMessage } from "./words.js";

const QUICK = ["one_moment", "coming", "ask_kitchen", "sold_out", "takes_minutes", "enjoy"];

const chats = signal([]);
const open = signal(null);
const messages = signal([]);
const tables = signal([]);
const quick = signal([]);
/** The language that this member of staff speaks. */
export const own = signal("en");

/** Fetch everything; resolves to its position. */
export async function load() {
  const fresh = await get("/api/v1/chats");
  chats.value = fresh.items;
  tables.value = (await get("/api/v1/tables")).items.filter((one) => one.session_id);
  const { items } = await get(`/api/v1/phrases?source=${own.value}&target=${own.value}`);
  quick.value = QUICK.map((id) => items.find((one) => one.name === `phrase.${id}`)?.source)
    .filter((one) => one && !one.includes("{"));
  if (open.value) await show(open.value.id).catch(() => (open.value = null));
  return fresh.seq;
}

/** Take one piece of news. */
export function onNews(news) {
  if (news.kind === "chat_ended") {
    chats.value = chats.value.filter((one) => one.id !== news.chat);
    if (open.value?.id === news.chat) open.value = null;
  } else if (news.kind === "chat" || news.kind === "chat_message") {
    chats.value = [news.chat, ...chats.value.filter((one) => one.id !== news.chat.id)];
    if (open.value?.id !== news.chat.id) return;
    open.value = news.chat;
    if (news.message) messages.value = withMessage(messages.value, news.message);
    markRead();
  }
}

async function show(id) {
  const fresh = await get(`/api/v1/chats/${id}`);
  open.value = fresh;
  messages.value = fresh.messages;
  markRead();
}

function markRead() {
  const last = messages.value.at(-1)?.id ?? 0;
  if (document.hidden || last === 0 || open.value.staff_read >= last) return;
  post(`/api/v1/chats/${open.value.id}/read`, { through: last }).catch(() => undefined);
}

async function begin(sessionId) {
  const body = { language: own.value, table_session_id: sessionId };
  const chat = await post("/api/v1/chats", body);
  await show(chat.id);
}

async function say(text) {
  const path = `/api/v1/chats/${open.value.id}/messages`;
  const said = await post(path, { text, language: own.value });
  if (!messages.value.some((one) => one.id === said.id)) {
    messages.value = withMessage(messages.value, said);
  }
}

/** The screen. */
export function Inbox({ onLanguage }) {
  const without = tables.value.filter(
    (one) => !chats.value.some((chat) => chat.session_id === one.session_id),
  );
  return html`<div class="inbox" data-open=${open.value ? "" : null}>
    <section class="card inbox-list" aria-label=${t("translator.chats")}>
      <${LanguageSelect} id="own" label=${t("translator.my_language")} value=${own.value}
        onChange=${onLanguage} />
      ${chats.value.length === 0 && html`<p class="muted">${t("translator.no_chats")}</p>`}
      <ul>${chats.value.map((chat) => html`<${ChatRow} key=${chat.id} chat=${chat} />`)}</ul>
      ${without.length > 0 && html`<details><summary>${t("translator.begin")}</summary>
        <div class="quick">${without.map((one) => html`<button type="button" class="chip"
          key=${one.id} onClick=${() => begin(one.session_id)}>
          ${t("translator.table", { table: one.number })}</button>`)}</div></details>`}
    </section>
    <section class="card inbox-chat" aria-label=${t("translator.chat")}>
      ${open.value ? html`<${OpenChat} />` : html`<${Empty} icon="message-square"
        title=${t("translator.choose")} />`}
    </section>
  </div>`;
}

function ChatRow({ chat }) {
  return html`<li><button type="button" class="chat-row"
    aria-current=${open.value?.id === chat.id ? "true" : null} onClick=${() => show(chat.id)}>
    <span class="grow"><strong>${t("translator.table", { table: chat.table })}</strong>
      <span class="small muted">${nameOf(chat.guest_language)}</span></span>
    ${chat.staff_unread > 0 && html`<span class="count">
      ${chat.staff_unread}<span class="sr-only"> ${t("translator.unread")}</span></span>`}
  </button></li>`;
}

function OpenChat() {
  const chat = open.value;
  return html`<div class="chat">
    <header class="chat-head">
      <button type="button" class="icon-button back" aria-label=${t("translator.chats")}
        onClick=${() => (open.value = null)}><${Icon} name="arrow-left" class="icon-flip" /></button>
      <h2 class="grow">${t("translator.table", { table: chat.table })}</h2>
      <span class="badge badge-info">${nameOf(chat.guest_language)}</span>
    </header>
    <${Thread} messages=${messages.value} side="staff" otherRead=${chat.guest_read} />
    <${Composer} language=${own.value} phrases=${quick.value} onSay=${say} />
  </div>`;
}
