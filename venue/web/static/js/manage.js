/** The manager's screens. Entry of /manage. */

import { html } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Icon } from "./kit.js";
import { start } from "./manage/state.js";
import { Manage } from "./manage/view.js";

function Unreachable({ error }) {
  const isOut = error.status === 401 || error.status === 403;
  return html`<main class="gone">
    <div class="empty">
      <${Icon} name=${isOut ? "lock" : "wifi-off"} />
      <h1>${t(isOut ? "manage.signed_out" : "manage.unreachable")}</h1>
      <p>${errorText(error)}</p>
      ${isOut
        ? html`<a class="button button-primary" href="/pair">${t("manage.sign_in")}</a>`
        : html`<button type="button" class="button button-primary"
          onClick=${() => location.reload()}>${t("common.retry")}</button>`}
    </div>
  </main>`;
}

async function run() {
  try {
    await start();
    paint(Manage);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
