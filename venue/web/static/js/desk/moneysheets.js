/** Money of a booking before and beside its accounts: deposits, fees, and what is asked for them. */

import { Fragment, html, useRef, useSignal } from "../vendor.js";
import { errorText, lang, money, t } from "../i18n.js";
import { Banner, Icon, Sheet, Skeleton } from "../kit.js";
import { METHODS } from "./linesheets.js";
import { AmountField, Choice, Failed, Field, typedMinor, typedText } from "./parts.js";
import { act, may, sheet, useFetched } from "./state.js";

const LAST_HOUR = 24;
const close = () => (sheet.value = null);
const hourText = (hour) => `${String(hour).padStart(2, "0")}:00`;

/** What the house says of cancelling and of not coming, in words. */
export function Rules({ action, rules }) {
  const key = action === "cancel" && rules.cancel_free_days === 0 ? "desk.rules.cancel_always"
    : `desk.rules.${action.replace("-", "_")}`;
  return html`<p class="muted">${t(key, { days: rules.cancel_free_days,
    percent: action === "cancel" ? rules.cancel_fee_percent : rules.no_show_fee_percent })}</p>`;
}

/** Deposits and fees of a booking, and the buttons to take one or give it back. */
export function MoneyPart({ booking }) {
  const { value, error, again } = useFetched(`/api/v1/bookings/${booking.id}/money`);
  if (!value) {
    return html`<section class="card part">${error
      ? html`<${Failed} error=${error} onRetry=${again} />` : html`<${Skeleton} rows=${2} />`}
    </section>`;
  }
  const roomOf = (id) => booking.stays.find((stay) => stay.id === id)?.room;
  const open = (way) => () => (sheet.value = html`<${DepositSheet} booking=${booking}
    paid=${value} way=${way} />`);
  const isHeld = value.deposit_held.amount > 0;
  return html`<section class="card part"><h2>${t("desk.deposit.title")}</h2>
    <dl class="facts">
      <div><dt>${t("desk.deposit.asked")}</dt><dd>${money(value.deposit_asked)}</dd></div>
      <div><dt>${t("desk.deposit.held")}</dt><dd>${money(value.deposit_held)}</dd></div>
    </dl>
    <ul>${value.deposits.map((one) => html`<li class="line" key=${`deposit ${one.id}`}>
      <span class="grow"><strong>${t(`desk.deposit.${one.kind}`)}</strong>
        <span class="small muted line-about">${[timeText(one.at),
          one.method && t(`desk.method.${one.method}`)].filter(Boolean).join(" · ")}</span></span>
      <strong>${money(one.amount)}</strong></li>`)}
    ${value.fees.map((one) => html`<li class="line" key=${`${one.kind} ${one.stay_id}`}>
      <span class="grow"><strong>${t(`desk.kind.${one.kind}`)}</strong>
        <span class="small muted line-about" dir="auto">${[timeText(one.at),
          roomOf(one.stay_id) && t("desk.room", { room: roomOf(one.stay_id) }), one.waived]
          .filter(Boolean).join(" · ")}</span></span>
      ${one.waived && html`<span class="badge">${t("desk.fee.waived")}</span>`}
      <strong>${money(one.amount)}</strong></li>`)}</ul>
    ${may("bookings.manage") && (value.open || isHeld) && html`<div class="row desk-actions">
      ${value.open && html`<button type="button" class="button" onClick=${open("take")}>
        <${Icon} name="credit-card" />${t("desk.deposit.take")}</button>`}
      ${isHeld && html`<button type="button" class="button" onClick=${open("back")}>
        <${Icon} name="undo-2" />${t("desk.deposit.back")}</button>`}</div>`}
  </section>`;
}

