/** Calls of guests and warnings of the box, oldest first. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon, IconButton, Skeleton } from "../kit.js";
import { act } from "./reading.js";
import { sealAct } from "./sending.js";
import { ageOf, alerts, go, isLoaded, may, orders, sheet, tables } from "./state.js";
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

/** Everything of an order that waits at the pass was brought. */
function bring(orderId) {
  const order = orders.value.find((one) => one.id === orderId);
  const done = (order?.lines ?? []).filter((line) => line.state === "done");
  done.forEach((line) => sealAct(`/api/v1/order-lines/${encodeURIComponent(line.id)}/serve`));
}

function Answer({ alert }) {
  const own = tables.value.find((one) => one.id === alert.table?.id);
  if (alert.kind === "call" && may.value.has("calls.answer")) {
    const id = alert.id.slice(alert.id.indexOf(":") + 1);
    return html`<${IconButton} icon="message-square" class="icon-button-line"
        label=${t("waiter.answer_words")}
        onClick=${() => (sheet.value = { kind: "answer", id, alert })} />
      <button type="button" class="button button-primary"
        onClick=${() => act(`/api/v1/calls/${id}/answer`)}>${t("waiter.answer")}</button>`;
  }
  if (alert.kind === "ready" && may.value.has("orders.serve")) {
    return html`<button type="button" class="button button-primary"
      onClick=${() => bring(alert.order_id)}>${t("waiter.do.serve")}</button>`;
  }
  if (alert.kind === "reservation") {
    return html`<button type="button" class="button"
      onClick=${() => go({ tab: "bookings" })}>${t("waiter.tab.bookings")}</button>`;
  }
  if (alert.kind === "join" && own?.session_id) {
    return html`<button type="button" class="button button-primary" onClick=${() => admit(own)}>
      ${t("waiter.let_in")}</button>`;
  }
  return null;
}
