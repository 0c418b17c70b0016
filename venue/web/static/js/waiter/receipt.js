/** A payment's receipt for the guest: on paper, on the own phone, or by mail. */

import { html, useEffect, useSignal } from "../vendor.js";
import { get, post } from "../api.js";
import { t } from "../i18n.js";
import { Banner, Icon, toast } from "../kit.js";
import { problemText } from "./reading.js";

export function ReceiptOf({ bill, tender }) {
  const receipt = useSignal(null);
  const link = useSignal(null);
  const problem = useSignal("");
  const load = () => get(`/api/v1/receipts?bill_id=${bill.id}`).then(({ items }) => {
    receipt.value = items.find((one) => one.tender_id === tender.id) ?? null;
  }).catch((error) => (problem.value = problemText(error)));
  useEffect(() => {
    load();
  }, [tender.id, tender.state]);
  if (!receipt.value) return null;
  const path = `/api/v1/receipts/${receipt.value.id}`;
  const attempt = async (call) => {
    problem.value = "";
    try {
      return await call();
    } catch (error) {
      problem.value = problemText(error);
      return null;
    }
  };
  const print = async () => {
    if (!(await attempt(() => post(`${path}/print`)))) return;
    toast(t("receipts.printing"), { icon: "printer" });
    load();
  };
  const show = async () => (link.value = await attempt(() => get(`${path}/link`)));
  return html`<section class="stack receipt-of">
    <h3>${t("receipts.one")} <bdi dir="ltr">${receipt.value.number}</bdi></h3>
    ${problem.value && html`<${Banner} tone="warn" icon="circle-alert" title=${problem.value} />`}
    <div class="row">
      <button type="button" class="button button-large grow" onClick=${print}>
        <${Icon} name="printer" />${t(receipt.value.prints ? "receipts.copy" : "receipts.print")}
      </button>
      <button type="button" class="button button-large grow" onClick=${show}>
        <${Icon} name="qr-code" />${t("receipts.on_phone")}</button>
    </div>
    ${link.value && html`<${Code} link=${link.value} />`}
    <${Mail} path=${path} attempt=${attempt} />
  </section>`;
}

function Code({ link }) {
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(link.qr_svg)}`;
  return html`<div class="code"><img class="code-qr" src=${source} width="240" height="240"
    alt=${t("receipts.code_alt")} /><p class="muted small">${t("receipts.code_text")}</p></div>`;
}

function Mail({ path, attempt }) {
  const isOpen = useSignal(false);
  const to = useSignal("");
  const send = async () => {
    if (!(await attempt(() => post(`${path}/mail`, { to: to.value.trim() })))) return;
    toast(t("receipts.mailed"), { icon: "send" });
    isOpen.value = false;
  };
  if (!isOpen.value) {
    return html`<button type="button" class="button button-large"
      onClick=${() => (isOpen.value = true)}><${Icon} name="send" />${t("receipts.by_mail")}
    </button>`;
  }
  return html`<div class="row"><div class="field grow"><label for="receipt-to">${t("receipts.mail_to")}
    </label><input id="receipt-to" class="input" type="email" maxlength="254" dir="ltr"
      autocomplete="off" value=${to.value}
      onInput=${(event) => (to.value = event.target.value)} /></div>
    <button type="button" class="button button-primary button-large"
      disabled=${!/^\S+@\S+$/.test(to.value.trim())} onClick=${send}>${t("receipts.send")}</button>
  </div>`;
}
