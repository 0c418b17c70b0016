/** Pieces that several of the manager's screens share. */

import { html, useEffect, useSignal, useState } from "../vendor.js";
import { errorText, lang, t } from "../i18n.js";
import { inTurn } from "../inturn.js";
import { Banner, Icon, Skeleton } from "../kit.js";
import { beat, editor, get, loadEditor } from "./state.js";

/** A screen's title with what one can do there. */
export function Head({ title, text, children }) {
  return html`<header class="screen-head">
    <div class="grow"><h1>${title}</h1>${text && html`<p class="muted">${text}</p>`}</div>
    <div class="row screen-actions">${children}</div>
  </header>`;
}

/** A card with a heading. */
export function Part({ title, text, actions, children }) {
  return html`<section class="card part">
    ${title && html`<div class="row part-head"><div class="grow"><h2>${title}</h2>
      ${text && html`<p class="small muted">${text}</p>`}</div>${actions}</div>`}
    ${children}
  </section>`;
}

/** What went wrong while reading, with a way to try again. */
export function Failed({ error, onRetry }) {
  return html`<${Banner} tone="warn" icon="wifi-off" title=${errorText(error)}>
    <button type="button" class="button" onClick=${onRetry}>${t("common.retry")}</button><//>`;
}

/** Show `children()` once the menu is here. */
export function WithMenu({ children }) {
  const error = useSignal(null);
  const load = () => {
    error.value = null;
    loadEditor().catch((problem) => (error.value = problem));
  };
  useEffect(() => {
    if (editor.value === null) load();
  }, []);
  if (error.value) return html`<${Failed} error=${error.value} onRetry=${load} />`;
  return editor.value === null ? html`<${Skeleton} rows=${6} />` : children();
}

/**
 * Something fetched, again with each news when `live`: `{value, error, again}`.
 * While a newer one is fetched the older one stays.
 */
export function useFetched(path, { live = false, every = 0 } = {}) {
  const value = useSignal(null);
  const error = useSignal(null);
  const [readings] = useState(inTurn);
  const again = async () => {
    const reading = readings.ask();
    const told = await get(path).then((fresh) => ({ fresh }), (problem) => ({ problem }));
    if (!readings.isNewest(reading)) return;
    if (told.fresh) value.value = told.fresh;
    error.value = told.problem ?? null;
  };
  const news = live ? beat.value : 0;
  useEffect(() => {
    again();
  }, [path, news]);
  useEffect(() => {
    if (!every) return undefined;
    const timer = setInterval(again, every);
    return () => clearInterval(timer);
  }, [path]);
  return { value: value.value, error: error.value, again };
}

/** A moment for people, in the language now shown. */
export function timeText(moment, style = { dateStyle: "medium", timeStyle: "short" }) {
  return new Date(moment).toLocaleString(`${lang.value}-u-nu-latn`, { ...style, hourCycle: "h23" });
}

/** "mon tue" as words; none: every day. */
export function daysText(days) {
  if (days.length === 0 || days.length === 7) return t("manage.every_day");
  return days.map((day) => t(`manage.code.days.${day}`)).join(", ");
}

/** Hours of a record as words. */
export function spanText({ from, to }) {
  return from ? `${from}–${to}` : t("manage.whole_day");
}

/** A row of a list that opens something. */
export function OpenRow({ onClick, href, title, text, isOff = false, children }) {
  const inner = html`<span class="grow"><strong>${title}</strong>
    ${text && html`<span class="small muted open-text">${text}</span>`}</span>
    ${isOff && html`<span class="badge">${t("manage.off")}</span>`}${children}
    <${Icon} name="chevron-right" class="icon-flip" />`;
  return href
    ? html`<a class="open-row row" href=${href} onClick=${onClick}>${inner}</a>`
    : html`<button type="button" class="open-row row" onClick=${onClick}>${inner}</button>`;
}
