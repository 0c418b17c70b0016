/** What paying by room, house account, voucher or deposit wants to know. */

import { html, useEffect, useRef, useSignal } from "../vendor.js";
import { get } from "../api.js";
import { money, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { pathOf } from "./billmodel.js";
import { isBusy } from "./billstate.js";
import { asMoney } from "./state.js";

function Confirm({ total, disabled, onPay }) {
  return html`<div class="bill-actions"><button type="button"
    class="button button-primary button-large button-wide"
    disabled=${disabled || isBusy.value} onClick=${() => onPay()}>
    <${Icon} name="check" />${t("waiter.paid", { amount: money(asMoney(total)) })}</button></div>`;
}

/** A guest in house: found by room or name, who then signs. */
export function RoomFields({ given, disabled, total, onPay }) {
  const said = useSignal("");
  const found = useSignal([]);
  useEffect(() => {
    if (said.value.trim() === "") {
      found.value = [];
      return undefined;
    }
    const soon = setTimeout(() => {
      get(`/api/v1/folios?query=${encodeURIComponent(said.value)}`)
        .then(({ items }) => (found.value = items))
        .catch(() => (found.value = []));
    }, 200);
    return () => clearTimeout(soon);
  }, [said.value]);
  const { room, name, signature } = given.value;
  const choose = (one) => (given.value = { ...given.value, room: one.room, name: one.name });
  const sign = (next) => (given.value = { ...given.value, signature: next });
  return html`<div class="stack">
    <div class="field"><label for="room">${t("bill.room_search")}</label>
      <input id="room" class="input" autocomplete="off" value=${said.value}
        onInput=${(event) => (said.value = event.target.value)} /></div>
    <div class="reasons" role="group" aria-label=${t("bill.guests_in_house")}>
      ${found.value.slice(0, 8).map((one) => html`<button type="button" key=${one.id} class="chip"
        disabled=${one.no_post} aria-pressed=${String(one.room === room && one.name === name)}
        onClick=${() => choose(one)}>${one.room} · ${one.name}
        ${one.no_post && html` <span class="small">${t("bill.no_post")}</span>`}</button>`)}
    </div>
    ${said.value && found.value.length === 0 && html`<p class="muted">${t("bill.nobody")}</p>`}
    ${room && html`<div class="row" role="group" aria-label=${t("bill.signature")}>
      <button type="button" class="chip grow" aria-pressed=${String(signature?.kind === "slip")}
        onClick=${() => sign({ kind: "slip" })}>${t("bill.sign_slip")}</button>
      <button type="button" class="chip grow" aria-pressed=${String(signature?.kind === "drawing")}
        onClick=${() => sign({ kind: "drawing", drawing: "" })}>${t("bill.sign_here")}</button>
      </div>`}
    ${signature?.kind === "drawing" && html`<${Pad} drawing=${signature.drawing}
      onDraw=${(drawing) => sign({ kind: "drawing", drawing })} />`}
    <${Confirm} total=${total} onPay=${onPay}
      disabled=${disabled || !room || !signature || signature.drawing === ""} />
  </div>`;
}

const PAD = { width: 640, height: 240 };

/** A place to sign with a finger. */
function Pad({ drawing, onDraw }) {
  const strokes = useRef([]);
  const node = useRef(null);
  const isDown = useRef(false);
  const point = (event) => {
    const box = node.current.getBoundingClientRect();
    return [
      Math.round(((event.clientX - box.left) / box.width) * PAD.width),
      Math.round(((event.clientY - box.top) / box.height) * PAD.height),
    ].map((at) => Math.max(0, Math.min(9999, at)));
  };
  const down = (event) => {
    isDown.current = true;
    node.current.setPointerCapture(event.pointerId);
    strokes.current = [...strokes.current, [point(event)]];
  };
  const move = (event) => {
    if (!isDown.current) return;
    strokes.current.at(-1).push(point(event));
    onDraw(pathOf(strokes.current));
  };
  const clear = () => {
    strokes.current = [];
    onDraw("");
  };
  return html`<div class="bill-pad">
    <svg ref=${node} viewBox=${`0 0 ${PAD.width} ${PAD.height}`} role="img"
      aria-label=${t("bill.sign_area")} onPointerDown=${down} onPointerMove=${move}
      onPointerUp=${() => (isDown.current = false)} onPointerCancel=${() => (isDown.current = false)}>
      <path d=${drawing || "M0 0"} /></svg>
    <button type="button" class="button" onClick=${clear}>
      <${Icon} name="trash-2" />${t("bill.sign_again")}</button>
  </div>`;
}

/** One of the house's accounts. */
export function AccountFields({ given, disabled, total, onPay }) {
  const accounts = useSignal(null);
  useEffect(() => {
    get("/api/v1/house-accounts")
      .then(({ items }) => (accounts.value = items.filter((one) => one.active)))
      .catch(() => (accounts.value = []));
  }, []);
  const chosen = given.value.account_id;
  return html`<div class="stack">
    ${accounts.value?.length === 0 && html`<p class="muted">${t("bill.no_accounts")}</p>`}
    <div class="reasons" role="group" aria-label=${t("bill.method.account")}>
      ${(accounts.value ?? []).map((one) => html`<button type="button" key=${one.id} class="chip"
        aria-pressed=${String(chosen === one.id)}
        onClick=${() => (given.value = { account_id: one.id })}>${one.name}</button>`)}</div>
    <${Confirm} total=${total} onPay=${onPay} disabled=${disabled || !chosen} />
  </div>`;
}

/** The code of a voucher or deposit. */
export function CodeFields({ given, disabled, total, onPay }) {
  const code = given.value.code ?? "";
  return html`<div class="stack">
    <div class="field"><label for="code">${t("bill.code")}</label>
      <input id="code" class="input bill-code" autocomplete="off" autocapitalize="characters"
        dir="ltr" maxlength="40" value=${code}
        onInput=${(event) => (given.value = { code: event.target.value })} /></div>
    <${Confirm} total=${total} onPay=${onPay} disabled=${disabled || code.trim() === ""} />
  </div>`;
}