function timeText(moment) {
  return new Date(moment).toLocaleString(`${lang.value}-u-nu-latn`,
    { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
}

/** Take a deposit, or give it back as far as it is held. */
function DepositSheet({ booking, paid, way }) {
  const isBack = way === "back";
  const left = { ...paid.deposit_asked, amount: Math.max(0, paid.deposit_asked.amount
    - paid.deposits.reduce((sum, one) => sum + (one.kind === "applied" ? 0 : one.amount.amount), 0)) };
  const suggested = isBack ? paid.deposit_held : left;
  const method = useSignal("card");
  const amount = useSignal(suggested.amount > 0 ? typedText(suggested) : "");
  const minor = typedMinor(amount.value);
  const isTooMuch = isBack && minor > paid.deposit_held.amount;
  const path = `/api/v1/bookings/${booking.id}/deposits${isBack ? "/return" : ""}`;
  const save = () => act(path, { method: method.value, amount_minor: minor });
  const words = t(`desk.deposit.${way}`);
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${!minor || isTooMuch} onClick=${save}>${words}</button>`;
  return html`<${Sheet} title=${words} onClose=${close} foot=${foot}><div class="stack">
    <p>${isBack ? `${t("desk.deposit.held")}: ${money(paid.deposit_held)}`
      : `${t("desk.deposit.left")}: ${money(left)}`}</p>
    <${Choice} label=${t("desk.method")} values=${METHODS} words="desk.method" value=${method.value}
      onChange=${(next) => (method.value = next)} />
    <${AmountField} id="amount" label=${t("desk.amount")} value=${amount.value}
      aria-invalid=${String(isTooMuch)} onChange=${(said) => (amount.value = said)} />
    ${isTooMuch && html`<${Banner} tone="bad" icon="circle-alert"
      title=${t("error.lodging.not_held")} />`}
  </div><//>`;
}

/** Leaving late: the fee is said before it is on the account, or a reason why there is none. */
export function LateSheet({ booking, stay }) {
  const hour = useSignal(null);
  const waive = useSignal("");
  const asked = hour.value === null ? "" : `&hour=${hour.value}`;
  const { value, error, again } = useFetched(
    `/api/v1/bookings/${booking.id}/fee?action=late&stay_id=${stay.id}${asked}`);
  // The choice of hours stays while the fee of another hour is asked for.
  const known = useRef(null);
  known.current ??= value?.rules;
  const rules = known.current;
  const chosen = hour.value ?? rules?.late_until_hour;
  const isDue = value?.fee.amount > 0;
  const save = () => act(`/api/v1/bookings/${booking.id}/late-check-out`, { stay_id: stay.id,
    hour: chosen, waive: waive.value.trim() });
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${!isDue} onClick=${save}>${t(waive.value.trim() ? "desk.late.free" : "desk.late.charge")}
    </button>`;
  const hours = rules ? Array.from({ length: LAST_HOUR - rules.check_out_hour },
    (_, index) => rules.check_out_hour + 1 + index) : [];
  return html`<${Sheet} title=${t("desk.late.title")} onClose=${close} foot=${foot}>
    <div class="stack">
      ${rules && html`<${Fragment}><p class="muted">${t("desk.rules.late", {
        from: hourText(rules.check_out_hour), until: hourText(rules.late_until_hour),
        percent: rules.late_fee_percent })}</p>
        <div class="field"><label for="hour">${t("desk.late.hour")}</label>
          <select id="hour" class="select" onChange=${(event) =>
            (hour.value = Number(event.target.value))}>${hours.map((one) => html`<option key=${one}
              value=${one} selected=${one === chosen}>${hourText(one)}</option>`)}</select></div>
      <//>`}
      ${error && html`<${Banner} tone="warn" icon="wifi-off" title=${errorText(error)}>
        <button type="button" class="button" onClick=${again}>${t("common.retry")}</button><//>`}
      ${!value && !error && html`<${Skeleton} rows=${1} />`}
      ${value && html`<${Banner} tone=${isDue ? "warn" : "ok"} icon="receipt-text"
        title=${isDue ? t("desk.late.due", { amount: money(value.fee) }) : t("desk.fee.none")} />`}
      ${isDue && html`<${Field} id="waive" label=${t("desk.fee.waive")} value=${waive.value}
        maxlength="120" onChange=${(said) => (waive.value = said)} />`}
    </div><//>`;
}
