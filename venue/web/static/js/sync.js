/** Clouds, mail and what waits for them, for the office. Entry of /sync. */

import { Fragment, html } from "./vendor.js";
import { get } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Banner, Icon, SyncPill, Toasts } from "./kit.js";
import { LineBanner } from "./line.js";
import { follow } from "./live.js";
import { Lists, MessageSheet } from "./sync/messages.js";
import { ConnectSheet, Providers, ReplaySheet } from "./sync/providers.js";
import { link, load, lost, me, refresh, sheet } from "./sync/state.js";

const EVERY_MS = 5_000;
const SHEETS = { connect: ConnectSheet, message: MessageSheet, replay: ReplaySheet };

function Sync() {
  const open = sheet.value;
  return html`<${Fragment}>
    <header class="sync-head">
      <h1 class="grow">${t("sync.title")}</h1>
      <${SyncPill} state=${link.value} />
      <a class="button" href="/status"><${Icon} name="info" /><span>${t("status.title")}</span></a>
    </header>
    <main class="sync">
      ${lost.value && html`<${Banner} tone="warn" icon="wifi-off"
        title=${t("status.unreachable")} />`}
      <${LineBanner} />
      <${Providers} />
      <${Lists} />
    </main>
    ${open && html`<${SHEETS[open.kind]} key=${`${open.kind} ${open.id ?? open.name}`} ...${open} />`}
    <${Toasts} />
  <//>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><div class="empty">
    <${Icon} name="wifi-off" />
    <h1>${t("status.unreachable")}</h1>
    <p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button>
  </div></main>`;
}

async function run() {
  try {
    me.value = (await begin()).me;
    if (me.value.kind === "guest") me.value = await get("/api/v1/me?as=staff");
    const after = await load();
    paint(Sync);
    const live = follow({ view: "sync", after, onNews: refresh, onReload: load,
      onConnect: refresh });
    live.state.subscribe((state) => (link.value = state));
    setInterval(() => document.visibilityState === "visible" && refresh(), EVERY_MS);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
