/** The waiter's screen. Entry of /waiter; `waiter-more.js` and `waiter-plan.js` are its parts. */

import { html } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Icon } from "./kit.js";
import { fetchPartsBy } from "./waiter/parts.js";
import { start } from "./waiter/sending.js";
import { sheet } from "./waiter/state.js";
import { Waiter } from "./waiter/view.js";

function Unreachable({ error }) {
  const isOut = error.status === 401 || error.status === 403;
  return html`<main class="gone">
    <div class="empty">
      <${Icon} name=${isOut ? "lock" : "wifi-off"} />
      <h1>${t(isOut ? "waiter.signed_out" : "waiter.unreachable")}</h1>
      <p>${errorText(error)}</p>
      ${isOut
        ? html`<a class="button button-primary" href="/pair">${t("waiter.sign_in")}</a>`
        : html`<button type="button" class="button button-primary"
          onClick=${() => location.reload()}>
            ${t("common.retry")}</button>`}
    </div>
  </main>`;
}

// Written here, because an address is relative to the entry once its modules are one file.
const PARTS = { more: () => import("./waiter-more.js"), plan: () => import("./waiter-plan.js") };

async function run() {
  fetchPartsBy(PARTS);
  try {
    await start();
    const billId = new URLSearchParams(location.search).get("bill");
    if (billId) sheet.value = { kind: "bill", billId };
    paint(Waiter);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
