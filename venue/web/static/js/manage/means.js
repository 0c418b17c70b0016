/** Ways to pay switched on and off, and the payment terminals. */

import { Fragment, html, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { FlagField, TextField } from "./form.js";
import { Failed, Head, Part, useFetched } from "./parts.js";
import { act, post, sheet } from "./state.js";

const close = () => (sheet.value = null);
const PORT = "20007"; // where most ZVT terminals listen

export function Means() {
  const { value, error, again } = useFetched("/api/v1/payment-methods", { live: true });
  return html`<div class="screen">
    <${Head} title=${t("value.means")} text=${t("value.means_text")} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${6} />`}
    ${value && html`<div class="columns">
      <${Methods} items=${value.items} again=${again} />
      <${Terminals} items=${value.terminals} again=${again} /></div>`}
  </div>`;
}

function Methods({ items, again }) {
  const set = (one, enabled) =>
    act(() => post(`/api/v1/payment-methods/${one.name}`, { enabled })).then(again);
  return html`<${Part} title=${t("value.methods")} text=${t("value.methods_text")}>
    ${items.map((one) => html`<${FlagField} key=${one.name} label=${t(`bill.method.${one.name}`)}
      hint=${one.online ? t("value.online") : null} value=${one.enabled}
      onChange=${(enabled) => set(one, enabled)} />`)}<//>`;
}

function Terminals({ items, again }) {
  const add = () => (sheet.value = html`<${NewTerminal} again=${again} />`);
  return html`<${Part} title=${t("value.terminals")} text=${t("value.terminals_text")}>
    ${items.length === 0 && html`<${Empty} icon="credit-card" title=${t("value.no_terminals")}>
      ${t("value.no_terminals_text")}<//>`}
    ${items.map((one) => html`<${Terminal} key=${one.id} one=${one} again=${again} />`)}
    <button type="button" class="button" onClick=${add}>
      <${Icon} name="plus" />${t("value.add_terminal")}</button><//>`;
}

function Terminal({ one, again }) {
  const said = useSignal(null);
  const isTrying = useSignal(false);
  const tryIt = async () => {
    isTrying.value = true;
    said.value = await act(() => post(`/api/v1/terminals/${one.id}/test`), null);
    isTrying.value = false;
  };
  const remove = () => confirm(t("value.remove_sure", { name: one.name }))
    && act(() => post(`/api/v1/terminals/${one.id}/remove`)).then(again);
  const tone = said.value?.reachable ? "ok" : "bad";
  return html`<div class="stack line-block">
    <div class="row"><div class="grow"><strong>${one.name}</strong>
      <span class="small muted open-text"><bdi dir="ltr">${one.address}</bdi></span></div>
      ${one.busy && html`<span class="badge badge-warn">${t("value.busy")}</span>`}</div>
    <div role="status">${said.value && html`<${Fragment}><span class="badge badge-${tone}">
      <${Icon} name=${tone === "ok" ? "circle-check" : "triangle-alert"} />${t(tone === "ok"
        ? "value.answers" : "value.silent")}</span>
      ${said.value.words && html` <span class="small muted" lang="en">${said.value.words}</span>`}<//>`}</div>
    <div class="row"><button type="button" class="button grow" disabled=${isTrying.value}
      onClick=${tryIt}>${t("value.try")}</button>
      <button type="button" class="button" onClick=${remove}>
        <${Icon} name="trash-2" />${t("common.remove")}</button></div></div>`;
}

function NewTerminal({ again }) {
  const typed = useSignal({ name: "", host: "", port: PORT, password: "000000" });
  const set = (name) => (next) => (typed.value = { ...typed.value, [name]: next });
  const field = (name, more = {}) => html`<${TextField} label=${t(`value.terminal.${name}`)}
    value=${typed.value[name]} onChange=${set(name)} ...${more} />`;
  const save = async () => {
    const body = { ...typed.value, port: Number(typed.value.port) };
    if (!(await act(() => post("/api/v1/terminals", body)))) return;
    close();
    again();
  };
  const isReady = typed.value.name.trim() && typed.value.host.trim() && Number(typed.value.port) > 0;
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${!isReady} onClick=${save}>${t("value.add_terminal")}</button>`;
  return html`<${Sheet} title=${t("value.add_terminal")} onClose=${close} foot=${foot}>
    <div class="stack"><p class="muted">${t("value.terminal_text")}</p>
      ${field("name", { longest: "40" })}
      ${field("host", { longest: "64", dir: "ltr", inputmode: "decimal" })}
      ${field("port", { longest: "5", dir: "ltr", inputmode: "numeric" })}
      ${field("password", { longest: "6", dir: "ltr", inputmode: "numeric" })}</div><//>`;
}
