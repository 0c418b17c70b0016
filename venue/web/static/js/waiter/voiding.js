/** Taking a line back, giving it free, refusing an order: each with a reason. */

import { html, useEffect, useSignal } from "../vendor.js";
import { get, post } from "../api.js";
import { t } from "../i18n.js";
import { Banner, Sheet, Stepper } from "../kit.js";
import { ApproverFields, isApproved } from "./approver.js";
import { pathOf } from "./ordercard.js";
import { problemText, refreshSoon } from "./reading.js";
import { may, sheet } from "./state.js";

const OWN_REASONS = {
  void: ["mistake", "changed", "gone", "quality"],
  comp: ["quality", "late", "guest_of_house"],
  reject: ["gone", "closed", "double"],
};

/** What to choose from: the venue's list from its settings, else this screen's own words. */
function useReasons(kind) {
  const own = (OWN_REASONS[kind] ?? []).map((key) => t(`waiter.reason.${key}`));
  const reasons = useSignal(own);
  useEffect(() => {
    get("/api/v1/reasons")
      .then((lists) => {
        if (lists[kind]?.length > 0) reasons.value = lists[kind];
      })
      .catch(() => undefined);
  }, [kind]);
  return reasons.value;
}

/** Take a line back, or give it free of charge; after firing somebody has to approve. */
export function VoidSheet({ line, action = "void" }) {
  const isComp = action === "comp";
  const permission = isComp ? "bills.comp" : "orders.void_fired";
  const needsWord = !may.value.has(permission) && (isComp || line.state !== "held");
  const path = isComp ? `/api/v1/bills/${line.bill_id}/comp` : pathOf(line, "void");
  const count = useSignal(line.quantity);
  const body = (reason, approver) => ({
    ...(isComp ? { lines: [line.id] } : {}), reason, ...(approver ? { approver } : {}),
    ...(!isComp && count.value < line.quantity ? { quantity: count.value } : {}),
  });
  const some = !isComp && line.quantity > 1 ? html`<div class="row"><span
    class="grow">${t("waiter.void_count")}</span><${Stepper} value=${count.value}
    max=${line.quantity} label=${t("waiter.void_count")}
    onChange=${(n) => (count.value = n)} /></div>` : null;
  return html`<${ReasonSheet} kind=${action} needsWord=${needsWord}
    title=${t(`waiter.${action}_title`, { name: line.name })} text=${t(`waiter.${action}_text`)}
    confirm=${t(`waiter.do_long.${action}`)} extra=${some}
    send=${(reason, approver) => post(path, body(reason, approver))} />`;
}

/** Refuse a guest's order; the guest reads the reason. */
export function RejectSheet({ order }) {
  return html`<${ReasonSheet} kind="reject" needsWord=${false}
    title=${t("waiter.reject_title", { number: order.number })}
    text=${t("waiter.reject_text")} confirm=${t("waiter.reject")}
    send=${(reason) => post(`/api/v1/orders/${order.id}/reject`, { reason })} />`;
}

function ReasonSheet({ kind, title, text, confirm, needsWord, send, extra = null }) {
  const reasons = useReasons(kind);
  const reason = useSignal("");
  const approver = useSignal({ staff_id: null, pin: "" });
  const busy = useSignal(false);
  const problem = useSignal("");
  const close = () => (sheet.value = null);
  const isReady = reason.value.trim() !== "" && (!needsWord || isApproved(approver.value));
  const go = async () => {
    busy.value = true;
    problem.value = "";
    try {
      await send(reason.value.trim(), needsWord ? approver.value : null);
      refreshSoon();
      close();
    } catch (error) {
      problem.value = problemText(error);
      approver.value = { ...approver.value, pin: "" };
    }
    busy.value = false;
  };
  const foot = html`<button type="button" class="button button-danger button-large"
    disabled=${busy.value || !isReady} onClick=${go}>${confirm}</button>`;
  return html`<${Sheet} title=${title} onClose=${close} foot=${foot}>
    <div class="stack">
      <p class="muted">${text}</p>
      ${extra}
      <div class="reasons" role="group" aria-label=${t("waiter.reason")}>${reasons.map(
        (words) => html`<button type="button" key=${words} class="chip"
          aria-pressed=${String(reason.value === words)}
          onClick=${() => (reason.value = words)}>${words}</button>`,
      )}</div>
      <div class="field"><label for="reason">${t("waiter.reason")}</label>
        <input id="reason" class="input" maxlength="120" autocomplete="off" value=${reason}
          onInput=${(event) => (reason.value = event.target.value)} /></div>
      ${needsWord && html`<${ApproverFields} approver=${approver} />`}
      ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
    </div>
  <//>`;
}
