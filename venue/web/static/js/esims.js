/** Selling eSIMs, following them, the partner's account. Entry of /esim. */

import { html } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Icon } from "./kit.js";
import { start } from "./esims/state.js";
import { Esims } from "./esims/view.js";

function Unreachable({ error }) {
  return html`<main class="esims"><div class="empty">
    <${Icon} name="wifi-off" />
    <h1>${errorText(error)}</h1>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button>
  </div></main>`;
}

async function run() {
  try {
    await start();
    paint(Esims);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
