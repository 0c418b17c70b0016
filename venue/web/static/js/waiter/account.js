/** The own account: who is working, sound, looks, language, the shift's end and the way out. */

import { html, useSignal } from "../vendor.js";
import { chooseLanguage, chooseTheme } from "../boot.js";
import { lang, t } from "../i18n.js";
import { Banner, Icon, Sheet } from "../kit.js";
import { muted, toggleMute } from "../sound.js";
import { loadMenu, signOut } from "./reading.js";
import { commands, may, me, menu, sheet } from "./state.js";

const close = () => (sheet.value = null);

const THEMES = [["", "auto", "monitor"], ["light", "light", "sun"], ["dark", "dark", "moon"]];

/** Who is working, sound, looks, language, and the way out. */
export function AccountSheet() {
  const theme = useSignal(document.documentElement.dataset.theme ?? "");
  const setTheme = (next) => {
    chooseTheme(next || null);
    theme.value = next;
  };
  const setLanguage = async (code) => {
    await chooseLanguage(code);
    if (menu.value) loadMenu().catch(() => undefined);
  };
  return html`<${Sheet} title=${me.value.name || t("waiter.account")} onClose=${close}>
    <div class="stack">
      ${me.value.device && html`<p class="muted small">${me.value.device.name}</p>`}
      <button type="button" class="button button-large button-wide"
        aria-pressed=${String(!muted.value)} onClick=${toggleMute}>
        <${Icon} name=${muted.value ? "volume-x" : "volume-2"} />${t(muted.value
          ? "waiter.sound_off" : "waiter.sound_on")}
      </button>
      <div class="row" role="group" aria-label=${t("waiter.theme")}>${THEMES.map(
        ([value, key, icon]) => html`<button type="button" key=${key} class="chip grow"
          aria-pressed=${String(theme.value === value)} onClick=${() => setTheme(value)}>
          <${Icon} name=${icon} />${t(`waiter.theme.${key}`)}</button>`,
      )}</div>
      <div class="row" role="group"
        aria-label=${t("common.language")}>${me.value.venue.languages.map(
        (code) => html`<button type="button" key=${code} class="chip grow" lang=${code}
          aria-pressed=${String(lang.value === code)} onClick=${() => setLanguage(code)}>
          ${new Intl.DisplayNames([code], { type: "language" }).of(code)}</button>`,
      )}</div>
      <button type="button" class="button button-large"
        onClick=${() => (sheet.value = { kind: "handover" })}>
        <${Icon} name="users" />${t("waiter.hand_over")}</button>
      ${may.value.has("approvals.give") && html`<button type="button" class="button button-large"
        onClick=${() => (sheet.value = { kind: "pin" })}>
        <${Icon} name="key-round" />${t("waiter.approval_pin")}</button>`}
      ${may.value.has("translator.use") && html`<a class="button button-large"
        href="/translator">
        <${Icon} name="languages" />${t("waiter.to_translator")}</a>`}
      ${may.value.has("esim.sell") && html`<a class="button button-large" href="/esim">
        <${Icon} name="tablet-smartphone" />${t("waiter.to_esim")}</a>`}
      ${may.value.has("overview.view") && html`<a class="button button-large" href="/manage">
        <${Icon} name="sliders-horizontal" />${t("waiter.to_manage")}</a>`}
      ${me.value.permissions.includes("status.view") && html`<a class="button button-large"
        href="/status">
        <${Icon} name="monitor" />${t("waiter.box_status")}</a>`}
      ${commands.value.length > 0 && html`<${Banner} tone="warn" icon="cloud-off"
        title=${t("common.waiting_to_send",
          { count: commands.value.length })}>${t("waiter.stay_signed_in")}<//>`}
      ${may.value.has("bills.settle") && html`<button type="button" class="button button-large"
        onClick=${() => (sheet.value = { kind: "till" })}>
        <${Icon} name="credit-card" />${t("till.title")}</button>`}
      ${may.value.has("cash.use") && html`<button type="button" class="button button-large"
        onClick=${() => (sheet.value = { kind: "purse" })}>
        <${Icon} name="database" />${t("cash.my_cash")}</button>`}
      <button type="button" class="button button-large"
        onClick=${() => (sheet.value = { kind: "bills" })}>
        <${Icon} name="history" />${t("bill.past")}</button>
      <button type="button" class="button button-large" onClick=${signOut}>
        <${Icon} name="log-out" />${t("waiter.sign_out")}</button>
    </div>
  <//>`;
}
