/** The whole menu as a file: out, and in with a look first. */

import { html, useSignal } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Banner, Icon } from "../kit.js";
import { FlagField } from "./form.js";
import { Head, Part } from "./parts.js";
import { editor, loadEditor, post } from "./state.js";

const LONGEST_BYTES = 2 * 1024 * 1024;

export function Files() {
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.files")} text=${t("manage.files_text")} />
    <div class="columns">
      <${Part} title=${t("manage.export")} text=${t("manage.export_text")}>
        <div class="row wrap">
          <a class="button" href="/api/v1/menu/export?format=csv" download="menu.csv">
            <${Icon} name="receipt-text" />CSV</a>
          <a class="button" href="/api/v1/menu/export?format=toml" download="menu.toml">
            <${Icon} name="receipt-text" />TOML</a></div><//>
      <${Import} />
    </div>
  </div>`;
}

function Import() {
  const file = useSignal(null);
  const replace = useSignal(false);
  const outcome = useSignal(null);
  const error = useSignal(null);
  const run = async (dryRun) => {
    error.value = null;
    const form = file.value.name.toLowerCase().endsWith(".toml") ? "toml" : "csv";
    try {
      outcome.value = await post("/api/v1/menu/import",
        { format: form, text: file.value.text, dry_run: dryRun, replace: replace.value });
      if (outcome.value.applied && editor.value) await loadEditor();
    } catch (problem) {
      outcome.value = null;
      error.value = problem;
    }
  };
  const choose = async (event) => {
    const [chosen] = event.target.files;
    if (!chosen) return;
    outcome.value = null;
    if (chosen.size > LONGEST_BYTES) {
      error.value = { status: 413, code: "menu.file_too_large", message: t("manage.file_too_large") };
      return;
    }
    file.value = { name: chosen.name, text: await chosen.text() };
    await run(true);
  };
  const setReplace = (next) => {
    replace.value = next;
    if (file.value) run(true);
  };
  return html`<${Part} title=${t("manage.import")} text=${t("manage.import_text")}>
    <label class="button file-button"><${Icon} name="plus" />${t("manage.choose_file")}
      <input type="file" accept=".csv,.toml,text/csv" class="sr-only" onChange=${choose} /></label>
    ${file.value && html`<p><strong>${file.value.name}</strong></p>`}
    <${FlagField} label=${t("manage.replace")} hint=${t("manage.replace_text")}
      value=${replace.value} onChange=${setReplace} />
    ${error.value && html`<p class="field-error" role="alert"><${Icon} name="circle-alert" />
      ${errorText(error.value)}</p>`}
    ${outcome.value && html`<${Outcome} outcome=${outcome.value} onApply=${() => run(false)} />`}
  <//>`;
}

function Outcome({ outcome, onApply }) {
  const { applied, problems, changes } = outcome;
  if (problems.length > 0) {
    return html`<${Banner} tone="bad" icon="circle-alert" title=${t("manage.import_problems",
      { count: problems.length })}><ul class="problems">${problems.map((one, index) => html`
        <li key=${index}>${t("manage.line", { line: one.line })}: ${one.words}</li>`)}</ul><//>`;
  }
  const counts = ["added", "changed", "moved", "removed"].map(
    (what) => t(`manage.count.${what}`, { count: outcome[what] }),
  );
  return html`<div role="status" class="stack">
    <${Banner} tone=${applied ? "ok" : "info"} icon=${applied ? "circle-check" : "info"}
      title=${t(applied ? "manage.import_done" : "manage.import_would")}>${counts.join(" · ")}<//>
    <ul class="changes">${changes.map((one) => html`<li key=${`${one.kind} ${one.key}`}>
      <span class="badge">${t(`manage.what_${one.what}`)}</span> ${one.key}
      <span class="small muted"> ${one.fields.join(", ")}</span></li>`)}</ul>
    ${!applied && changes.length > 0 && html`<button type="button" class="button button-primary"
      onClick=${onApply}>${t("manage.import_now")}</button>`}
  </div>`;
}
