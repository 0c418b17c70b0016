/** What the till does beside bills: sells vouchers and deposits, says what is left, switches ways to pay. */

import { Fragment, html, useEffect, useSignal } from "../vendor.js";
import { get, post } from "../api.js";
import { money, t } from "../i18n.js";
import { exponentOf } from "../money.js";
import { Banner, Icon, Sheet, Skeleton } from "../kit.js";
import { ApproveStep } from "./billapprove.js";
import { isBusy, problem, run, till, wanted } from "./billstate.js";
import { parseAmount } from "./model.js";
import { problemText } from "./reading.js";
import { asMoney, currency, sheet } from "./state.js";

const WAYS = [["sell", Sell], ["look", LookUp], ["methods", Methods]];

export function TillSheet() {
  const chosen = useSignal("sell");
  useEffect(() => {
    wanted.value = null;
    problem.value = "";
    loadTill();
  }, []);
  const choose = (way) => {
    problem.value = "";
    chosen.value = way;
  };
  const Way = WAYS.find(([way]) => way === chosen.value)[1];
  return html`<${Sheet} title=${t("till.title")} onClose=${() => (sheet.value = null)}>
    <div class="stack bill-sheet">
      ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
      ${wanted.value ? html`<${ApproveStep} />` : html`<${Fragment}>
        <div class="row" role="group" aria-label=${t("till.title")}>${WAYS.map(([way]) => html`
          <button type="button" key=${way} class="chip grow"
            aria-pressed=${String(way === chosen.value)} onClick=${() => choose(way)}>
            ${t(`till.${way}`)}</button>`)}</div>
        <${Way} /><//>`}
    </div>
  <//>`;
}

async function loadTill() {
  try {
    till.value = await get("/api/v1/payment-methods");
  } catch (error) {
    problem.value = problemText(error);
  }
}

/** A voucher or deposit stands on a bill of its own; its code is told this once. */
function Sell() {
  const kind = useSignal("gift");
  const text = useSignal("");
  const note = useSignal("");
  const sold = useSignal(null);
  const amount = parseAmount(text.value, exponentOf(currency.value));
  const sell = () => run("/api/v1/vouchers",
    { kind: kind.value, amount: asMoney(amount), note: note.value.trim() },
    { then: (answer) => (sold.value = answer) });
  if (sold.value) {
    return html`<div class="stack" role="status">
      <p>${t("till.write_down")}</p>
      <p class="till-code" dir="ltr">${sold.value.code}</p>
      <p class="muted">${t("till.good_when_paid")}</p>
      <button type="button" class="button button-primary button-large button-wide"
        onClick=${() => (sheet.value = { kind: "bill", billId: sold.value.bill.id })}>
        ${t("bill.pay", { amount: money(sold.value.bill.payable) })}</button></div>`;
  }
  return html`<div class="stack">
    <div class="row" role="group" aria-label=${t("till.kind")}>${["gift", "deposit"].map(
      (one) => html`<button type="button" key=${one} class="chip grow"
        aria-pressed=${String(one === kind.value)} onClick=${() => (kind.value = one)}>
        ${t(`till.kind.${one}`)}</button>`)}</div>
    <div class="field"><label for="till-amount">${t("waiter.amount")}</label>
      <input id="till-amount" class="input amount" inputmode="decimal" autocomplete="off"
        value=${text.value} onInput=${(event) => (text.value = event.target.value)} /></div>
    <div class="field"><label for="till-note">${t("till.note")}</label>
      <input id="till-note" class="input" maxlength="120" autocomplete="off" value=${note.value}
        onInput=${(event) => (note.value = event.target.value)} /></div>
    <button type="button" class="button button-primary button-large button-wide"
      disabled=${!amount || isBusy.value} onClick=${sell}>
      <${Icon} name="party-popper" />${t("till.do_sell")}</button></div>`;
}

function LookUp() {
  const code = useSignal("");
  const found = useSignal(null);
  const look = async () => {
    found.value = null;
    problem.value = "";
    try {
      found.value = await post("/api/v1/vouchers/look-up", { code: code.value });
    } catch (error) {
      problem.value = problemText(error);
    }
  };
  return html`<div class="stack">
    <div class="field"><label for="till-code">${t("bill.code")}</label>
      <input id="till-code" class="input bill-code" autocomplete="off" autocapitalize="characters"
        dir="ltr" maxlength="40" value=${code.value}
        onInput=${(event) => (code.value = event.target.value)} /></div>
    <button type="button" class="button button-primary button-large button-wide"
      disabled=${code.value.trim() === ""} onClick=${look}>
      <${Icon} name="search" />${t("till.do_look")}</button>
    <div role="status">${found.value && html`<p class="bill-amount">
      <span class="muted">${t(`till.kind.${found.value.kind}`)} · ${t("till.left")}</span>
      <strong>${money(found.value.balance)}</strong></p>
      <p class="muted">${t("till.of", { amount: money(found.value.sold) })}
        ${found.value.note && ` · ${found.value.note}`}</p>`}</div></div>`;
}

function Methods() {
  if (!till.value) return html`<${Skeleton} rows=${6} />`;
  const set = (one) => run(`/api/v1/payment-methods/${one.name}`, { enabled: !one.enabled },
    { then: loadTill });
  return html`<div class="stack"><p class="muted">${t("till.methods_text")}</p>
    ${till.value.items.map((one) => html`<button type="button" key=${one.name}
      class="button button-large button-wide" aria-pressed=${String(one.enabled)}
      disabled=${isBusy.value} onClick=${() => set(one)}>
      <${Icon} name=${one.enabled ? "check" : "ban"} />
      <span class="grow">${t(`bill.method.${one.name}`)}</span>
      <span class="badge ${one.enabled ? "badge-ok" : "badge-warn"}">${t(one.enabled
        ? "till.on" : "till.off")}</span></button>`)}</div>`;
}
