/** The figures of an X or a Z. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Banner } from "../kit.js";

const row = (key, words, amount) => html`<div key=${key}><dt>${words}</dt><dd>${amount}</dd></div>`;

const list = (title, rows) => rows.length > 0 && html`<section class="takings">
  <h3>${title}</h3><dl class="totals">${rows}</dl></section>`;

export function Takings({ report }) {
  const { reductions } = report;
  const given = ["discounts", "comps", "voids"].filter((name) => reductions[name].times > 0);
  return html`<div class="takings-all">
    <dl class="figures">
      <div class="card figure"><dt>${t("cash.gross")}</dt><dd>${money(report.gross)}</dd></div>
      <div class="card figure"><dt>${t("cash.receipts")}</dt><dd>${report.receipts.times}</dd></div>
      <div class="card figure"><dt>${t("cash.grand_total")}</dt>
        <dd>${money(report.grand_total)}</dd></div>
    </dl>
    ${report.doubtful.length > 0 && html`<${Banner} tone="warn" icon="triangle-alert"
      title=${t("cash.doubtful")}><ul>${report.doubtful.map((one) => html`<li key=${one.tender_id}>
        ${t(`bill.method.${one.method}`)} ${money(one.amount)}:
        ${t(`bill.state.${one.state}`)}</li>`)}</ul><//>`}
    <div class="takings-grid">
      ${list(t("cash.methods"), report.methods.map((one) => row(one.method,
        `${one.method ? t(`bill.method.${one.method}`) : t("cash.nothing")} (${one.times})`,
        money(one.amount))))}
      ${list(t("cash.taxes"), report.taxes.map((one) => row(one.band,
        t("cash.tax_of", { band: bandText(one.band), gross: money(one.gross) }), money(one.tax))))}
      ${list(t("cash.tips"), report.tips.map((one) => row(one.who,
        one.pool.amount ? t("cash.tip_pool", { who: one.who, pool: money(one.pool) }) : one.who,
        money(one.own))))}
      ${list(t("cash.reductions"), given.map((name) => row(name,
        `${t(`cash.reduction.${name}`)} (${reductions[name].times})`,
        money(reductions[name].amount))))}
      ${list(t("cash.counts"), (report.cash ?? []).map((one) => row(one.id, one.name,
        html`${money(one.counted)} <span class=${one.difference.amount < 0 ? "cash-short" : "muted"}
          >${money(one.difference)}</span>`)))}
      ${list(t("cash.desk"), (report.desk ?? []).map((one) => row(one.kind,
        `${t(`cash.desk.${one.kind}`)} (${one.times})`, money(one.amount))))}
      ${list(t("cash.other"), [
        row("bills", t("cash.bills"), report.bills),
        row("open", t("cash.open_bills"), report.open_bills),
        report.outside.amount !== 0 && row("outside", t("cash.outside"), money(report.outside)),
      ].filter(Boolean))}
    </div>
  </div>`;
}

/** "food:1000" as people read it: "food 10 %". */
function bandText(band) {
  const [name, rate] = band.split(":");
  return `${name} ${Number(rate) / 100} %`;
}
