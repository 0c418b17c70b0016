/** What is wrong, above the board, the worst first. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner } from "../kit.js";
import { LineBanner } from "../line.js";
import { settleStale } from "./actions.js";
import { commands, cutOff, failing, isBehind, phase, stale } from "./state.js";

export function Notices() {
  const found = NOTICES.find((one) => one.when());
  if (found) return found.show();
  return phase.value === "ready" ? html`<${LineBanner} />` : null;
}

const NOTICES = [
  { when: () => phase.value === "refused", show: refused },
  { when: () => stale.value.length > 0, show: oldTaps },
  { when: () => cutOff.value && phase.value === "ready", show: away },
  { when: () => isBehind.value, show: behind },
  { when: () => failing.value.length > 0, show: noPaper },
];

function refused() {
  return html`<${Banner} tone="bad" icon="lock" title=${t("kitchen.refused_title")}>
    ${t("kitchen.refused_text")} <a href="/pair">${t("kitchen.pair")}</a>
  <//>`;
}

function oldTaps() {
  return html`<${Banner} tone="warn" icon="clock"
    title=${t("kitchen.stale", { count: stale.value.length })}>
    <div class="row">
      <button type="button" class="button"
        onClick=${() => settleStale(true)}>${t("kitchen.stale_send")}</button>
      <button type="button" class="button"
        onClick=${() => settleStale(false)}>${t("kitchen.stale_drop")}</button>
    </div>
  <//>`;
}

function away() {
  return html`<${Banner} tone="warn" icon="wifi-off" title=${t("kitchen.offline_title")}>
    ${t("kitchen.offline_text", { count: commands.value.length })}
  <//>`;
}

function behind() {
  return html`<${Banner} tone="bad" icon="circle-alert" title=${t("kds.behind_title")}>
    ${t("kds.behind_text")}
  <//>`;
}

function noPaper() {
  const [first] = failing.value;
  return html`<${Banner} tone="warn" icon="printer"
    title=${t("kds.printer_title", { name: first.name, words: first.words })}>
    ${t("kds.printer_text")}
  <//>`;
}
