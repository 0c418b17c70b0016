/** The top of the page: whose table this is, three things to ask for, and what is wrong, if any. */

import { html } from "../vendor.js";
import { directionOf, lang, t } from "../i18n.js";
import { Banner, Icon, IconButton, Sheet, SyncPill } from "../kit.js";
import { call, changeLanguage } from "./actions.js";
import { Strip } from "./table.js";
import {
  calls, cutOff, durable, guestState, link, me, sealed, session, sheet,
} from "./state.js";

/** Each language in its own words: a guest looks for the name they can read. */
const NAMES = {
  ar: "العربية", de: "Deutsch", el: "Ελληνικά", en: "English", es: "Español", fr: "Français",
  he: "עברית", it: "Italiano", pt: "Português", ru: "Русский", tr: "Türkçe", uk: "Українська",
};

/** The header with the venue's name, the table, the link and the language. */
export function Header() {
  const { venue, table } = me.value;
  return html`<header class="top">
    <span class="top-mark"><${Icon} name="utensils" /></span>
    <div class="grow">
      <h1 class="top-name">${venue.name}</h1>
      <p class="top-table">
        ${table && html`<span>${t("common.table", { number: table.number })}</span>`}
        ${cutOff.value && html`<${SyncPill} state=${link.value} waiting=${sealed.value.length} />`}
      </p>
    </div>
    ${venue.languages.length > 1 &&
    html`<${IconButton} icon="languages" class="icon-button-line" label=${t("common.language")}
      onClick=${() => (sheet.value = { kind: "language" })} />`}
  </header>`;
}

/** Call the waiter, get the bill, see the table's order. */
export function Tiles() {
  const isOff = guestState.value !== "joined";
  const tile = (icon, key, onClick, isCalled = false) =>
    html`<button type="button" class="card tile-button" data-called=${String(isCalled)}
      disabled=${isOff || isCalled} onClick=${onClick}>
      <${Icon} name=${icon} /><span>${t(key)}</span>
    </button>`;
  const ask = (kind, icon, key) =>
    calls.value[kind] === "open"
      ? tile("check", `guest.called.${kind}`, undefined, true)
      : tile(icon, key, () => call(kind));
  return html`<div class="tiles" role="group" aria-label=${t("guest.actions")}>
    ${ask("waiter", "bell", "guest.call_waiter")}
    ${ask("bill", "receipt-text", "guest.get_bill")}
    ${tile("users", "guest.table_order", () => (sheet.value = { kind: "table" }))}
  </div>`;
}

/** What the guest should know before anything else. */
export function Notices() {
  return html`<div class="notices">
    ${guestState.value === "waiting" &&
    html`<${Banner} tone="info" icon="clock" title=${t("guest.waiting_title")}>
      ${t("guest.waiting_text")}<//>`}
    ${guestState.value === "needs_pin" &&
    html`<${Banner} tone="info" icon="key-round" title=${t("guest.pin_title")}>
      <p>${t("guest.pin_text")}</p>
      <button type="button" class="button notice-button"
        onClick=${() => (sheet.value = { kind: "pin" })}>${t("guest.pin_enter")}</button><//>`}
    ${session.value.paused &&
    html`<${Banner} tone="warn" icon="pause" title=${t("guest.paused_title")}>
      ${t("guest.paused_text")}<//>`}
    ${cutOff.value && html`<${OfflineNotice} />`}
    <${Strip} />
  </div>`;
}

function OfflineNotice() {
  const waiting = sealed.value.length;
  const words = waiting > 0 ? t("guest.offline_kept", { count: waiting }) : t("guest.offline_text");
  const danger = waiting > 0 && !durable.value;
  return html`<${Banner} tone="warn" icon="wifi-off" title=${t("guest.offline_title")}>
    ${danger ? t("guest.offline_keep_open") : words}
  <//>`;
}

/** The sheet of languages. */
export function LanguageSheet() {
  const close = () => (sheet.value = null);
  const choose = async (code) => {
    close();
    await changeLanguage(code);
  };
  return html`<${Sheet} title=${t("common.language")} onClose=${close}>
    <ul class="languages">
      ${me.value.venue.languages.map(
        (code) => html`<li key=${code}>
          <button type="button" class="button button-wide language"
            lang=${code} dir=${directionOf(code)} aria-pressed=${String(lang.value === code)}
            onClick=${() => choose(code)}>
            <span class="grow">${NAMES[code] ?? code}</span>
            ${lang.value === code && html`<${Icon} name="check" />`}
          </button>
        </li>`,
      )}
    </ul>
  <//>`;
}
