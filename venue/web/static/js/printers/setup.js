/** The sheet beside a test page: tick what came out right, and the printer is learned. */

import { html, useState } from "../vendor.js";
import { post } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Icon, Sheet, toast } from "../kit.js";
import { act, printers, setUp } from "./state.js";

const RULERS = [32, 35, 42, 48, 64];
const CONFIRMS = ["process_id", "status", "none"];

/** @param {{known: {printer: object, tables: Record<string, string>}}} props */
export function SetUp({ known }) {
  const { printer, tables } = known;
  const [ticked, setTicked] = useState(new Set(printer.tables));
  const [facts, setFacts] = useState({
    columns: printer.columns,
    native_qr: printer.native_qr,
    cutter: printer.cutter,
    buzzer: printer.buzzer,
    confirm: printer.confirm,
  });
  const [said, setSaid] = useState("");
  const change = (name, value) => setFacts({ ...facts, [name]: value });
  const tick = (number) => {
    const next = new Set(ticked);
    if (!next.delete(number)) next.add(number);
    setTicked(next);
  };
  const ask = async () => {
    try {
      const answer = await post(`/api/v1/printers/${printer.id}/probe`);
      setSaid(answer.answers.join(", "));
      if (answer.confirm !== "none") change("confirm", answer.confirm);
    } catch (error) {
      toast(errorText(error), { icon: "triangle-alert" });
    }
  };
  const save = async () => {
    const { confirm, ...rest } = facts;
    const body = { ...rest, tables: [...ticked] };
    if (CONFIRMS.includes(confirm)) body.confirm = confirm;
    const done = await act(`/api/v1/printers/${printer.id}/learn`, body, t("printers.learned"));
    if (done) setUp.value = null;
  };
  const foot = html`<button type="button" class="button button-primary button-wide" onClick=${save}>
    ${t("printers.save")}</button>`;
  return html`<${Sheet} title=${t("printers.set_up_of", { name: printer.name })} foot=${foot}
    onClose=${() => (setUp.value = null)}>
    <div class="stack">
      <p class="muted">${t("printers.set_up_how")}</p>
      <div class="buttons">
        <button type="button" class="button" onClick=${() =>
          act(`/api/v1/printers/${printer.id}/test`, {}, t("printers.test_sent"))}>
          <${Icon} name="printer" />${t("printers.test")}</button>
        <button type="button" class="button" onClick=${ask}>
          <${Icon} name="search" />${t("printers.ask")}</button>
      </div>
      ${said && html`<p class="small muted" role="status">${said}</p>`}
      <fieldset class="ticks">
        <legend>${t("printers.tables")}</legend>
        ${Object.entries(tables).map(([number, codec]) => html`<${Tick} key=${number}
          label=${`${number} ${codec}`} checked=${ticked.has(Number(number))}
          onChange=${() => tick(Number(number))} />`)}
      </fieldset>
      <fieldset class="ticks">
        <legend>${t("printers.came_out")}</legend>
        ${["native_qr", "cutter", "buzzer"].map((name) => html`<${Tick} key=${name}
          label=${t(`printers.${name}`)} checked=${facts[name]}
          onChange=${() => change(name, !facts[name])} />`)}
      </fieldset>
      <${Choice} id="columns" label=${t("printers.ruler")} value=${facts.columns}
        options=${RULERS.map((one) => [one, String(one)])}
        onChange=${(value) => change("columns", Number(value))} />
      ${CONFIRMS.includes(printer.confirm) && html`<${Choice} id="confirm"
        label=${t("printers.confirm")} value=${facts.confirm}
        options=${CONFIRMS.map((one) => [one, t(`printers.confirm.${one}`)])}
        onChange=${(value) => change("confirm", value)} />`}
      <${Choice} id="backup" label=${t("printers.backup")} value=${printer.backup_id ?? ""}
        options=${[["", t("printers.no_backup")], ...printers.value
          .filter((one) => one.id !== printer.id).map((one) => [one.id, one.name])]}
        onChange=${(value) => act(`/api/v1/printers/${printer.id}/backup`,
          { backup_id: value ? Number(value) : null }, t("printers.learned"))} />
    </div>
  <//>`;
}

function Tick({ label, checked, onChange }) {
  return html`<label class="tick"><input type="checkbox" checked=${checked} onChange=${onChange} />
    <span>${label}</span></label>`;
}

/** A labelled list to choose from. */
export function Choice({ id, label, value, options, onChange }) {
  return html`<div class="field"><label for=${id}>${label}</label>
    <select id=${id} class="select" value=${value} onChange=${(event) =>
      onChange(event.currentTarget.value)}>
      ${options.map(([key, words]) => html`<option key=${key} value=${key}
        selected=${key === value}>${words}</option>`)}
    </select></div>`;
}
