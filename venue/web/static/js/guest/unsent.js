/** Orders that the kitchen does not have: sealed on this phone, or refused by the box. */

import { html } from "../vendor.js";
import { errorText, money, t } from "../i18n.js";
import { Banner, Icon } from "../kit.js";
import { dropStale, forget, sendStale, takeBack } from "./outbox.js";
import { currency, items } from "./state.js";

function WishList({ body }) {
  return html`<ul>${body.lines.map(
    (line) => html`<li class="order-line">
      <span class="order-quantity">${line.quantity}</span>
      <span class="grow">${items.value.get(line.item_id)?.name ?? t("guest.gone_from_menu")}</span>
      <span class="order-price">${line.expected_price !== undefined &&
        money({ amount: line.expected_price * line.quantity, currency: currency.value })}</span>
    </li>`,
  )}</ul>`;
}

/** A sealed order: on its way, waiting for the box, or so old that a person decides. */
export function Pending({ command }) {
  const isStale = command.state === "stale";
  const isSending = command.state === "sending";
  return html`<article class="card order order-pending" data-state=${command.state}>
    <header class="row">
      <strong class="grow">${t("guest.you")}</strong>
      <span class=${`badge ${isSending ? "badge-brand" : "badge-warn"}`} role="status">
        ${isSending
          ? html`<${Icon} name="loader-circle" class="spin" />`
          : html`<${Icon} name="cloud-off" />`}
        ${t(`guest.state.${command.state}`)}</span>
    </header>
    <${WishList} body=${command.body} />
    ${isStale && html`<p class="small">${t("guest.stale_text")}</p>
      <div class="row">
        <button type="button" class="button grow" onClick=${() => dropStale(command.id)}>
          ${t("guest.stale_no")}</button>
        <button type="button" class="button button-primary grow"
          onClick=${() => sendStale(command.id)}>${t("guest.stale_yes")}</button>
      </div>`}
  </article>`;
}

/** An order that the box refused, and what to do with it. */
export function Returned({ one }) {
  return html`<article class="card order" data-state="rejected">
    <${Banner} tone="bad" icon="circle-alert" title=${t("guest.refused_title")}>
      ${errorText(one.problem)}
    <//>
    <${WishList} body=${one.body} />
    <div class="row">
      <button type="button" class="button grow" onClick=${() => forget(one.id)}>
        ${t("common.remove")}</button>
      <button type="button" class="button button-primary grow" onClick=${() => takeBack(one.id)}>
        ${t("guest.put_back")}</button>
    </div>
  </article>`;
}
