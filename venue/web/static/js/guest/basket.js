/** The chosen dishes, one's own and the others', what has changed, and the button that sends them. */

import { Fragment, html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet, Stepper } from "../kit.js";
import * as cart from "./cart.js";
import { standing } from "./diet.js";
import { NoteField } from "./notefield.js";
import { sendOrder } from "./outbox.js";
import { nameOf } from "./people.js";
import { byGuest } from "./shared.js";
import { Promised } from "./strip.js";
import {
  currency, cutOff, filter, items, lines, mayOrder, me, note, obstacle, othersOpen, sealed,
  sheet, slot,
} from "./state.js";

const asMoney = (amount) => ({ amount, currency: currency.value });

/** The sheet of chosen dishes; `changed` when somebody or something has just changed them. */
export function BasketSheet({ changed = false }) {
  const close = () => (sheet.value = null);
  const shared = othersOpen.value.length > 0;
  if (lines.value.length === 0 && !shared) {
    return html`<${Sheet} title=${t("guest.your_order")} onClose=${close}>
      <${Empty} icon="shopping-bag" title=${t("guest.empty_order")}>
        <p>${t("guest.empty_order_hint")}</p>
        <button type="button" class="button" onClick=${close}>${t("guest.back_to_menu")}</button>
      <//>
    <//>`;
  }
  const tray = me.value.room_service?.tray;
  const title = t(shared ? "guest.shared_order" : "guest.your_order");
  return html`<${Sheet} title=${title} onClose=${close} foot=${html`<${Foot} />`}>
    <${Changed} told=${changed} />
    ${shared && lines.value.length > 0 && html`<h3 class="basket-who">${t("guest.you")}</h3>`}
    <ul class="basket">
      ${lines.value.map((line) => html`<${Line} key=${line.id} line=${line} />`)}
    </ul>
    ${byGuest(othersOpen.value).map(
      ([guestId, some]) => html`<${Fragment} key=${guestId}>
        <h3 class="basket-who" dir="auto"><${Icon} name="user" />${nameOf(guestId)}</h3>
        <ul class="basket">
          ${some.map((line) => html`<${OthersLine} key=${line.id} line=${line} />`)}
        </ul>
      <//>`,
    )}
    <${NoteField} id="order-note" label=${t("guest.order_note")} hint=${t("guest.order_note")}
      hidden value=${note.value} onInput=${(text) => (note.value = text)} />
    <${DeliveryTime} />
    <dl class="totals">
      ${shared && html`<div class="totals-minor">
        <dt>${t("guest.own_part")}</dt>
        <dd>${money(asMoney(cart.totalOf(lines.value, items.value)))}</dd>
      </div>`}
      ${tray && html`<div class="totals-minor"><dt dir="auto">${tray.name}</dt>
        <dd>${money(tray.price)}</dd></div>`}
      <div>
        <dt>${t("guest.total")}</dt>
        <dd>${money(asMoney((tray?.price.amount ?? 0)
          + cart.totalOf([...lines.value, ...othersOpen.value], items.value)))}</dd>
      </div>
    </dl>
  <//>`;
}

/** When room service comes; a time that has gone by meanwhile is not offered again. */
function DeliveryTime() {
  const times = me.value.room_service?.times ?? [];
  if (times.length === 0) return null;
  return html`<label class="field order-slot" for="order-slot">
    <span class="field-label">${t("guest.slot")}</span>
    <select id="order-slot" class="select" value=${slot.value}
      onChange=${(event) => (slot.value = event.currentTarget.value)}>
      <option value="">${t("guest.slot_soon")}</option>
      ${times.map((at) => html`<option key=${at} value=${at}>${at}</option>`)}
    </select>
  </label>`;
}

function isChanged(line) {
  const item = items.value.get(line.item_id);
  return Boolean(line.change) || !item || !cart.isSold(item);
}

