/** The top of the page: whose table this is, three things to ask for, and what is wrong, if any. */

import { html } from "../vendor.js";
import { lang, t } from "../i18n.js";
import { Banner, Icon, IconButton, SyncPill } from "../kit.js";
import { Strip } from "./strip.js";
import { minutesLeft } from "./times.js";
import {
  calls, cutOff, durable, guestState, isClosed, link, me, menu, mode, pacing, sealed, session,
  sellsEsims, sheet,
} from "./state.js";

/** A table by its number; a room by the door's, without the letter that tells it from a table. */
function placeName(number) {
  if (!me.value.room_service) return t("common.table", { number });
  return t("guest.room", { number: number.replace(/^R/, "") });
}

/** The header with the venue's name, the table, the link and the language. */
export function Header() {
  const { venue, table } = me.value;
  return html`<header class="top">
    <span class="top-mark"><${Icon} name="utensils" /></span>
    <div class="grow">
      <h1 class="top-name">${venue.name}</h1>
      <p class="top-table">
        ${table && html`<span>${placeName(table.number)}</span>`}
        ${cutOff.value && html`<${SyncPill} state=${link.value} waiting=${sealed.value.length} />`}
      </p>
    </div>
    <${IconButton} icon="languages" class="icon-button-line" label=${t("common.language")}
      onClick=${() => (sheet.value = { kind: "language" })} />
  </header>`;
}

/** What a called kind says on its tile; null when nothing of it is under way. */
function calledWords(kinds) {
  for (const kind of kinds) {
    const { state, by } = calls.value[kind] ?? {};
    if (state === "open") return t(`guest.called.${kind}`);
    if (state === "answered") return t(by ? "guest.coming_short" : "guest.coming.somebody", { name: by });
  }
  return null;
}

/** Call somebody, see the bill, see the table's order. */
export function Tiles() {
  const isOff = guestState.value !== "joined";
  const tile = (icon, words, kind, called = null) =>
    html`<button type="button" class="card tile-button" data-called=${String(called !== null)}
      disabled=${isOff} onClick=${() => (sheet.value = { kind })}>
      <${Icon} name=${called ? "check" : icon} /><span>${called ?? words}</span>
    </button>`;
  return html`<div class="tiles" role="group" aria-label=${t("guest.actions")}>
    ${tile("bell", t("guest.call_waiter"), "call", calledWords(["waiter", "help"]))}
    ${tile("receipt-text", t("guest.bill"), "bill", calledWords(["bill"]))}
    ${tile("users", t("guest.table_order"), "table")}
  </div>`;
}

/** The way to the eSIM shop, where the venue sells them. */
export function Shop() {
  if (!sellsEsims.value) return null;
  return html`<p class="shop"><a class="button button-wide" href="/guest/esim">
    <${Icon} name="map" />${t("guest.esim")}</a></p>`;
}

/** What the guest should know before anything else. */
export function Notices() {
  const note = (tone, icon, key) => html`<${Banner} tone=${tone} icon=${icon}
    title=${t(`guest.${key}_title`)}>${t(`guest.${key}_text`)}<//>`;
  return html`<div class="notices">
    ${guestState.value === "waiting" && note("info", "clock", "waiting")}
    ${guestState.value === "needs_pin" &&
    html`<${Banner} tone="info" icon="key-round" title=${t("guest.pin_title")}>
      <p>${t("guest.pin_text")}</p>
      <button type="button" class="button notice-button"
        onClick=${() => (sheet.value = { kind: "pin" })}>${t("guest.pin_enter")}</button><//>`}
    ${session.value.training && note("bad", "info", "training")}
    ${mode.value === "view" && note("info", "hand", "view")}
    ${session.value.paused ? note("warn", "pause", "paused") : html`<${Kitchen} />`}
    ${isClosed.value && html`<${Closed} />`}
    ${cutOff.value && html`<${OfflineNotice} />`}
    <${Strip} />
  </div>`;
}

/** What the kitchen says of its pace; nothing in a normal hour. */
function Kitchen() {
  const { state, promised_minutes: promised, until_s: until, at } = pacing.value;
  if (mode.value === "view" || state === "normal") return null;
  if (state === "slow") {
    return html`<${Banner} tone="info" icon="timer" title=${t("guest.slow_title")}>
      ${promised ? t("guest.slow_minutes", { count: promised }) : t("guest.slow_text")}<//>`;
  }
  const again = until ? t("guest.pacing_until", { count: minutesLeft(until, at) }) : "";
  return html`<${Banner} tone="warn" icon="pause" title=${t("guest.pacing_title")}>
    ${t("guest.pacing_text")} ${again}<//>`;
}

function Closed() {
  const { state, opens_at: opens } = menu.value.opening;
  const format = { weekday: "short", hour: "2-digit", minute: "2-digit" };
  const when = opens && new Intl.DateTimeFormat(lang.value, format).format(new Date(opens));
  return html`<${Banner} tone="info" icon="clock" title=${t(`guest.opening.${state}`)}>
    ${when ? t("guest.opens_at", { when }) : t("guest.opening_text")}<//>`;
}

function OfflineNotice() {
  const waiting = sealed.value.length;
  const words = waiting > 0 ? t("guest.offline_kept", { count: waiting }) : t("guest.offline_text");
  const danger = waiting > 0 && !durable.value;
  return html`<${Banner} tone="warn" icon="wifi-off" title=${t("guest.offline_title")}>
    ${danger ? t("guest.offline_keep_open") : words}
  <//>`;
}
