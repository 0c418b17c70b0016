/** The chosen dishes, what has changed about them, and the button that sends them. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet, Stepper } from "../kit.js";
import * as cart from "./cart.js";
import { sendOrder } from "./outbox.js";
import {
  currency, cutOff, guestState, items, lines, mayOrder, note, sealed, session, sheet,
} from "./state.js";

const LONGEST_NOTE = 200;

const asMoney = (amount) => ({ amount, currency: currency.value });

/** The bar at the foot: how many dishes and what they cost. */
export function BasketBar() {
  const count = cart.countOf(lines.value);
  if (count === 0) return null;
  return html`<div class="bar">
    <button type="button" class="button button-primary button-large bar-button"
      onClick=${() => (sheet.value = { kind: "cart" })}>
      <span class="count">${count}</span>
      <span class="grow">${t("guest.view_order")}</span>
      <span>${money(asMoney(cart.totalOf(lines.value, items.value)))}</span>
    </button>
  </div>`;
}

/** The sheet of chosen dishes. */
export function BasketSheet() {
  const close = () => (sheet.value = null);
  if (lines.value.length === 0) {
    return html`<${Sheet} title=${t("guest.your_order")} onClose=${close}>
      <${Empty} icon="shopping-bag" title=${t("guest.empty_order")}>
        <p>${t("guest.empty_order_hint")}</p>
        <button type="button" class="button" onClick=${close}>${t("guest.back_to_menu")}</button>
      <//>
    <//>`;
  }
  return html`<${Sheet} title=${t("guest.your_order")} onClose=${close} foot=${html`<${Foot} />`}>
    <${Changed} />
    <ul class="basket">
      ${lines.value.map((line) => html`<${Line} key=${line.key} line=${line} />`)}
    </ul>
    <div class="field">
      <label for="order-note" class="sr-only">${t("guest.order_note")}</label>
      <textarea id="order-note" class="textarea" dir="auto" rows="2" maxlength=${LONGEST_NOTE}
        placeholder=${t("guest.order_note")} value=${note}
        onInput=${(event) => (note.value = event.target.value)}></textarea>
    </div>
    <dl class="totals">
      <div>
        <dt>${t("guest.total")}</dt>
        <dd>${money(asMoney(cart.totalOf(lines.value, items.value)))}</dd>
      </div>
    </dl>
  <//>`;
}

function isChanged(line) {
  const item = items.value.get(line.item_id);
  return Boolean(line.change) || !item || !cart.isSold(item);
}

function Changed() {
  if (!lines.value.some(isChanged)) return null;
  return html`<${Banner} tone="warn" icon="triangle-alert" title=${t("guest.changed_title")}>
    ${t("guest.changed_text")}
  <//>`;
}

function Foot() {
  const wanted = cart.acceptChanges(lines.value, items.value);
  const send = () => {
    lines.value = wanted;
    return sendOrder();
  };
  const label = lines.value.some(isChanged) ? "guest.confirm_send" : "guest.send";
  return html`<button type="button" class="button button-primary button-large button-wide"
      disabled=${!mayOrder.value || wanted.length === 0 || wanted.length > cart.MOST_LINES}
      onClick=${send}>
      <${Icon} name="send" class="icon-flip" />${t(label)}
    </button>
    <p class="foot-note">${footNote(wanted)}</p>`;
}

function footNote(wanted) {
  const say = (icon, key, values) => html`<${Icon} name=${icon} />${t(key, values)}`;
  if (guestState.value === "waiting") return say("clock", "guest.send_after_admission");
  if (guestState.value === "needs_pin") return say("key-round", "guest.send_after_pin");
  if (session.value.paused) return say("pause", "guest.paused_short");
  if (wanted.length > cart.MOST_LINES) {
    return say("circle-alert", "guest.too_many_lines", { count: cart.MOST_LINES });
  }
  if (cutOff.value || sealed.value.length > 0) return say("cloud-off", "guest.will_be_kept");
  return say("credit-card", "guest.pay_later");
}

function Line({ line }) {
  const item = items.value.get(line.item_id);
  const sold = item && cart.isSold(item);
  const change = (quantity) => (lines.value = cart.setQuantity(lines.value, line.key, quantity));
  const edit = () => (sheet.value = { kind: "dish", id: line.item_id, editing: line.key });
  const chosen = item ? cart.chosenOf(item, line.modifiers).map((one) => one.name).join(", ") : "";
  const amount = item ? cart.unitPrice(item, line.modifiers) * line.quantity : 0;
  return html`<li class="basket-line" data-sold=${String(Boolean(sold))}>
    <div class="grow">
      <button type="button" class="basket-name" dir="auto" onClick=${edit} disabled=${!sold}>
        ${item?.name ?? t("guest.gone_from_menu")}
      </button>
      ${chosen && html`<p class="small muted" dir="auto">${chosen}</p>`}
      ${line.note && html`<p class="small muted basket-note" dir="auto">${line.note}</p>`}
      <${ChangeTag} line=${line} sold=${sold} />
      ${sold && html`<p class="muted basket-price">${money(asMoney(amount))}</p>`}
    </div>
    ${sold
      ? html`<${Stepper} value=${line.quantity} label=${item.name} onChange=${change}
          onRemove=${() => change(0)} />`
      : html`<button type="button" class="button" onClick=${() => change(0)}>
          ${t("common.remove")}</button>`}
  </li>`;
}

/** What the box said is no longer as the guest saw it. */
function ChangeTag({ line, sold }) {
  const tag = (tone, icon, text) =>
    html`<p><span class=${`badge badge-${tone}`}><${Icon} name=${icon} />${text}</span></p>`;
  const { reason, was, now } = line.change ?? {};
  if (reason === "sold_out" && now > 0) {
    return tag("warn", "timer", t("guest.only_left", { count: now }));
  }
  if (reason === "sold_out" || (!sold && reason !== "unavailable")) {
    return tag("bad", "ban", t("guest.sold_out"));
  }
  if (reason === "unavailable") return tag("bad", "clock", t("guest.not_now"));
  if (reason !== "price") return null;
  return tag("warn", "info", t("guest.new_price", { was: money(was), now: money(now) }));
}
