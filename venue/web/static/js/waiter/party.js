/** What a waiter does for a party besides orders: its code, more time,
  pause. And the own account. */

import { html, useSignal } from "../vendor.js";
import { chooseLanguage, chooseTheme } from "../boot.js";
import { lang, t } from "../i18n.js";
import { Banner, Icon, Sheet } from "../kit.js";
import { muted, toggleMute } from "../sound.js";
import { act, loadMenu, signOut } from "./reading.js";
import { commands, detail, me, menu, sheet, table } from "./state.js";

const close = () => (sheet.value = null);

/** The code that guests scan and the PIN they type; `opened` is the answer to opening the table. */
export function CodeSheet({ opened = null }) {
  const session = opened ?? detail.value?.session ?? {};
  const picture = session.qr_svg ? `data:image/svg+xml,${encodeURIComponent(session.qr_svg)}`
    : session.qr_image;
  return html`<${Sheet}
    title=${t("waiter.code_title", { number: table.value?.number ?? "" })} onClose=${close}>
    <div class="code">
      ${picture && html`<img src=${picture} alt=${t("waiter.code_alt")} />`}
      <p class="muted">${t("waiter.code_text")}</p>
      ${session.pin && html`<p class="code-pin"><span class="small muted">${t("waiter.pin")}</span>
        <strong>${session.pin}</strong></p>`}
      ${session.url && html`<p class="small code-url" dir="ltr">${session.url}</p>`}
    </div>
  <//>`;
}

/** Phones of the party, more time, pause. */
export function PartySheet() {
  const one = table.value;
  const guests = detail.value?.session?.guests ?? [];
  const isPaused = one?.state === "paused" || one?.paused;
  const path = `/api/v1/table-sessions/${one?.session_id}`;
  const run = async (action, body) => {
    const answer = await act(`${path}/${action}`, body);
    if (answer) close();
  };
  return html`<${Sheet} title=${t("waiter.party_title", { number: one?.number ?? "" })}
    onClose=${close}>
    <div class="stack">
      <h3>${t("waiter.phones", { count: guests.length })}</h3>
      ${guests.length === 0 && html`<p class="muted">${t("waiter.no_phones")}</p>`}
      <ul class="guests">${guests.map(
        (guest) => html`<li key=${guest.id} class="row"><${Icon} name="tablet-smartphone" />
          <span class="grow">${guest.label}</span>
          <span class=${`badge ${guest.state === "waiting" ? "badge-warn" : ""}`}>
            ${t(`waiter.guest.${guest.state}`)}</span></li>`,
      )}</ul>
      <ul class="choices">
        ${guests.some((guest) => guest.state === "waiting") && html`<li>
          <button type="button" class="button button-primary button-large button-wide"
            onClick=${() => run("admit")}>
            <${Icon} name="door-open" />${t("waiter.let_in")}</button></li>`}
        <li><button type="button" class="button button-large button-wide"
          onClick=${() => run("extend", { hours: 1 })}>
          <${Icon} name="timer" />${t("waiter.extend")}</button></li>
        <li><button type="button" class="button button-large button-wide"
          onClick=${() => run("pause", { paused: !isPaused })}>
          <${Icon} name=${isPaused ? "play" : "pause"} />${t(isPaused ? "waiter.resume"
            : "waiter.pause")}</button></li>
      </ul>
    </div>
  <//>`;
}

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
      ${me.value.permissions.includes("status.view") && html`<a class="button button-large"
        href="/status">
        <${Icon} name="monitor" />${t("waiter.box_status")}</a>`}
      ${commands.value.length > 0 && html`<${Banner} tone="warn" icon="cloud-off"
        title=${t("common.waiting_to_send",
          { count: commands.value.length })}>${t("waiter.stay_signed_in")}<//>`}
      <button type="button" class="button button-large button-wide"
        onClick=${() => (sheet.value = { kind: "bills" })}>
        <${Icon} name="history" />${t("bill.past")}</button>
      <button type="button" class="button button-large" onClick=${signOut}>
        <${Icon} name="log-out" />${t("waiter.sign_out")}</button>
    </div>
  <//>`;
}
