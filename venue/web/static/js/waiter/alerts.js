/** Calls of guests and warnings of the box, oldest first. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon, Skeleton } from "../kit.js";
import { act } from "./reading.js";
import { ageOf, alerts, go, isLoaded, may, tables } from "./state.js";
import { admit } from "./tables.js";
import { ageText, alertIcon, alertText } from "./words.js";

/** The tab "Alerts". */
export function Alerts() {
  if (!isLoaded.value) return html`<${Skeleton} rows=${4} />`;
  if (alerts.value.length === 0) {
    return html`<${Empty} icon="bell"
      title=${t("waiter.no_alerts")}><p>${t("waiter.no_alerts_text")}</p><//>`;
  }
  return html`<ul class="stack" aria-live="polite">${alerts.value.map(
    (alert) => html`<${AlertRow} key=${alert.id} alert=${alert} />`,
  )}</ul>`;
}

/** One alert with its answer; with `isHere` the table is already open beside it. */
export function AlertRow({ alert, isHere = false }) {
  const isUrgent = alert.kind === "order_unseen" || alert.kind === "printer";
  const words = html`<strong>${alertText(alert)}</strong>
    <span class="muted small">${ageText(ageOf(alert))}</span>`;
  return html`<li class="card alert" data-urgent=${isUrgent ? "" : null}>
    <span class="alert-icon"><${Icon} name=${alertIcon(alert)} /></span>
    ${alert.table && !isHere
      ? html`<button type="button" class="alert-text"
        onClick=${() => go({ tableId: alert.table.id })}>${words}</button>`
      : html`<div class="alert-text">${words}</div>`}
    <${Answer} alert=${alert} />
  </li>`;
}

function Answer({ alert }) {
  const own = tables.value.find((one) => one.id === alert.table?.id);
  if (alert.kind === "call" && may.value.has("calls.answer")) {
    const id = alert.id.slice(alert.id.indexOf(":") + 1);
    return html`<button type="button" class="button button-primary"
      onClick=${() => act(`/api/v1/calls/${id}/answer`)}>${t("waiter.answer")}</button>`;
  }
  if (alert.kind === "join" && own?.session_id) {
    return html`<button type="button" class="button button-primary" onClick=${() => admit(own)}>
      ${t("waiter.let_in")}</button>`;
  }
  return null;
}
