/** One request to be paid in coins: what to send where, until when, and how it stands. */

import { Fragment, html, useEffect, useRef, useSignal } from "./vendor.js";
import { get, post } from "./api.js";
import { errorText, money, t } from "./i18n.js";
import { Banner, Icon } from "./kit.js";

const OPEN = new Set(["awaiting", "partial", "unknown"]);
const TONES = { settled: "ok", unverified: "ok", unknown: "warn", review: "warn", expired: "warn",
  partial: "info", awaiting: "info" };
const ICONS = { settled: "circle-check", unverified: "circle-check", awaiting: "clock",
  partial: "clock" };
const EVERY_MS = 4_000;

/** Follow a request; `news` changes when the bill does. `onAgain` asks for a new code. */
export function CoinRequest({ tenderId, news, withWallets = false, onAgain = null }) {
  const asked = useSignal(null);
  const problem = useSignal("");
  const left = useSignal(0);
  const load = () => get(`/api/v1/ton/requests/${tenderId}`)
    .then((answer) => {
      asked.value = answer;
      left.value = answer.left_s;
      problem.value = "";
    })
    .catch((error) => (problem.value = errorText(error)));
  useEffect(() => {
    load();
    const again = setInterval(() => {
      if (!asked.value || OPEN.has(asked.value.state)) load();
    }, EVERY_MS);
    const tick = setInterval(() => (left.value = Math.max(0, left.value - 1)), 1_000);
    return () => {
      clearInterval(again);
      clearInterval(tick);
    };
  }, [tenderId, news]);
  const cancel = () => post(`/api/v1/ton/requests/${tenderId}/cancel`)
    .then((answer) => (asked.value = answer))
    .catch((error) => (problem.value = errorText(error)));
  const known = asked.value;
  if (!known) {
    return problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`;
  }
  const canPay = known.links.length > 0 && left.value > 0 && known.state !== "unknown";
  return html`<div class="coin stack">
    ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
    <p class="coin-amount"><strong dir="ltr">${known.amount} ${known.name}</strong>
      <span class="muted">${money(known.money)}</span></p>
    <div role="status"><${Banner} tone=${TONES[known.state] ?? "info"}
      icon=${ICONS[known.state] ?? "triangle-alert"}
      title=${t(`coin.state.${known.state}`)}>${t(`coin.text.${known.state}`,
        { got: known.got, amount: known.amount, name: known.name })}<//></div>
    ${canPay && html`<${Fragment}>
      <p class="coin-left">${t("coin.left", { time: clock(left.value) })}</p>
      <${Ways} asked=${known} withWallets=${withWallets} /><//>`}
    ${(known.state === "awaiting" || known.state === "unknown") && html`<button type="button"
      class="button" onClick=${cancel}>${t("coin.cancel")}</button>`}
    ${(known.state === "expired" || known.state === "cancelled") && onAgain && html`<button
      type="button" class="button button-primary" onClick=${onAgain}>${t("coin.again")}</button>`}
  </div>`;
}

/** The QR for a wallet's own camera, buttons that open a wallet, and the three things to copy. */
function Ways({ asked, withWallets }) {
  const picture = `/api/v1/ton/requests/${asked.tender_id}/qr.svg`;
  return html`<${Fragment}>
    ${withWallets && html`<div class="coin-wallets">${asked.links.map((one) => html`<a
      key=${one.name} class="button button-large button-wide" href=${one.url} rel="noreferrer">
      <${Icon} name="send" />${t(`coin.wallet.${one.name}`)}</a>`)}</div>`}
    <img class="coin-qr" src=${picture} width="240" height="240" alt=${t("coin.qr")} />
    <div class="coin-copies">
      <${Copy} label=${t("coin.amount")} value=${asked.amount} />
      <${Copy} label=${t("coin.comment")} value=${asked.code} />
      <${Copy} label=${t("coin.address")} value=${asked.address} />
    </div>
    <p class="muted">${t("coin.comment_text")}</p>
  <//>`;
}

function Copy({ label, value }) {
  const field = useRef(null);
  const isDone = useSignal(false);
  const copy = () => {
    // A page without TLS has no clipboard of its own; a selected field can still be copied.
    field.current.select();
    isDone.value = document.execCommand("copy");
  };
  return html`<label class="coin-copy"><span class="small muted">${label}</span>
    <span class="row"><input class="input grow" readonly dir="ltr" ref=${field} value=${value} />
    <button type="button" class="button" onClick=${copy} aria-label=${`${t("coin.copy")}: ${label}`}>
      ${isDone.value ? html`<${Icon} name="check" />` : t("coin.copy")}</button></span></label>`;
}

/** 245 seconds as 4:05. */
function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
