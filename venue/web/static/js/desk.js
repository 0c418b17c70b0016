/** The front desk's screens. Entry of /desk. */

import { html } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Icon } from "./kit.js";
import { start } from "./desk/state.js";
import { Desk } from "./desk/view.js";

function Unreachable({ error }) {
  return html`<main class="gone"><div class="empty">
    <${Icon} name="wifi-off" />
    <h1>${t("desk.unreachable")}</h1>
    <p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button>
  </div></main>`;
}

async function run() {
  try {
    await start();
    paint(Desk);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
