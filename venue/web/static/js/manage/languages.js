/** The menu in the guests' languages: how far, what waits for a person, and shown or not. */

import { html, useSignal } from "../vendor.js";
import { lang, t } from "../i18n.js";
import { Banner, Empty, Icon, Skeleton } from "../kit.js";
import { Failed, Head, Part, useFetched } from "./parts.js";
import { pathOf } from "./paths.js";
import { act, post } from "./state.js";

const PATH = "/api/v1/menu/languages";
/** Where a record's words are written; choices have theirs with their group. */
const SCREENS = { item: "menu", section: "menu", group: "choices", modifier: "choices" };

export function Languages() {
  const { value, error, again } = useFetched(PATH, { live: true });
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.languages")} text=${t("menuwords.text")} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${5} />`}
    ${value?.items.length === 0 && html`<${Part}><${Empty} icon="languages"
      title=${t("menuwords.none")}>${t("menuwords.none_text")}<//><//>`}
    ${value?.items.map((one) => html`<${Language} key=${one.language} one=${one} again=${again} />`)}
  </div>`;
}

const nameOf = (code) => new Intl.DisplayNames([lang.value], { type: "language" }).of(code);

function Language({ one, again }) {
  const isBusy = useSignal(false);
  const press = (verb) => async () => {
    isBusy.value = true;
    await act(() => post(`${PATH}/${one.language}/${verb}`));
    isBusy.value = false;
    again();
  };
  const isShown = one.state === "shown";
  const count = { texts: one.texts, own: one.own, machine: one.machine };
  const isWhole = one.own === one.texts;
  return html`<${Part} title=${nameOf(one.language)} text=${t("menuwords.count", count)}>
    <p>${t(isWhole ? "menuwords.state.own" : `menuwords.state.${one.state}`)}</p>
    ${one.waiting > 0 && html`<${Banner} tone=${one.has_engine ? "info" : "warn"}
      icon=${one.has_engine ? "clock" : "triangle-alert"}
      title=${t(one.has_engine ? "menuwords.waiting" : "menuwords.no_engine", { count: one.waiting })} />`}
    ${one.withheld.length > 0 && html`<details><summary class="menuwords-more">
      ${t("menuwords.withheld", { count: one.withheld.length })}</summary>
      <ul>${one.withheld.map((text) => html`<li key=${`${text.kind} ${text.key} ${text.field}`}>
        <a class="open-text" href=${pathOf(SCREENS[text.kind], keyOf(text))} dir="auto">${text.text}</a>
      </li>`)}</ul></details>`}
    ${!isWhole && html`<div class="row">
      ${isShown
        ? html`<button type="button" class="button" disabled=${isBusy.value} onClick=${press("hide")}>
          <${Icon} name="x" />${t("menuwords.hide")}</button>`
        : html`<button type="button" class="button" disabled=${isBusy.value || !one.machine || lacks(one)}
          onClick=${press("show")}><${Icon} name="languages" />${t("menuwords.show")}</button>`}</div>`}
  <//>`;
}

/** Never half a menu: what waits for an engine or a person keeps all of it off. */
const lacks = (one) => one.waiting > 0 || one.withheld.length > 0;

const keyOf = ({ kind, key }) => (kind === "section" ? null
  : kind === "modifier" ? key.slice(0, key.lastIndexOf("/")) : key);
