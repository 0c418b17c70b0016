/** The own purse or drawer: opened with its float, chosen, counted and handed in. */

import { html, useEffect, useSignal } from "./vendor.js";
import { get, post } from "./api.js";
import { errorText, money, t } from "./i18n.js";
import { CashCount, CashOutcome } from "./cashcount.js";
import { exponentOf } from "./money.js";
import { Banner, Icon, Sheet, Skeleton } from "./kit.js";
import { parseAmount } from "./waiter/model.js";

const PATH = "/api/v1/cash-sessions";

/** @param {{staffId: number | null, currency: string, onClose: () => void}} props */
export function OwnCash({ staffId, currency, onClose }) {
  const told = useSignal(null);
  const problem = useSignal("");
  const isBusy = useSignal(false);
  const isCounting = useSignal(false);
  const needsReason = useSignal(false);
  const closed = useSignal(null);
  const load = async () => {
    try {
      told.value = await get(PATH);
    } catch (error) {
      problem.value = errorText(error);
    }
  };
  useEffect(() => {
    load();
  }, []);
  const call = async (path, body = {}) => {
    isBusy.value = true;
    problem.value = "";
    let answer = null;
    try {
      answer = await post(path, body);
    } catch (error) {
      needsReason.value ||= error.code === "cash.reason_needed";
      problem.value = errorText(error);
    }
    isBusy.value = false;
    await load();
    return answer;
  };
  const purse = told.value?.items.find(
    (one) => one.staff_id === staffId && one.kind === "purse" && one.state !== "closed",
  );
  const drawers = (told.value?.items ?? []).filter(
    (one) => one.kind === "drawer" && one.state === "open",
  );
  const count = async () => {
    const begun = purse.state === "counting"
      || await call(`${PATH}/${purse.id}/count`, { begin: true });
    if (begun) isCounting.value = true;
  };
  const giveUp = async () => {
    await call(`${PATH}/${purse.id}/count`, { begin: false });
    isCounting.value = false;
  };
  const finish = async (pieces, reason) => {
    closed.value = await call(`${PATH}/${purse.id}/close`, { pieces, reason });
  };
  return html`<${Sheet} title=${t("cash.my_cash")} onClose=${onClose}><div class="stack">
    ${problem.value && html`<${Banner} tone="warn" icon="circle-alert" title=${problem.value} />`}
    ${!told.value && !problem.value && html`<${Skeleton} rows=${3} />`}
    ${closed.value && html`<${CashOutcome} session=${closed.value} />`}
    ${told.value && purse && isCounting.value && html`<${CashCount} currency=${currency}
      denominations=${told.value.denominations} needsReason=${needsReason.value}
      isBusy=${isBusy.value} onDone=${finish} onCancel=${giveUp} />`}
    ${told.value && purse && !isCounting.value && html`
      <p>${t("cash.purse_open", { amount: money(purse.float) })}</p>
      <button type="button" class="button button-primary button-large button-wide"
        disabled=${isBusy.value} onClick=${count}>
        <${Icon} name="list-checks" />${t("cash.hand_in")}</button>`}
    ${told.value && !purse && !closed.value && html`<${OpenPurse} currency=${currency} isBusy=${isBusy.value}
      onOpen=${(float) => call(PATH, { kind: "purse", float })} />`}
    ${told.value && !purse && drawers.length > 0 && html`<section class="stack">
      <h3>${t("cash.or_drawer")}</h3>
      ${drawers.map((one) => html`<button type="button" key=${one.id}
        class="button button-large button-wide" disabled=${isBusy.value}
        aria-pressed=${String(told.value.mine === one.id)}
        onClick=${() => call(`${PATH}/${one.id}/work-here`)}>
        <${Icon} name=${told.value.mine === one.id ? "circle-check" : "database"} />${one.name}
      </button>`)}</section>`}
  </div><//>`;
}

function OpenPurse({ currency, isBusy, onOpen }) {
  const text = useSignal("");
  const amount = parseAmount(text.value || "0", exponentOf(currency));
  return html`<div class="stack"><p class="muted">${t("cash.purse_text")}</p>
    <div class="field"><label for="purse-float">${t("cash.float_in")}</label>
      <input id="purse-float" class="input amount" inputmode="decimal" autocomplete="off" dir="ltr"
        value=${text.value} onInput=${(event) => (text.value = event.target.value)} /></div>
    <button type="button" class="button button-primary button-large button-wide"
      disabled=${isBusy || amount === null} onClick=${() => onOpen({ amount, currency })}>
      ${t("cash.open_purse")}</button></div>`;
}
