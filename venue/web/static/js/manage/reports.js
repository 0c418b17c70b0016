/** Reports: which, by what, which days; a chart, the table, how it adds up, and files. */

import { Fragment, html, signal, useEffect } from "../vendor.js";
import { lang, money, t } from "../i18n.js";
import { Empty, Icon, Skeleton } from "../kit.js";
import { Bars, Columns } from "./charts.js";
import { PickField } from "./form.js";
import { Failed, Head, Part, useFetched } from "./parts.js";
import { amountOf, cellText, daysBefore, drawnOf, IN_ORDER, PRESETS, rowText } from "./reportmodel.js";
import { go } from "./state.js";

/** The days that are shown: `{from, to}`; null until the box said which day it is. */
const days = signal(null);
const outlet = signal("");

export function Reports({ recordKey }) {
  const { value: known, error, again } = useFetched("/api/v1/reports");
  useEffect(() => {
    if (known && !days.value) days.value = { from: known.today, to: known.today };
  }, [known]);
  const [name = "sales", by = known?.reports[name]?.[0]] = (recordKey ?? "sales").split("/");
  return html`<div class="screen">
    <${Head} title=${t("reports.title")} text=${t("reports.text")} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!known && !error && html`<${Skeleton} rows=${6} />`}
    ${known && days.value && html`<${Fragment}>
      <${Choice} known=${known} name=${name} by=${by} />
      <${Shown} key=${`${name} ${by}`} name=${name} by=${by} /><//>`}
  </div>`;
}

function Choice({ known, name, by }) {
  const set = (more) => (days.value = { ...days.value, ...more });
  const preset = ([back, until]) =>
    ({ from: daysBefore(known.today, back), to: daysBefore(known.today, until) });
  const isNow = (one) => one.from === days.value.from && one.to === days.value.to;
  return html`<${Part}>
    <div class="chips" role="group" aria-label=${t("reports.kinds")}>${Object.keys(known.reports).map(
      (one) => html`<button type="button" key=${one} class="chip"
        aria-pressed=${String(one === name)} onClick=${() => go("reports", one)}>
        ${t(`reports.name.${one}`)}</button>`)}</div>
    ${known.reports[name].length > 1 && html`<div class="chips" role="group"
      aria-label=${t("reports.ways")}>${known.reports[name].map(
      (one) => html`<button type="button" key=${one} class="chip"
        aria-pressed=${String(one === by)} onClick=${() => go("reports", `${name}/${one}`)}>
        ${t(`reports.by.${one}`)}</button>`)}</div>`}
    <div class="chips" role="group" aria-label=${t("reports.presets")}>${Object.entries(PRESETS).map(
      ([one, span]) => html`<button type="button" key=${one} class="chip"
        aria-pressed=${String(isNow(preset(span)))} onClick=${() => set(preset(span))}>
        ${t(`reports.preset.${one}`)}</button>`)}</div>
    <div class="row report-days">
      ${["from", "to"].map((end) => html`<div key=${end} class="field">
        <label for=${`report-${end}`}>${t(`reports.${end}`)}</label>
        <input id=${`report-${end}`} class="input" type="date" value=${days.value[end]}
          onChange=${(event) => event.target.value && set({ [end]: event.target.value })} /></div>`)}
      ${known.outlets.length > 1 && html`<${PickField} label=${t("reports.outlet")}
        value=${outlet.value} options=${[["", t("reports.all_outlets")],
          ...known.outlets.map((one) => [String(one.id), one.name])]}
        onChange=${(next) => (outlet.value = next)} />`}
    </div>
  <//>`;
}

function Shown({ name, by }) {
  const query = new URLSearchParams({ ...days.value, by });
  if (outlet.value) query.set("outlet", outlet.value);
  const { value, error, again } = useFetched(`/api/v1/reports/${name}?${query}`);
  if (error) return html`<${Failed} error=${error} onRetry=${again} />`;
  if (!value) return html`<${Skeleton} rows=${6} />`;
  const title = `${t(`reports.name.${name}`)} · ${t(`reports.by.${by}`)}`;
  const file = (form) => {
    query.set("lang", lang.value);
    return `/api/v1/reports/${name}.${form}?${query}`;
  };
  const hasSome = value.items.some((one) => value.columns.some(({ name: column }) =>
    amountOf(one[column]) !== 0));
  const files = html`<div class="row">${["csv", "pdf"].map((form) => html`<a key=${form} class="button"
    href=${file(form)} download><${Icon} name="receipt-text" />${t(`reports.${form}`)}</a>`)}</div>`;
  if (!hasSome) {
    return html`<${Part}><${Empty} icon="receipt-text" title=${t("reports.nothing")}>
      ${t("reports.nothing_text")}<//><//>`;
  }
  return html`<${Fragment}>
    <${Part} title=${title} actions=${files}>
      <${Chart} title=${title} report=${value} />
      <${Table} title=${title} report=${value} />
    <//>
    ${value.whole.total && html`<${Whole} whole=${value.whole} />`}
  <//>`;
}

function Chart({ title, report }) {
  const { name: column, form } = drawnOf(report);
  const points = report.items.map((one) => ({
    label: rowText(report.by, one), value: amountOf(one[column]), text: cellText(one[column], form),
  }));
  const name = `${title}, ${t(`reports.col.${column}`)}`;
  const Drawn = IN_ORDER.has(report.by) ? Columns : Bars;
  return html`<${Drawn} name=${name} points=${points} />`;
}

function Table({ title, report }) {
  return html`<div class="table-scroll" tabindex="0" role="region"
    aria-label=${t("reports.table", { name: title })}>
    <table class="table"><thead><tr><th scope="col">${t(`reports.by.${report.by}`)}</th>
      ${report.columns.map(({ name }) => html`<th key=${name} scope="col" class="number">
        ${t(`reports.col.${name}`)}</th>`)}</tr></thead>
    <tbody>${report.items.map((one) => html`<tr key=${one.key}>
      <th scope="row">${rowText(report.by, one)}</th>
      ${report.columns.map(({ name, form }) => html`<td key=${name} class="number">
        ${cellText(one[name], form)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** From menu prices to the total of the bills, and what of it was taken back. */
function Whole({ whole }) {
  const shown = Object.entries(whole).filter(([name, one]) =>
    one.amount !== 0 || name === "total");
  return html`<${Part} title=${t("reports.how")}>
    <dl class="report-whole">${shown.map(([name, one]) => html`<div key=${name}
      class=${name === "total" || name === "net" ? "report-sum" : null}>
      <dt>${t(`reports.whole.${name}`)}</dt><dd>${money(one)}</dd></div>`)}</dl><//>`;
}
