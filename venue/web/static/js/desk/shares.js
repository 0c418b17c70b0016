/** Accounts beside a guest's own: who else pays, and which charges go there by themselves. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { Ask } from "./linesheets.js";
import { Field } from "./parts.js";
import { act, onLink, sheet } from "./state.js";

const ROUTED = ["room", "tax", "city_tax", "meal", "late", "minibar", "service", "extra"];
const kindsTo = (folio, id) => folio.routes.filter((one) => one.to_folio === id)
  .map((one) => one.kind);

/** The accounts beside this one, or the one that this is beside. */
export function Shares({ folio }) {
  if (folio.beside_id) {
    const path = `/desk/folios/${folio.beside_id}`;
    return html`<p class="row"><a class="button" href=${path} onClick=${onLink(path)}>${
      t("desk.beside.own")}</a>
      <span class="muted">${said(kindsTo(folio, folio.id))}</span></p>`;
  }
  if (!folio.beside.length) {
    return null;
  }
  return html`<ul aria-label=${t("desk.beside.title")}>${folio.beside.map((one) => {
    const path = `/desk/folios/${one.id}`;
    return html`<li class="line" key=${one.id}>
      <span class="grow"><a class="line-name" href=${path} onClick=${onLink(path)}>${one.name}</a>
        <span class="small muted line-about" dir="auto">${said(kindsTo(folio, one.id))}</span></span>
      ${!one.open && html`<span class="badge">${t("desk.closed")}</span>`}
      <strong>${money(one.balance)}</strong></li>`;
  })}</ul>`;
}

function said(kinds) {
  return kinds.length ? t("desk.beside.kinds", {
    kinds: kinds.map((kind) => t(`desk.kind.${kind}`)).join(", ") }) : t("desk.beside.nothing");
}

/** Open an account for who else pays, or say anew what goes to this one. */
export function BesideSheet({ folio }) {
  const isNew = !folio.beside_id;
  const name = useSignal("");
  const kinds = useSignal(isNew ? ["room", "tax", "city_tax"] : kindsTo(folio, folio.id));
  const words = t(isNew ? "desk.beside.open" : "desk.beside.route");
  const toggle = (kind) => (kinds.value = kinds.value.includes(kind)
    ? kinds.value.filter((one) => one !== kind) : [...kinds.value, kind]);
  const save = () => act(`/api/v1/folios/${folio.id}/${isNew ? "beside" : "route"}`,
    isNew ? { name: name.value, kinds: kinds.value } : { kinds: kinds.value }, "desk.saved");
  return html`<${Ask} title=${words} words=${words} isReady=${!isNew || name.value.trim()}
    onSave=${save}>
    ${isNew && html`<${Field} id="payer" label=${t("desk.beside.who")} value=${name.value}
      maxlength="80" onChange=${(typed) => (name.value = typed)} />`}
    <div class="field" role="group" aria-label=${t("desk.beside.what")}>
      <span class="choice-label">${t("desk.beside.what")}</span>
      <div class="row choice">${ROUTED.map((kind) => html`<button type="button" key=${kind}
        class="chip" aria-pressed=${String(kinds.value.includes(kind))}
        onClick=${() => toggle(kind)}><${Icon} name=${
          kinds.value.includes(kind) ? "check" : "plus"} />${t(`desk.kind.${kind}`)}</button>`)}
      </div></div>
    <p class="muted">${t("desk.beside.text")}</p><//>`;
}
