/** Opening a drawer, cash put in or taken out, a look inside, and the count that closes it. */

import { html, useEffect, useSignal } from "../vendor.js";
import { errorText, money, t } from "../i18n.js";
import { CashCount, CashOutcome } from "../cashcount.js";
import { Banner, Icon, Sheet, Skeleton } from "../kit.js";
import { AmountField, typedMoney } from "./amount.js";
import { PickField, TextField } from "./form.js";
import { Failed, timeText, useFetched } from "./parts.js";
import { act, currency, post, sheet } from "./state.js";

const PATH = "/api/v1/cash-sessions";
const close = () => (sheet.value = null);

export function OpenSheet({ names, outlets, again }) {
  const outlet = useSignal("");
  const options = [["", t("cash.any_outlet")], ...outlets.map((one) => [String(one.id), one.name])];
  const name = useSignal(names[0] ?? "");
  const text = useSignal("");
  const float = typedMoney(text.value);
  const save = async () => {
    const of = outlet.value ? { outlet_id: Number(outlet.value) } : {};
    const body = { kind: "drawer", name: name.value.trim(), float, ...of };
    if (!(await act(() => post(PATH, body), "cash.opened"))) return;
    close();
    again();
  };
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${!name.value.trim() || !float} onClick=${save}>${t("cash.open_drawer")}</button>`;
  return html`<${Sheet} title=${t("cash.open_drawer")} onClose=${close} foot=${foot}>
    <div class="stack">
      ${names.length > 1 && html`<div class="row" role="group" aria-label=${t("cash.drawer")}>
        ${names.map((one) => html`<button type="button" key=${one} class="chip grow"
          aria-pressed=${String(name.value === one)} onClick=${() => (name.value = one)}>${one}
        </button>`)}</div>`}
      <${TextField} label=${t("cash.drawer")} value=${name.value} longest="40"
        onChange=${(next) => (name.value = next)} />
      <${AmountField} label=${t("cash.float_in")} value=${text.value}
        onChange=${(next) => (text.value = next)} />
      ${outlets.length > 0 && html`<${PickField} label=${t("cash.outlet")} value=${outlet.value}
        options=${options} onChange=${(next) => (outlet.value = next)} />`}
    </div><//>`;
}

const KINDS = ["paid_in", "paid_out", "drop", "tips"];

export function MoveSheet({ session, again }) {
  const kind = useSignal("paid_in");
  const text = useSignal("");
  const reason = useSignal("");
  const amount = typedMoney(text.value);
  const save = async () => {
    const body = { kind: kind.value, amount, reason: reason.value };
    if (!(await act(() => post(`${PATH}/${session.id}/movements`, body)))) return;
    close();
    again();
  };
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${!amount?.amount || !reason.value.trim()} onClick=${save}>
    ${t("cash.do_move")}</button>`;
  return html`<${Sheet} title=${session.name} onClose=${close} foot=${foot}>
    <div class="stack">
      <div class="reasons" role="group" aria-label=${t("cash.move")}>${KINDS.map((one) => html`<button
        type="button" key=${one} class="chip" aria-pressed=${String(kind.value === one)}
        onClick=${() => (kind.value = one)}>${t(`cash.move.${one}`)}</button>`)}</div>
      <${AmountField} label=${t("cash.amount")} value=${text.value}
        onChange=${(next) => (text.value = next)} />
      <${TextField} label=${t("cash.why")} value=${reason.value} longest="120"
        onChange=${(next) => (reason.value = next)} />
    </div><//>`;
}

export function InsideSheet({ id }) {
  const { value, error, again } = useFetched(`${PATH}/${id}`);
  return html`<${Sheet} title=${value?.name ?? t("cash.inside")} onClose=${close}>
    <div class="stack">
      ${error && html`<${Failed} error=${error} onRetry=${again} />`}
      ${!value && !error && html`<${Skeleton} rows=${5} />`}
      ${value && html`<dl class="totals">
        <div><dt>${t("cash.float_in")}</dt><dd>${money(value.float)}</dd></div>
        <div><dt>${t("cash.cash")}</dt><dd>${money(value.cash)}</dd></div>
        ${value.desk.amount !== 0 && html`<div><dt>${t("cash.desk")}</dt>
          <dd>${money(value.desk)}</dd></div>`}
        ${Object.entries(value.moved).map(([kind, amount]) => html`<div key=${kind}>
          <dt>${t(`cash.move.${kind}`)}</dt><dd>${money(amount)}</dd></div>`)}
        <div><dt>${t("cash.expected")}</dt><dd><strong>${money(value.expected)}</strong></dd></div>
      </dl>
      <ul>${value.movements.map((one) => html`<li key=${one.id} class="row line">
        <span class="grow">${t(`cash.move.${one.kind}`)}: ${one.reason}
          <span class="small muted open-text">${timeText(one.at)}</span></span>
        <span>${money(one.amount)}</span></li>`)}</ul>`}
    </div><//>`;
}

/** The count; while it goes on, no cash is booked to the drawer. */
export function CloseSheet({ session, denominations, again }) {
  const problem = useSignal("");
  const needsReason = useSignal(false);
  const isBusy = useSignal(false);
  const closed = useSignal(null);
  const path = `${PATH}/${session.id}`;
  const call = async (where, body) => {
    isBusy.value = true;
    problem.value = "";
    try {
      return await post(`${path}/${where}`, body);
    } catch (error) {
      needsReason.value ||= error.code === "cash.reason_needed";
      problem.value = errorText(error);
      return null;
    } finally {
      isBusy.value = false;
      again();
    }
  };
  useEffect(() => {
    if (session.state === "open") call("count", { begin: true });
  }, []);
  const giveUp = async () => {
    await call("count", { begin: false });
    close();
  };
  const done = async (pieces, reason) => {
    closed.value = await call("close", { pieces, reason });
  };
  return html`<${Sheet} title=${session.name} onClose=${close}>
    ${problem.value && html`<${Banner} tone="warn" icon="circle-alert" title=${problem.value} />`}
    ${closed.value
      ? html`<${CashOutcome} session=${closed.value} />
        <button type="button" class="button button-primary button-large button-wide"
          onClick=${close}><${Icon} name="check" />${t("cash.done")}</button>`
      : html`<${CashCount} denominations=${denominations} currency=${currency.value}
        needsReason=${needsReason.value} isBusy=${isBusy.value} onDone=${done}
        onCancel=${giveUp} />`}<//>`;
}