function Changed({ told }) {
  if (!told && !lines.value.some(isChanged)) return null;
  return html`<${Banner} tone="warn" icon="triangle-alert" title=${t("guest.changed_title")}>
    ${t("guest.changed_text")}
  <//>`;
}

function Foot() {
  const own = cart.acceptChanges(lines.value, items.value);
  const theirs = cart.orderable(othersOpen.value, items.value);
  const all = [...own, ...theirs];
  const send = (withOthers) => {
    lines.value = own;
    return sendOrder({ all: withOthers });
  };
  const isOff = !mayOrder.value || all.length > cart.MOST_LINES;
  const isAsked = lines.value.some(isChanged);
  const label = theirs.length > 0 ? "guest.send_all" : "guest.send";
  return html`<button type="button" class="button button-primary button-large button-wide"
      disabled=${isOff || all.length === 0} onClick=${() => send(true)}>
      <${Icon} name="send" class="icon-flip" />
      ${t(isAsked ? "guest.confirm_send" : label, { count: cart.countOf(all) })}
    </button>
    ${theirs.length > 0 && own.length > 0 && html`<button type="button"
      class="button button-wide" disabled=${isOff} onClick=${() => send(false)}>
      ${t("guest.send_own", { count: cart.countOf(own) })}</button>`}
    <p class="foot-note" role="status">${footNote(all)}</p>
    <p class="foot-note"><${Promised} /></p>`;
}

const OBSTACLE_ICONS = {
  view_only: "hand", send_after_admission: "clock", send_after_pin: "key-round",
  paused_short: "pause", closed_short: "clock",
};

function footNote(wanted) {
  const say = (icon, key, values) => html`<${Icon} name=${icon} />${t(key, values)}`;
  if (obstacle.value) return say(OBSTACLE_ICONS[obstacle.value], `guest.${obstacle.value}`);
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
  const amount = item ? cart.unitPrice(item, line.modifiers) * line.quantity : 0;
  return html`<li class="basket-line" data-sold=${String(Boolean(sold))}>
    <div class="grow">
      <button type="button" class="basket-name" dir="auto" onClick=${edit} disabled=${!sold}>
        ${item?.name ?? t("guest.gone_from_menu")}
      </button>
      <${Details} line=${line} item=${item} />
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

/** Choices, the note, and what is in it that this guest avoids. */
function Details({ line, item, warn = true }) {
  const chosen = item ? cart.chosenOf(item, line.modifiers) : [];
  const names = chosen.map((one) => one.name).join(", ");
  const avoided = item && warn ? standing(item, filter.value).contains : [];
  const extra = chosen.flatMap((one) => one.allergens ?? []);
  const all = [...new Set([...avoided, ...extra.filter((c) => filter.value.allergens.includes(c))])];
  return html`<${Fragment}>
    ${names && html`<p class="small muted" dir="auto">${names}</p>`}
    ${line.note && html`<p class="small muted basket-note" dir="auto">${line.note}</p>`}
    ${warn && all.length > 0 && html`<p><span class="badge badge-bad">
      <${Icon} name="triangle-alert" />${t("guest.contains")}
      ${" "}${all.map((code) => t(`guest.allergen.${code}`)).join(", ")}</span></p>`}
  <//>`;
}

/** Another phone's choice: to be seen, and changed there alone. */
function OthersLine({ line }) {
  const item = items.value.get(line.item_id);
  const sold = Boolean(item && cart.isSold(item));
  const amount = item ? cart.unitPrice(item, line.modifiers) * line.quantity : 0;
  return html`<li class="basket-line" data-sold=${String(sold)}>
    <span class="order-quantity">${line.quantity}</span>
    <div class="grow">
      <p class="basket-name" dir="auto">${item?.name ?? t("guest.gone_from_menu")}</p>
      <${Details} line=${line} item=${item} warn=${false} />
      ${!sold && html`<${ChangeTag} line=${line} sold=${false} />`}
    </div>
    ${sold && html`<span class="muted">${money(asMoney(amount))}</span>`}
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
