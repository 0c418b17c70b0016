/** Forms made of a specification, and the sheet that edits one record. */

import { html, useSignal, useEffect } from "../vendor.js";
import { errorText, hasText, t } from "../i18n.js";
import { Banner, Sheet } from "../kit.js";
import { AreaField, FlagField, ListField, ManyField, PickField, TextField, codeText } from "./form.js";
import { byKey, changedFields, inUse } from "./model.js";
import { SPECS, EMPTY } from "./specs.js";
import { editor, isDirty, languages, saveRecord, sheet } from "./state.js";

const close = () => {
  isDirty.value = false;
  sheet.value = null;
};

const optionsOf = (kind) =>
  inUse(editor.value.records, kind).map((one) => [one.key, one.values.name]);

const codesOf = (field) =>
  (editor.value.codes[{ may_contain: "allergens", icon: "icons" }[field] ?? field] ?? []).map(
    (code) => [code, codeText(field, code)],
  );

/** The words for a field of a kind, and what it means where that needs saying. */
export function labelOf(kind, field) {
  const own = `manage.field.${kind}.${field}`;
  return t(hasText(own) ? own : `manage.field.${field}`);
}
const hintOf = (kind, field) => {
  const keys = [`manage.hint.${kind}.${field}`, `manage.hint.${field}`];
  const known = keys.find((key) => hasText(key));
  return known ? t(known) : null;
};

/** Lines of `hours` are not translated; names and descriptions are. */
const TRANSLATED = {
  section: ["name"], group: ["name"], modifier: ["name"], item: ["name", "description"],
};

/** One control of a form. `areas` are names of areas of the floor. */
export function Control({ kind, spec, value, areas = [], onChange }) {
  const [field, control, source] = spec;
  const given = { label: labelOf(kind, field), hint: hintOf(kind, field), value, onChange };
  switch (control) {
    case "area": return html`<${AreaField} ...${given} maxlength="600" />`;
    case "flag": return html`<${FlagField} ...${given} />`;
    case "number": return html`<${TextField} ...${given} inputmode="numeric" pattern="[0-9]*"
      longest="5" />`;
    case "money": return html`<${TextField} ...${given} inputmode="decimal" longest="16" />`;
    case "signed":
    case "percent": return html`<${TextField} ...${given} longest="16" />`;
    case "time": return html`<${TextField} ...${given} type=${value === "24:00" ? "text" : "time"} />`;
    case "date": return html`<${TextField} ...${given} type="date" />`;
    case "codes": return html`<${ManyField} ...${given} value=${value ?? []}
      options=${codesOf(field)} />`;
    case "choice": return html`<${PickField} ...${given} options=${
      field === "icon" ? [["", t("manage.none")], ...codesOf(field)] : codesOf(field)} />`;
    case "areas": return html`<${ManyField} ...${given} value=${value ?? []}
      options=${areas.map((name) => [name, name])} />`;
    case "keys": return html`<${ManyField} ...${given} value=${value ?? []}
      options=${optionsOf(source)} />`;
    case "key!": return html`<${PickField} ...${given} options=${optionsOf(source)} />`;
    case "key": return html`<${PickField} ...${given}
      options=${[["", t(`manage.no_${source}`)], ...optionsOf(source)]} />`;
    case "list":
    case "twice": return html`<${ListField} ...${given} value=${value ?? []}
      options=${optionsOf(source)} twice=${control === "twice"} />`;
    default: return html`<${TextField} ...${given} longest="80" />`;
  }
}

/** Own words in each language over the translator's, which show as what stands there otherwise. */
export function Words({ kind, recordKey, values, get, set }) {
  const machine = editor.value.machine[kind]?.[recordKey] ?? {};
  return languages.value.map((code) => html`<fieldset key=${code} class="stack words">
    <legend class="label">${new Intl.DisplayNames([document.documentElement.lang],
      { type: "language" }).of(code)}</legend>
    ${TRANSLATED[kind].map((field) => {
      const name = `${field}_${code}`;
      const made = machine[code]?.[field];
      const given = { label: labelOf(kind, field), value: get(name) ?? "", lang: code, dir: "auto",
        placeholder: made ?? values[field],
        hint: get(name) ? null : t(made ? "manage.words_machine" : "manage.words_none"),
        onChange: (value) => set(name, value) };
      return field === "description"
        ? html`<${AreaField} key=${name} ...${given} />`
        : html`<${TextField} key=${name} ...${given} />`;
    })}
  </fieldset>`);
}

/** A draft of a record: `{get, set, fields, clear}`; `fields` are those changed. */
export function useDraft(values) {
  const draft = useSignal({});
  return {
    get: (name) => (name in draft.value ? draft.value[name] : values[name]),
    set: (name, value) => {
      draft.value = { ...draft.value, [name]: value };
      isDirty.value = Object.keys(changedFields(values, draft.value)).length > 0;
    },
    fields: () => changedFields(values, draft.value),
    clear: () => (draft.value = {}),
  };
}

/** What the box said of a form: one sentence for each thing. */
export function Problems({ error }) {
  if (!error) return null;
  const words = error.details?.problems ?? [errorText(error)];
  return html`<div role="alert"><${Banner} tone="bad" icon="circle-alert"
    title=${t("manage.not_saved")}>
    <ul class="problems">${words.map((one) => html`<li key=${one}>${one}</li>`)}</ul><//></div>`;
}

/**
 * Edit one record in a sheet. `recordKey` null: a new one.
 * @param {object} props
 * @param {object} [props.start] fields of a new record that are not asked for
 */
export function RecordSheet({ kind, recordKey = null, start = {}, areas = [], onDone }) {
  const entry = recordKey === null ? null : byKey(editor.value.records, kind, recordKey);
  const values = entry?.values ?? EMPTY[kind];
  const draft = useDraft(values);
  const error = useSignal(null);
  const isBusy = useSignal(false);
  useEffect(() => () => (isDirty.value = false), []);
  const save = async (event) => {
    event.preventDefault();
    isBusy.value = true;
    const fields = entry ? draft.fields() : { ...values, ...start, ...draft.fields() };
    try {
      const answer = await saveRecord(kind, recordKey, fields);
      close();
      onDone?.(answer);
    } catch (problem) {
      error.value = problem;
    }
    isBusy.value = false;
  };
  const specs = SPECS[kind].filter(([field]) => !(field in start)
    && !(entry && kind === "price" && field === "item"));
  const title = t(entry ? `manage.edit_${kind}` : `manage.new_${kind}`,
    { name: values.name ?? "" });
  const foot = html`<button type="submit" form="record" class="button button-primary button-wide"
    disabled=${isBusy.value}>${t("manage.save")}</button>`;
  return html`<${Sheet} title=${title} onClose=${close} foot=${foot}>
    <form id="record" class="stack" onSubmit=${save}>
      <${Problems} error=${error.value} />
      ${specs.map((spec) => html`<${Control} key=${spec[0]} kind=${kind} spec=${spec} areas=${areas}
        value=${draft.get(spec[0])} onChange=${(value) => draft.set(spec[0], value)} />`)}
      ${kind in TRANSLATED && html`<${Words} kind=${kind} recordKey=${recordKey} values=${values}
        get=${draft.get} set=${draft.set} />`}
    </form>
  <//>`;
}
