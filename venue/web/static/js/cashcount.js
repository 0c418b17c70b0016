/** Counting a drawer or a purse by coins and notes; what should be there is told afterwards. */

import { html, useSignal } from "./vendor.js";
import { money, t } from "./i18n.js";
import { Icon } from "./kit.js";

/** The sum of a count, in minor units; null where something typed is no number of pieces. */
export function sumOf(pieces) {
  let sum = 0;
  for (const [value, number] of Object.entries(pieces)) {
    if (!/^\d{0,5}$/.test(number)) return null;
    sum += Number(value) * Number(number);
  }
  return sum;
}

/**
 * @param {{denominations: number[], currency: string, needsReason: boolean, isBusy: boolean,
 *   onDone: (pieces: object, reason: string) => void, onCancel: () => void}} props
 */
export function CashCount({ denominations, currency, needsReason, isBusy, onDone, onCancel }) {
  const pieces = useSignal({});
  const reason = useSignal("");
  const sum = sumOf(pieces.value);
  const set = (value) => (event) => {
    pieces.value = { ...pieces.value, [value]: event.target.value.trim() };
  };
  const done = () => {
    const counted = Object.entries(pieces.value).filter(([, number]) => Number(number) > 0)
      .map(([value, number]) => [value, Number(number)]);
    onDone(Object.fromEntries(counted), reason.value.trim());
  };
  return html`<div class="stack">
    <p class="muted">${t("cash.count_text")}</p>
    <ul class="cash-count">${denominations.map((value) => html`<li key=${value}>
      <label for=${`piece-${value}`}>${money({ amount: value, currency })}</label>
      <span aria-hidden="true">×</span>
      <input id=${`piece-${value}`} class="input" inputmode="numeric" maxlength="5"
        autocomplete="off" dir="ltr" value=${pieces.value[value] ?? ""} onInput=${set(value)} />
    </li>`)}</ul>
    <p class="cash-sum" aria-live="polite"><span>${t("cash.counted")}</span>
      <strong>${sum === null ? "–" : money({ amount: sum, currency })}</strong></p>
    ${needsReason && html`<div class="field"><label for="cash-why">${t("cash.why")}</label>
      <input id="cash-why" class="input" maxlength="120" value=${reason.value}
        onInput=${(event) => (reason.value = event.target.value)} /></div>`}
    <div class="row">
      <button type="button" class="button button-large grow" disabled=${isBusy}
        onClick=${onCancel}>${t("cash.later")}</button>
      <button type="button" class="button button-primary button-large grow" onClick=${done}
        disabled=${isBusy || sum === null}>
        <${Icon} name="check" />${t("cash.close")}</button>
    </div>
  </div>`;
}

/** What a closed session came to. */
export function CashOutcome({ session }) {
  const isEven = session.difference.amount === 0;
  return html`<div class="stack" role="status">
    <dl class="totals">
      <div><dt>${t("cash.expected")}</dt><dd>${money(session.expected)}</dd></div>
      <div><dt>${t("cash.counted")}</dt><dd>${money(session.counted)}</dd></div>
    </dl>
    <p class="cash-sum"><span>${t(isEven ? "cash.even" : "cash.difference")}</span>
      <strong>${money(session.difference)}</strong></p>
  </div>`;
}
