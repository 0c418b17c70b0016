/** The staff's translator: chats, conversation, phrasebook, engines. Entry of /translator. */

import { html, signal } from "./vendor.js";
import { get } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, lang, setLanguage, t } from "./i18n.js";
import { Empty, Icon, SyncPill, Toasts } from "./kit.js";
import { follow } from "./live.js";
import { Engines, loadEngines } from "./translator/engines.js";
import { Inbox, load, onNews, own } from "./translator/inbox.js";
import { loadPhrases, Phrasebook } from "./translator/phrasebook.js";
import { prepareTalk, Talk } from "./translator/talk.js";
import { about, firstLanguage, keep } from "./translator/words.js";

const me = signal(null);
const link = signal("connecting");
const TABS = { chats: "message-square", talk: "users", phrases: "languages", engines: "sliders-horizontal" };
const NEEDS = { chats: "chats.speak", engines: "translator.manage" };

const may = (name) => !NEEDS[name] || me.value.permissions.includes(NEEDS[name]);

function tabOfAddress() {
  const asked = location.pathname.split("/")[2] ?? "chats";
  return asked in TABS && may(asked) ? asked : (may("chats") ? "chats" : "talk");
}

function speak(code) {
  own.value = code;
  keep("staff", code);
  return load();
}

function Translator({ tab }) {
  return html`<div class="translator">
    <header class="status-head">
      <a class="icon-button" href="/" aria-label=${t("translator.home")}><${Icon} name="house" /></a>
      <h1 class="grow">${t("translator.title")}</h1>
      ${tab === "chats" && link.value !== "live" && html`<${SyncPill} state=${link.value} />`}
    </header>
    <nav class="quick" aria-label=${t("translator.title")}>
      ${Object.entries(TABS).filter(([name]) => may(name)).map(([name, icon]) => html`<a class="chip"
        key=${name} href=${`/translator/${name}`} aria-current=${tab === name ? "true" : null}>
        <${Icon} name=${icon} />${t(`translator.tab.${name}`)}</a>`)}
    </nav>
    <main>
      ${tab === "chats" && html`<${Inbox} onLanguage=${speak} />`}
      ${tab === "talk" && html`<${Talk} />`}
      ${tab === "phrases" && html`<${Phrasebook} mayEdit=${may("engines")} />`}
      ${tab === "engines" && html`<${Engines} />`}
    </main>
    <${Toasts} />
  </div>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><${Empty} icon="wifi-off" title=${t("translator.unreachable")}>
    <p>${errorText(error)}</p><a class="button" href="/">${t("translator.home")}</a><//></main>`;
}

async function run() {
  try {
    me.value = (await begin()).me;
    if (me.value.kind === "guest") me.value = await get("/api/v1/me?as=staff");
    about.value = await get("/api/v1/translator");
    own.value = firstLanguage("staff", lang.value);
    const tab = tabOfAddress();
    prepareTalk(own.value);
    if (tab === "phrases") await loadPhrases(own.value);
    if (tab === "engines") await loadEngines();
    const after = tab === "chats" ? await load() : 0;
    paint(Translator, { tab });
    if (tab !== "chats") return;
    const live = follow({ view: "floor", after, onNews, onReload: load });
    live.state.subscribe((state) => (link.value = state));
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
