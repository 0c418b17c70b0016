/** Payments in coins that wait for a person, and money that belongs to none. */

import { Fragment, html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Skeleton } from "../kit.js";
import { FlagField, PickField, TextField } from "./form.js";
import { Failed, Head, Part, timeText, useFetched } from "./parts.js";
import { act, post } from "./state.js";

const EVERY_MS = 10_000;
const DECISIONS = ["returned", "tip", "income"];
const MEANT = new Set(["review", "unknown"]);

export function Coins() {
  const found = useFetched("/api/v1/ton/review", { live: true, every: EVERY_MS });
  const { value, error, again } = found;
  const isEmpty = value && value.payments.length === 0 && value.money.length === 0;
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.coins")} text=${t("manage.coins_text")} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${4} />`}
    ${isEmpty && html`<${Empty} icon="circle-check" title=${t("manage.coins_empty")} />`}
    ${value?.open.amount > 0 && html`<p>${t("manage.coins_open",
      { amount: money(value.open) })}</p>`}
    ${value?.payments.map((one) => html`<${Payment} key=${one.tender_id} one=${one}
      again=${again} />`)}
    ${value?.money.map((one) => html`<${Money} key=${one.id} one=${one} again=${again}
      meant=${value.payments.filter((asked) => MEANT.has(asked.state))} />`)}
  </div>`;
}

function Payment({ one, again }) {
  const reason = useSignal("");
  const isLost = one.state === "unverified";
  const path = `/api/v1/ton/requests/${one.tender_id}/${isLost ? "lost" : "accept"}`;
  const decide = () => act(() => post(path, { reason: reason.value })).then(again);
  const words = one.flags.map((flag) => t(`manage.coin_flag.${flag}`)).join(", ");
  return html`<${Part} title=${`${one.amount} ${one.name} · ${money(one.money)}`}
    text=${[t(`manage.coin_state.${one.state}`), words].filter(Boolean).join(" · ")}>
    <p class="muted">${t("manage.coin_got", { got: one.got, name: one.name })}
      · ${timeText(one.quoted_at)} · <bdi dir="ltr">${one.code}</bdi></p>
    <${TextField} label=${t("manage.coin_reason")} value=${reason.value} longest="120"
      onChange=${(next) => (reason.value = next)} />
    <div class="row"><button type="button" class="button button-primary"
      disabled=${reason.value.trim() === ""} onClick=${decide}>
      ${t(isLost ? "manage.coin_lost" : one.state === "unknown" ? "manage.coin_risk"
        : "manage.coin_accept")}</button></div>
  <//>`;
}

function Money({ one, meant, again }) {
  const reason = useSignal("");
  const way = useSignal("returned");
  const address = useSignal("");
  const confirmed = useSignal(false);
  const path = `/api/v1/ton/money/${one.id}`;
  const options = [
    ...DECISIONS.map((name) => [name, t(`manage.coin_decision.${name}`)]),
    ...(one.kind === "sale" && !one.tender_id ? meant : []).map((asked) => [
      String(asked.tender_id),
      t("manage.coin_attach", { amount: `${asked.amount} ${asked.name}`, code: asked.code }),
    ]),
  ];
  const isBack = way.value === "returned";
  const decide = () => act(() => (DECISIONS.includes(way.value)
    ? post(`${path}/decide`, { decision: way.value, reason: reason.value,
      ...(isBack ? { address: address.value, confirmed: confirmed.value } : {}) })
    : post(`${path}/attach`, { tender_id: Number(way.value), reason: reason.value }))).then(again);
  const isForeign = one.kind === "foreign";
  return html`<${Part} title=${isForeign ? t("manage.coin_foreign") : `${one.amount} ${one.name}`}
    text=${isForeign ? t("manage.coin_foreign_text") : t("manage.coin_money")}>
    <p class="muted">${timeText(one.utime * 1000)}
      ${one.comment && html`<${Fragment}> · <bdi>${one.comment}</bdi><//>`}</p>
    <p class="small muted" dir="ltr">${one.sender}</p>
    <${PickField} label=${t("manage.coin_what")} value=${way.value} options=${options}
      onChange=${(next) => (way.value = next)} />
    ${isBack && html`<${TextField} label=${t("manage.coin_back_to")} dir="ltr" longest="100"
      hint=${t("manage.coin_back_hint")} value=${address.value}
      onChange=${(next) => (address.value = next)} />
      <${FlagField} label=${t("manage.coin_confirmed")} value=${confirmed.value}
        onChange=${(next) => (confirmed.value = next)} />`}
    <${TextField} label=${t("manage.coin_reason")} value=${reason.value} longest="120"
      onChange=${(next) => (reason.value = next)} />
    <div class="row"><button type="button" class="button button-primary"
      disabled=${reason.value.trim() === ""} onClick=${decide}>${t("manage.coin_decide")}</button></div>
  <//>`;
}
