/** Charts as plain SVG: columns over time, bars of the largest. Words are HTML, so that they wrap. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";

const MOST_BARS = 12;
const STEP = 10; // width of a column with its gap, in the drawing's own units
const HEIGHT = 100;

/** @typedef {{label: string, value: number, text: string}} Point */

const isRtl = () => document.documentElement.dir === "rtl";

/** Columns in the order given, such as the hours of a day. @param {{name: string, points: Point[]}} props */
export function Columns({ name, points }) {
  const most = Math.max(...points.map((one) => one.value), 1);
  const width = points.length * STEP;
  const ticks = [...new Set([0, Math.floor((points.length - 1) / 2), points.length - 1])];
  const top = points.reduce((one, other) => (other.value > one.value ? other : one));
  return html`<figure class="chart" role="img" aria-label=${summary(name, points)}>
    <div class="chart-top" aria-hidden="true"><span>${top.text}</span></div>
    <svg class="chart-columns" viewBox=${`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none"
      aria-hidden="true">
      <path class="chart-grid" d=${`M0 0H${width}M0 50H${width}`} />
      ${points.map((one, place) => {
        const high = Math.max((Math.max(one.value, 0) / most) * HEIGHT, one.value > 0 ? 1 : 0);
        const at = (isRtl() ? points.length - 1 - place : place) * STEP;
        return html`<rect key=${one.label} class="chart-bar" x=${at + 1} width=${STEP - 2}
          y=${HEIGHT - high} height=${high}><title>${one.label}: ${one.text}</title></rect>`;
      })}
    </svg>
    <div class="chart-ticks" aria-hidden="true">${ticks.map(
      (place) => html`<span key=${place}>${points[place].label}</span>`)}</div>
  </figure>`;
}

/** Bars of the first points: the largest come first. @param {{name: string, points: Point[]}} props */
export function Bars({ name, points }) {
  const shown = points.slice(0, MOST_BARS);
  const most = Math.max(...shown.map((one) => Math.abs(one.value)), 1);
  return html`<figure class="chart" role="img" aria-label=${summary(name, shown)}>
    <div class="chart-bars" aria-hidden="true">${shown.map((one) => {
      const wide = (Math.abs(one.value) / most) * 100;
      return html`<div key=${one.label} class="chart-row">
        <span class="chart-label">${one.label}</span>
        <svg viewBox="0 0 100 10" preserveAspectRatio="none"><rect
          class=${one.value < 0 ? "chart-bar chart-bar-minus" : "chart-bar"}
          x=${isRtl() ? 100 - wide : 0} width=${wide} y="0" height="10" rx="1" /></svg>
        <span class="chart-value">${one.text}</span></div>`;
    })}</div>
    ${points.length > MOST_BARS && html`<figcaption class="small muted">
      ${t("reports.largest", { count: MOST_BARS })}</figcaption>`}
  </figure>`;
}

/** What somebody hears who does not see the chart: its name, the largest, and where the rest is. */
function summary(name, points) {
  const top = [...points].sort((one, other) => other.value - one.value)[0];
  const largest = top ? ` ${top.label}: ${top.text}.` : "";
  return `${t("reports.chart", { name })}.${largest} ${t("reports.chart_note")}`;
}
