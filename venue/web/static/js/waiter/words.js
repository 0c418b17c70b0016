/** Words and drawings that several parts of the waiter's screen share. */

import { html } from "../vendor.js";
import { hasText, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { titleOf } from "./model.js";

/** What a table, or a party without one, is called. */
export function titled(table) {
  const { key, values } = titleOf(table);
  return t(key, values);
}

/** "now", "4 min", "1 h 10 min". */
export function ageText(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return t("waiter.age_now");
  if (minutes < 60) return t("waiter.age_min", { count: minutes });
  return t("waiter.age_hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** The same in the least room: "7′", "1:05". */
export function shortAge(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}′`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** An alert in words; a text nobody knows here is told by its kind. */
export function alertText({ text_key: key, kind, values = {} }) {
  for (const known of [key, `alert.${key}`, `alert.${kind}`]) {
    if (known && hasText(known)) return t(known, values);
  }
  return t("alert.other");
}

const ORDER_LOOKS = {
  awaiting_staff: ["badge-warn", "hand"],
  received: ["badge-info", "send"],
  sent: ["badge-info", "send"],
  acknowledged: ["badge-ok", "chef-hat"],
  escalated: ["badge-bad", "triangle-alert"],
  completed: ["", "check-check"],
  rejected: ["", "ban"],
};

/** How an order stands, as a badge. */
export function OrderBadge({ status }) {
  const [tone, icon] = ORDER_LOOKS[status] ?? ["", "info"];
  return html`<span class=${`badge ${tone}`}><${Icon}
    name=${icon} />${t(`waiter.order.${status}`)}</span>`;
}

const LINE_LOOKS = {
  held: ["badge-warn", "pause"],
  fired: ["", "clock"],
  started: ["", "flame"],
  done: ["badge-ok", "concierge-bell"],
  served: ["", "check-check"],
  voided: ["badge-bad", "ban"],
  void_seen: ["badge-bad", "ban"],
};

/** How a dish stands, as a badge. */
export function LineBadge({ state }) {
  const [tone, icon] = LINE_LOOKS[state] ?? ["", "info"];
  return html`<span class=${`badge ${tone}`}><${Icon}
    name=${icon} />${t(`waiter.line.${state}`)}</span>`;
}

const ALERT_ICONS = {
  order_unseen: "triangle-alert",
  printer: "printer",
  join: "tablet-smartphone",
  call: "bell",
  ready: "concierge-bell",
  reservation: "calendar",
  sold_out: "ban",
};

export function alertIcon({ kind, text_key: key }) {
  return key === "alert.call_bill" ? "receipt-text" : (ALERT_ICONS[kind] ?? "info");
}
