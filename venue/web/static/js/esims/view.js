/** The shell: where one can go, what to know before all else, and the screen one is on. */

import { Fragment, html } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner, Icon, Toasts } from "../kit.js";
import { LineBanner } from "../line.js";
import { Account } from "./account.js";
import { Orders } from "./orders.js";
import { Sell } from "./sell.js";
import { failed, may, onLink, PATHS, place, shop } from "./state.js";

const SCREENS = { sell: Sell, orders: Orders, account: Account };
const LINKS = [["sell", "tablet-smartphone", "esim.sell"], ["orders", "list-checks", "esim.sell"],
  ["account", "receipt-text", "esim.report"]];

/** Entry component. */
export function Esims() {
  const Screen = SCREENS[place.value];
  return html`<${Fragment}>
    <header class="esims-head">
      <h1>${t("esims.title")}</h1>
      <nav class="row grow" aria-label=${t("esims.title")}>${LINKS.filter(([, , what]) => may(what)).map(
        ([name, icon]) => html`<a key=${name} class="chip" href=${PATHS[name]}
          aria-current=${String(name === place.value)} onClick=${onLink(name)}>
          <${Icon} name=${icon} />${t(`esims.nav.${name}`)}</a>`)}</nav>
      <a class="button" href="/"><${Icon} name="house" /><span>${t("status.back")}</span></a>
    </header>
    <main class="esims" key=${place.value}>
      <${Mode} />
      <${LineBanner} />
      ${failed.value && html`<div role="alert"><${Banner} tone="bad" icon="circle-alert"
        title=${failed.value} /></div>`}
      <${Screen} />
    </main>
    <${Toasts} />
  <//>`;
}

function Mode() {
  if (shop.value === null) return null;
  const isLive = shop.value.mode === "live";
  return html`<p class="mode" data-mode=${shop.value.mode} role="note">
    <strong>${t(isLive ? "esims.live" : "esims.sandbox")}</strong>
    <span>${t(isLive ? "esims.live_text" : "esims.sandbox_text")}</span></p>`;
}
